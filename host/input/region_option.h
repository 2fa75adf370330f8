#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace faultbox {

/// What the kernel was told about a raw ramoops region, all in bytes. Absent: to be found out from the content.
struct RegionSizes {
    std::optional<uint64_t> record_size;
    std::optional<uint64_t> console_size;
    std::optional<uint64_t> ftrace_size;
    std::optional<uint64_t> pmsg_size;
    std::optional<uint64_t> ecc_size;
    std::optional<uint64_t> base;  ///< Offset of the region in the file.
    std::optional<uint64_t> size;  ///< Of the region.

    friend bool operator==(const RegionSizes&, const RegionSizes&) = default;
};

/// An input as the user wrote it: "FILE" or "FILE:record=N,console=N,ftrace=N,pmsg=N,ecc=N,base=N,size=N".
struct InputOperand {
    std::string path;
    std::optional<RegionSizes> region;
};

/// Numbers are decimal, or hex behind 0x, with an optional K or M behind them. A colon that no known key follows is
/// part of FILE. The error is for the user.
std::expected<InputOperand, std::string> ParseInputOperand(std::string_view operand);

}  // namespace faultbox
