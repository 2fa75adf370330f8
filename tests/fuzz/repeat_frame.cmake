faultbox_fuzzer(repeat_frame LIBRARIES target/record target/oops arch/registry)
