faultbox_fuzzer(process_maps LIBRARIES target/usercrash)
