# tests/oracle/unwind.py compares this program's call frame rules at every address with llvm-dwarfdump's, and its ARM
# unwinding instructions with readelf's, over the libraries of the sysroots and compiled fixtures.
find_program(FAULTBOX_DWARFDUMP llvm-dwarfdump-19 REQUIRED)
find_program(FAULTBOX_READELF readelf REQUIRED)
find_program(FAULTBOX_PYTHON python3 REQUIRED)
add_executable(unwind_dump unwind_dump.cc)
target_link_libraries(unwind_dump PRIVATE host_unwind host_io faultbox_options)

set(frames ${CMAKE_CURRENT_BINARY_DIR}/unwind)
file(MAKE_DIRECTORY ${frames})
function(unwind_oracle name target)
    set(linked ${frames}/${name}.elf)
    set(source ${PROJECT_SOURCE_DIR}/tests/unit/host/unwind/fixtures/frames.c)
    add_custom_command(OUTPUT ${linked}
        COMMAND clang-19 --target=${target} -O1 -g ${ARGN} -ffreestanding -fno-pic -c ${source} -o ${linked}.o
        COMMAND ld.lld-19 -e walk_list -Ttext=0x40100000 ${linked}.o -o ${linked}
        DEPENDS ${source} VERBATIM)
    add_custom_target(unwind_fixture_${name} DEPENDS ${linked})
    add_dependencies(unwind_dump unwind_fixture_${name})
    add_test(NAME oracle.unwind.${name}
        COMMAND ${FAULTBOX_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/unwind.py ${linked} --dump $<TARGET_FILE:unwind_dump>
                --dwarfdump ${FAULTBOX_DWARFDUMP} --readelf ${FAULTBOX_READELF})
endfunction()
unwind_oracle(x86_64-debug-frame x86_64-linux-gnu -fno-asynchronous-unwind-tables)
unwind_oracle(x86_64-eh-frame x86_64-linux-gnu -fasynchronous-unwind-tables)
unwind_oracle(i386-debug-frame i686-linux-gnu -fno-asynchronous-unwind-tables)
unwind_oracle(i386-eh-frame i686-linux-gnu -fasynchronous-unwind-tables -fno-omit-frame-pointer)
unwind_oracle(arm64-debug-frame aarch64-linux-gnu -fno-asynchronous-unwind-tables)
unwind_oracle(arm64-eh-frame aarch64-linux-gnu -fasynchronous-unwind-tables -mbranch-protection=pac-ret+leaf)
unwind_oracle(arm armv7a-linux-gnueabihf -marm -funwind-tables -fno-asynchronous-unwind-tables)
unwind_oracle(arm-thumb armv7a-linux-gnueabihf -mthumb -funwind-tables -fno-asynchronous-unwind-tables)
unwind_oracle(armeb armebv7a-linux-gnueabihf -marm -funwind-tables -fno-asynchronous-unwind-tables)
