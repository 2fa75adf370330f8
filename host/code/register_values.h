#pragma once

#include <cstdint>
#include <optional>

#include "host/code/crash_registers.h"
#include "host/code/function_code.h"

namespace faultbox {

/// What registers held at instructions that ran before a crash, reckoned from what they held at the crash.
class RegisterValues {
  public:
    /// The crash came at the instruction at `crash`, with `registers`.
    RegisterValues(const FunctionCode& code, size_t crash, const CrashRegisters& registers)
        : code_(code), crash_(crash), registers_(registers) {}

    /// What `reg` held just before the instruction at `index` ran the last time. Known where one way alone leads from
    /// there to the crash and nothing on it wrote the register, and where a constant or a sum of such was put into it.
    std::optional<uint64_t> Before(size_t index, RegisterId reg) const { return Before(index, reg, 0); }
    /// The same just after that instruction.
    std::optional<uint64_t> After(size_t index, RegisterId reg) const;

  private:
    std::optional<uint64_t> Before(size_t index, RegisterId reg, int depth) const;
    std::optional<uint64_t> Computed(size_t index, RegisterId reg, int depth) const;
    bool IsUnchangedFrom(size_t index, bool including, RegisterId reg) const;

    const FunctionCode& code_;
    size_t crash_;
    const CrashRegisters& registers_;
};

}  // namespace faultbox
