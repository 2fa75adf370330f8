#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "arch/common/result.h"
#include "target/config/arguments.h"
#include "target/config/config.h"
#include "target/journal/prune.h"

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

/// Where the store is when nobody says so; told from a folder that was asked for by its address.
inline constexpr char kDefaultStore[] = "/var/lib/faultbox";

/// Which program run this is.
struct Options {
    enum class Verb : uint8_t { kNone, kHarvest, kList, kShow, kPrune, kManifest, kWatch, kHandOver, kCore, kVersion };

    Verb verb = Verb::kNone;
    bool help = false;  ///< Of the verb, or of the program.
    const char* pstore = "/sys/fs/pstore";
    bool pstore_given = false;
    std::optional<RegionOption> region;
    const char* store = kDefaultStore;
    const char* config = nullptr;                          ///< The file of the settings, where it is not the usual one.
    const config::Config* settings = &config::kUnchanged;  ///< What that file says; never null.
    const char* reset_reason = "";                         ///< A file; empty: it is looked for.
    bool keep = false;
    std::optional<uint64_t> max_bytes;  ///< Of the store.
    std::optional<uint64_t> max_records;
    bool json = false;
    std::string_view id;
};

/// What the store may hold: by the command line, else by the settings, else by default.
journal::Quota QuotaOf(const Options& options);

using config::UsageError;

std::expected<Options, UsageError> ParseOptions(int argc, const char* const* argv);

}  // namespace faultbox::harvest
