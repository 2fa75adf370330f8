faultbox_fuzzer(host_input LIBRARIES host/report host/input)
