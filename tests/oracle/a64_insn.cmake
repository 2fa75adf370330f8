# tests/oracle/a64_insn.py compares this program's instructions with llvm-objdump's, over random and systematic words.
find_program(LLVM_OBJDUMP llvm-objdump-19 REQUIRED)
add_executable(a64_insn_dump a64_insn_dump.cc)
target_link_libraries(a64_insn_dump PRIVATE arch_arm64_analysis faultbox_options)
add_test(NAME oracle.a64_insn
    COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/a64_insn.py --dump $<TARGET_FILE:a64_insn_dump> --objdump ${LLVM_OBJDUMP})
