faultbox_fuzzer(reed_solomon LIBRARIES target/codec)
