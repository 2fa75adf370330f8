# tests/oracle/x86_insn.py compares this program's instructions with llvm-objdump's, over the text of this machine's
# programs, an i386 program and random bytes.
find_program(LLVM_OBJDUMP llvm-objdump-19 REQUIRED)
add_executable(x86_insn_dump x86_insn_dump.cc)
target_link_libraries(x86_insn_dump PRIVATE arch_x86_analysis faultbox_options)
add_test(NAME oracle.x86_insn
    COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/x86_insn.py --dump $<TARGET_FILE:x86_insn_dump> --objdump ${LLVM_OBJDUMP}
            --compiler ${CMAKE_CXX_COMPILER})
