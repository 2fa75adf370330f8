#pragma once

#include <optional>
#include <string_view>

#include "arch/x86/machine_check.h"
#include "target/oops/crash_event.h"
#include "target/oops/cursor.h"

namespace faultbox::machine_check {

/// Words of the notices that report no bank.
inline constexpr std::string_view kLogged = "Machine check events logged";
inline constexpr std::string_view kHot = "emperature above threshold";  // "Core temperature", "Temperature".

/// A line that begins a report.
struct Head {
    std::optional<uint64_t> cpu;  ///< Linux' number.
    std::optional<uint64_t> mcg_status;
    std::optional<uint64_t> bank;
    std::string_view status;  ///< Digits.
    std::optional<uint64_t> address;
    std::optional<uint64_t> misc;
    bool amd = false;                            ///< The line is of the decoder for AMD's processors.
    std::optional<x86::CpuSignature> signature;  ///< Which that decoder prints.
    std::string_view notice;                     ///< The words of a line that reports no bank.
    std::string_view rest;                       ///< Pairs behind mcelog's "CPU 0 BANK 7".
    Severity severity = Severity::kError;
};

/// Takes "[Hardware Error]: ", with the "mce: " or "core: " that newer kernels put before it. True when it was there.
bool SkipTag(Cursor& rest);

/// Reads a line that begins a report or belongs to one as its status line. False when it is none.
bool ReadHead(Cursor rest, Head& head);
/// The same for what stands behind "CPU" and behind "Bank ".
bool ReadCpuHead(Cursor rest, Head& head);
bool ReadBank(Cursor rest, Head& head);

}  // namespace faultbox::machine_check
