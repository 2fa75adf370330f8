faultbox_fuzzer(elf LIBRARIES host/symbols)
