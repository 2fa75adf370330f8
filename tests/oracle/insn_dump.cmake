# insn_dump prints this program's reading of instructions. arm_insn.py, a64_insn.py and x86_insn.py compare it with
# llvm-objdump's, over the text of real programs, systematic and random words; kernel_insn.py does over a whole kernel, and
# with what llvm-mca says of loads and stores. That one is run here on the first instructions of insn_dump itself.
find_program(LLVM_OBJDUMP llvm-objdump-19 REQUIRED)
find_program(LLVM_MCA llvm-mca-19 REQUIRED)
add_executable(insn_dump insn_dump.cc)
target_link_libraries(insn_dump PRIVATE arch_arm_analysis arch_arm64_analysis arch_x86_analysis faultbox_options)
foreach(cpu arm a64)
    add_test(NAME oracle.${cpu}_insn
        COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/${cpu}_insn.py --dump $<TARGET_FILE:insn_dump> --objdump ${LLVM_OBJDUMP})
endforeach()
add_test(NAME oracle.x86_insn
    COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/x86_insn.py --dump $<TARGET_FILE:insn_dump> --objdump ${LLVM_OBJDUMP}
            --compiler ${CMAKE_CXX_COMPILER})
add_test(NAME oracle.kernel_insn
    COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/kernel_insn.py --dump $<TARGET_FILE:insn_dump> --objdump ${LLVM_OBJDUMP}
            --mca ${LLVM_MCA} --limit 20000 $<TARGET_FILE:insn_dump>)
