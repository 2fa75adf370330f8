faultbox_fuzzer(lz4 LIBRARIES target/codec)
