faultbox_fuzzer(bundle LIBRARIES host/input)
