faultbox_fuzzer(cper LIBRARIES arch/cper arch/cper_text)
