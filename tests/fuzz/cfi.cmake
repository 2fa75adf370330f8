faultbox_fuzzer(cfi LIBRARIES host/unwind arch/registry arch/registry_analysis)
