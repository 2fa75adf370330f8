faultbox_fuzzer(ramoops LIBRARIES target/ramoops)
