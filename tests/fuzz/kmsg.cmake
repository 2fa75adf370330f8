faultbox_fuzzer(kmsg LIBRARIES target/watch target/oops arch/registry)
