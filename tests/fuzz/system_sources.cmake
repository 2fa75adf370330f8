faultbox_fuzzer(system_sources LIBRARIES target/harvest target/oops arch/registry)
