#pragma once

#include "target/oops/event_builder.h"

namespace faultbox {

/// Notes that the event is of that x86 CPU, kI386 or kX86_64. False when it is of another already and has registers.
bool SetX86(EventBuilder& builder, Arch arch);

/// The CPU whose addresses have that many digits, kUnknown for none.
Arch X86OfDigits(size_t digits);

/// True when the event's trace is being read: an instruction pointer and registers there are of an interrupted frame.
bool InTrace(const EventBuilder& builder);

/// Takes a register that may be stated more than once. Another value than before is damage. `width` is the number of
/// digits that the kernel prints.
void StateRegister(EventBuilder& builder, RegisterId id, std::string_view digits, unsigned width, const Line& line);

/// Takes the place of the fault, which may be stated more than once. Another symbol or offset than before is damage.
void StatePlace(EventBuilder& builder, const CodeLocation& where, const Line& line);

}  // namespace faultbox
