faultbox_fuzzer(btf LIBRARIES host/btf host/symbols)
