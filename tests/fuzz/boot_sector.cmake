faultbox_fuzzer(boot_sector LIBRARIES target/export)
