faultbox_fuzzer(pstore_files LIBRARIES target/harvest target/oops arch/registry)
