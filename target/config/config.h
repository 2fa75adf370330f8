#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace faultbox::config {

/// What is taken out of texts before they are stored; bits of Config::scrub.
enum ScrubClass : uint8_t {
    kScrubEmail = 1,
    kScrubMac = 2,
    kScrubVin = 4,
    kScrubIpv4 = 8,
    kScrubIpv6 = 16,
    kScrubAll = 31,
};

/// The settings of docs/man/faultbox.conf.5. What the file does not state, or states wrongly, is absent or has its
/// default. Texts end with a NUL, are not empty and lie in the buffer that was parsed.
struct Config {
    const char* store = nullptr;               ///< "store": folder of the records
    std::optional<uint64_t> max_bytes;         ///< "max_bytes": of all records of the store; at least 1
    std::optional<uint64_t> max_records;       ///< "max_records": at least 1
    bool keep_text = true;                     ///< "keep_text": store raw console text with a record
    uint8_t scrub = 0;                         ///< "scrub": bits of ScrubClass
    const char* image_version_file = nullptr;  ///< "image_version_file": its first line names the image
    const char* unit_id = nullptr;             ///< "unit_id": the unit's own name
    const char* unit_id_file = nullptr;        ///< "unit_id_file": its first line is the unit's name
    bool usb_export = false;                   ///< "usb_export": hand records over to a stick that is plugged in
    const char* hook = nullptr;                ///< "hook": program to run for each new record
    const char* usb_hook = nullptr;            ///< "usb_hook": program that tells how an export to a stick goes
    const char* reset_reason_file = nullptr;   ///< "reset_reason_file": what the boot loader says of the last reset
    const char* user = nullptr;                ///< "user": who to become once privileged files are open
};

/// The defaults.
inline constexpr Config kUnchanged;

/// Takes what is wrong with a configuration file.
class ProblemSink {
  public:
    /// `line` counts from 1; `what` is a literal; `key` is untrusted text of the file.
    virtual void OnProblem(uint32_t line, const char* what, std::string_view key) = 0;

  protected:
    ~ProblemSink() = default;
};

/// Reads "key = value" lines; "#" begins a comment where a line or a word begins. Untrusted: each line that is not
/// understood is told and has no effect, and the rest is read. Of a key that is stated twice the last value counts.
/// Writes NULs into `content`, which must outlive the result.
Config ParseConfig(std::span<char> content, ProblemSink& problems);

}  // namespace faultbox::config
