faultbox_fuzzer(record LIBRARIES target/record arch/registry)
