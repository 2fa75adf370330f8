faultbox_fuzzer(core_notes LIBRARIES target/usercrash)
