faultbox_fuzzer(oops LIBRARIES target/oops)
