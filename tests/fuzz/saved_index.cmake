faultbox_fuzzer(saved_index LIBRARIES host/symbols)
