#pragma once

#include <array>
#include <string_view>

namespace faultbox {

/// Lines that part events from each other. `text` is without prefix and without blanks at its ends.

/// "8<--- cut here ---", "------------[ cut here ]------------"
bool IsCutMark(std::string_view text);

/// Of the cut marks, the one before a report that stands on its own: WARN() and BUG() print it, ARM's faults the other.
bool BeginsReport(std::string_view text);

/// What a kernel prints first.
bool IsBootMessage(std::string_view text);

/// The first line of a dump: "Oops#1 Part1", "Panic#2 Part1" (kmsg_dump_reason_str, fs/pstore/platform.c), and of a raw
/// ramoops zone: "====1700000000.123456-D".
bool IsDumpHeader(std::string_view text);

/// Of the headers of dumps, that of the end of a log that was kept because the kernel died: "Oops#1 Part1".
bool IsOopsHeader(std::string_view text);

/// "1 Corrected bytes, 0 unrecoverable blocks", "No errors detected", with "ECC: " before it on newer kernels: what
/// ramoops puts behind a dump (persistent_ram_ecc_string, fs/pstore/ram_core.c).
bool IsEccNotice(std::string_view text);

/// Beginnings of all of them but the notice, which no event depends on.
inline constexpr std::array<std::string_view, 9> kBoundaryBeginnings = {
    "Booting Linux on physical CPU",
    "Linux version ",
    "8<--- cut here ---",
    "------------[ cut here ]------------",
    "====",
    "Oops#",
    "Panic#",
    "Emergency#",
    "Unknown#",
};

}  // namespace faultbox
