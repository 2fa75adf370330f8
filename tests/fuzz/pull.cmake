faultbox_fuzzer(pull LIBRARIES host/pull)
