faultbox_fuzzer(symbol_map LIBRARIES host/symbols)
