#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "arch/common/fault_info.h"
#include "arch/common/register_set.h"

namespace faultbox {

enum class Arch : uint8_t { kUnknown, kArm, kArm64, kI386, kX86_64 };

constexpr bool IsX86(Arch arch) {
    return arch == Arch::kI386 || arch == Arch::kX86_64;
}

/// One register of a CPU. To add a CPU: a folder `arch/<cpu>/` with `registers.h` (enumerators in table order),
/// `info.cc` (its ArchInfo), fault status and instruction decoding, `*_text.cc` with the English, and one line in
/// each of `arch/registry.cc`, `registry_native.cc` and `registry_analysis.cc`.
struct RegisterInfo {
    const char* name;     ///< As JSON shows it: "r3", "psr", "control".
    const char* printed;  ///< As the kernel prints it before the value: "r3", "Control".
    int16_t dwarf = -1;   ///< DWARF register number, -1 for none.
};

/// What both programs know about one CPU: a table and a few pure functions. See ArchAnalysis for the host's share.
struct ArchInfo {
    Arch arch;
    const char* name;                         ///< "arm", "arm64", "i386", "x86_64".
    uint16_t elf_machine;                     ///< e_machine.
    uint8_t pointer_size;                     ///< Bytes.
    std::span<const RegisterInfo> registers;  ///< Indexed by RegisterId.
    RegisterId pc, sp, link;                  ///< `link` is kNoRegister where the return address is on the stack.
    /// Takes a fault status apart. `is_prefetch` where the text says that fetching the instruction failed.
    FaultInfo (*decode_fault)(uint64_t status, bool is_prefetch);
    /// True when the status register in `registers` says Thumb state; always false elsewhere.
    bool (*is_thumb)(const RegisterSet& registers);
};

/// What of a sum or difference a pointer of that CPU has room for: the rest wraps around.
uint64_t WrapToPointer(uint64_t value, const ArchInfo& arch);
/// The register of that DWARF number, or kNoRegister.
RegisterId FindDwarfRegister(const ArchInfo& info, uint64_t dwarf);
/// The register of that JSON name, or kNoRegister.
RegisterId FindRegister(const ArchInfo& info, std::string_view name);

}  // namespace faultbox
