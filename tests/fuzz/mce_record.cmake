faultbox_fuzzer(mce_record LIBRARIES arch/x86_analysis)
