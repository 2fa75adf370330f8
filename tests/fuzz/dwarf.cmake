faultbox_fuzzer(dwarf LIBRARIES host/dwarf arch/registry)
