faultbox_fuzzer(selftest LIBRARIES target/selftest)
