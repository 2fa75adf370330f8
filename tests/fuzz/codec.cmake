faultbox_fuzzer(codec LIBRARIES target/codec)
