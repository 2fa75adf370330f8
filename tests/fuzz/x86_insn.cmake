faultbox_fuzzer(x86_insn LIBRARIES arch/x86_analysis)
