faultbox_fuzzer(manifest LIBRARIES target/manifest target/oops arch/registry tests/power)
