#pragma once

#include <cstdint>
#include <string>

namespace faultbox {

/// "SIGSEGV"; "signal 42" for those without a name. Numbers of ARM and x86 (signal(7)).
std::string NameOfSignal(uint32_t number);

/// What si_code says of that signal, as a clause: "the address is not mapped". Empty where it says nothing
/// (sigaction(2), include/uapi/asm-generic/siginfo.h).
std::string DescribeSignalCode(uint32_t number, int32_t code);

}  // namespace faultbox
