faultbox_fuzzer(elf LIBRARIES host/code host/symbols)
