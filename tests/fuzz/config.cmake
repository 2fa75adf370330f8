faultbox_fuzzer(config LIBRARIES target/config)
