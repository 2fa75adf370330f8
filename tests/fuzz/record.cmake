faultbox_fuzzer(record LIBRARIES target/record target/oops arch/registry)
