faultbox_fuzzer(a64_insn LIBRARIES arch/arm64_analysis)
