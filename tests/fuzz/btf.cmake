faultbox_fuzzer(btf LIBRARIES host/symbols)
