# The recorder as a Debian package: `cpack -G DEB` in the build folder of a recorder's preset. See docs/image.md.
set(integration ${PROJECT_SOURCE_DIR}/toolchains/integration)
set(package_folder ${PROJECT_BINARY_DIR}/package)

# package_gzip(SOURCE NAME DESTINATION): installs SOURCE as NAME.gz, the same bytes in each build.
function(package_gzip source name destination)
    set(packed ${package_folder}/${name}.gz)
    add_custom_command(OUTPUT ${packed}
        COMMAND sh -c "gzip -9nc '${source}' > '${packed}'"
        DEPENDS ${source}
        VERBATIM)
    set_property(GLOBAL APPEND PROPERTY package_files ${packed})
    install(FILES ${packed} DESTINATION ${destination} PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
endfunction()

# The units of verbs that are in the program.
set(package_units)
macro(package_unit feature)
    if(FAULTBOX_${feature} AND NOT FAULTBOX_HARVEST_ONLY)
        foreach(unit IN ITEMS ${ARGN})
            list(APPEND package_units ${integration}/${unit})
        endforeach()
    endif()
endmacro()
list(APPEND package_units ${integration}/faultbox-harvest.service)
package_unit(MANIFEST faultbox-manifest.service faultbox-manifest.timer)
if(FAULTBOX_MANIFEST)
    package_unit(WATCH faultbox-watch.service)  # As in target/CMakeLists.txt.
endif()
package_unit(SERVE faultbox-serve@.service)
package_unit(USB faultbox-usb@.service)

file(MAKE_DIRECTORY ${package_folder})
set(plain_file OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
install(TARGETS faultbox DESTINATION /usr/bin)
install(PROGRAMS ${integration}/adopt-systemd-pstore DESTINATION /usr/libexec/faultbox)
install(FILES ${package_units} DESTINATION /usr/lib/systemd/system PERMISSIONS ${plain_file})
install(FILES ${integration}/50-faultbox.conf DESTINATION /usr/lib/sysctl.d PERMISSIONS ${plain_file})
if(FAULTBOX_CORE AND NOT FAULTBOX_HARVEST_ONLY)
    install(FILES ${integration}/51-faultbox-core.conf DESTINATION /usr/lib/sysctl.d PERMISSIONS ${plain_file})
endif()
if(FAULTBOX_USB AND NOT FAULTBOX_HARVEST_ONLY)
    install(FILES ${integration}/90-faultbox-usb.rules DESTINATION /usr/lib/udev/rules.d PERMISSIONS ${plain_file})
endif()
install(FILES ${integration}/faultbox.tmpfiles DESTINATION /usr/lib/tmpfiles.d RENAME faultbox.conf PERMISSIONS ${plain_file})
install(FILES ${integration}/faultbox.conf DESTINATION /etc PERMISSIONS ${plain_file})
install(FILES ${integration}/debian/copyright DESTINATION /usr/share/doc/faultbox PERMISSIONS ${plain_file})
install(PROGRAMS ${integration}/faultbox.init DESTINATION /usr/share/doc/faultbox/examples)
install(FILES ${integration}/kernel/faultbox.config ${integration}/kernel/faultbox-ramoops.dtsi
    DESTINATION /usr/share/doc/faultbox/examples PERMISSIONS ${plain_file})
package_gzip(${PROJECT_SOURCE_DIR}/docs/man/faultbox.1 faultbox.1 /usr/share/man/man1)
package_gzip(${PROJECT_SOURCE_DIR}/docs/man/faultbox.conf.5 faultbox.conf.5 /usr/share/man/man5)
package_gzip(${integration}/debian/changelog changelog /usr/share/doc/faultbox)
package_gzip(${PROJECT_SOURCE_DIR}/docs/image.md image.md /usr/share/doc/faultbox)
package_gzip(${PROJECT_SOURCE_DIR}/docs/threat-model.md threat-model.md /usr/share/doc/faultbox)
get_property(package_files GLOBAL PROPERTY package_files)
add_custom_target(package_files ALL DEPENDS ${package_files})

# cpack takes what is built; it does not build all tests first.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME faultbox)
set(CPACK_PACKAGE_VENDOR "the authors of Faultbox")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "crash recorder for vehicle Linux")
set(CPACK_PACKAGE_DESCRIPTION "Records what the kernel left of its crashes in pstore or ramoops, as compact
records of facts on flash; faultscope explains them in the lab. One static
program that needs no library of the image.")
set(CPACK_STRIP_FILES ON)
set(CPACK_SET_DESTDIR ON)
set(CPACK_INSTALL_PREFIX /usr)  # All destinations are absolute; without it an empty /usr/local is in the package.
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE ${FAULTBOX_DEBIAN_ARCH})
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "Faultbox maintainers <faultbox@example.invalid>")
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${integration}/debian/conffiles ${integration}/debian/postinst
    ${integration}/debian/prerm ${integration}/debian/postrm)
include(CPack)
