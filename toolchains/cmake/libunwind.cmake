# nongnu libunwind from Debian's package in the sysroot: the archive that unwinds other processes of the target's CPU.
# Makes the target libunwind-remote, or says why there is none.
#
# Debian's libunwind.a would bring an unwinder of exceptions with it, and needs liblzma for .gnu_debugdata, which a
# process does not have in memory: libunwind_stubs.c answers for both.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^arm")
    set(libunwind_cpu arm)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
    set(libunwind_cpu aarch64)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^i.86$")
    set(libunwind_cpu x86)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
    set(libunwind_cpu x86_64)
endif()

set(libunwind_archive)
set(libunwind_header)
if(libunwind_cpu AND FAULTBOX_GLIBC)
    file(GLOB libunwind_archive ${FAULTBOX_GLIBC}/usr/lib/*/libunwind-${libunwind_cpu}.a)
    file(GLOB libunwind_header ${FAULTBOX_GLIBC}/usr/include/*/libunwind-${libunwind_cpu}.h)
endif()
if(NOT libunwind_archive OR NOT libunwind_header)
    message(WARNING "no libunwind for \"${CMAKE_SYSTEM_PROCESSOR}\" in the sysroot: `faultbox core` will record the pc of "
                    "each thread, but no callers")
    return()
endif()

# The headers alone: beside them in the sysroot stand those of another C library.
get_filename_component(libunwind_folder ${libunwind_header} DIRECTORY)
set(libunwind_include ${PROJECT_BINARY_DIR}/libunwind)
foreach(header IN ITEMS libunwind.h libunwind-common.h libunwind-dynamic.h libunwind-${libunwind_cpu}.h)
    configure_file(${libunwind_folder}/${header} ${libunwind_include}/${header} COPYONLY)
endforeach()

enable_language(C)
add_library(libunwind-remote STATIC ${PROJECT_SOURCE_DIR}/toolchains/libunwind_stubs.c)
set_target_properties(libunwind-remote PROPERTIES C_STANDARD 11)
target_include_directories(libunwind-remote SYSTEM PUBLIC ${libunwind_include})
target_link_libraries(libunwind-remote PUBLIC ${libunwind_archive})
# Debian's archives are not position independent; static programs are not in any case.
if(FAULTBOX_RUNTIME_SHIM)
    target_sources(libunwind-remote PRIVATE ${PROJECT_SOURCE_DIR}/toolchains/libunwind_static.c)
else()
    target_link_options(libunwind-remote INTERFACE -no-pie)
endif()
