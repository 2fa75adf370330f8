#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "arch/common/result.h"

namespace faultbox::harvest {

/// "FILE[:record=N,console=N,ftrace=N,pmsg=N,ecc=N,base=N,size=N]": a raw region and what the kernel was told about it.
/// Numbers are decimal, or hex behind 0x, with an optional K or M behind them.
struct RegionOption {
    std::string_view path;
    std::optional<uint64_t> record_size;
    std::optional<uint64_t> console_size;
    std::optional<uint64_t> ftrace_size;
    std::optional<uint64_t> pmsg_size;
    std::optional<uint64_t> ecc_size;
    std::optional<uint64_t> base;  ///< Offset of the region in FILE.
    std::optional<uint64_t> size;
};

/// The offset of an error counts characters of `argument`. A colon that no known key follows is part of FILE.
Result<RegionOption> ParseRegionOption(std::string_view argument);

/// Which program run this is.
struct Options {
    enum class Verb : uint8_t { kNone, kHarvest, kList, kShow, kVersion };

    Verb verb = Verb::kNone;
    bool help = false;  ///< Of the verb, or of the program.
    const char* pstore = "/sys/fs/pstore";
    bool pstore_given = false;
    std::optional<RegionOption> region;
    const char* store = "/var/lib/faultbox";
    const char* reset_reason = "";  ///< A file; empty: it is looked for.
    bool keep = false;
    bool json = false;
    std::string_view id;
};

/// What is wrong with a command line: "unknown option" and the argument it is about.
struct UsageError {
    const char* what;
    const char* argument;
};

std::expected<Options, UsageError> ParseOptions(int argc, const char* const* argv);

}  // namespace faultbox::harvest
