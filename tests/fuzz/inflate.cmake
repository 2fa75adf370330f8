faultbox_fuzzer(inflate LIBRARIES target/codec)
