faultbox_fuzzer(arm_insn LIBRARIES arch/arm_analysis)
