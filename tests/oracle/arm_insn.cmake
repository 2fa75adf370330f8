# tests/oracle/arm_insn.py compares this program's instructions with llvm-objdump's, over the text of real libraries.
find_program(LLVM_OBJDUMP llvm-objdump-19 REQUIRED)
add_executable(arm_insn_dump arm_insn_dump.cc)
target_link_libraries(arm_insn_dump PRIVATE arch_arm_analysis faultbox_options)
add_test(NAME oracle.arm_insn
    COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/arm_insn.py --dump $<TARGET_FILE:arm_insn_dump> --objdump ${LLVM_OBJDUMP})
