faultbox_fuzzer(exidx LIBRARIES host/unwind)
