faultbox_fuzzer(split_package LIBRARIES host/symbols)
