faultbox_fuzzer(scrub LIBRARIES target/scrub)
