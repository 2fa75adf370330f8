faultbox_fuzzer(serve LIBRARIES target/serve)
