#pragma once

#include <array>
#include <optional>

#include "target/harvest/reset_cause.h"
#include "target/harvest/text_provider.h"
#include "target/journal/directory.h"
#include "target/record/correlate.h"

namespace faultbox::harvest {

struct ResetOptions {
    Bytes boot_id;                 ///< Of this boot, where the logs are those of the boot before it; else empty.
    bool region = false;           ///< A region's console zone is that of the last boot, too: no driver has it.
    std::string_view reason_file;  ///< Empty: it is looked for.
    bool with_log = true;          ///< The last lines of the console may be stored.
    bool with_pmsg = true;         ///< The same of what programs wrote into pmsg.
};

/// A reset that left no crash: no dump, and a console of the last boot that shows none and does not end as the log of a
/// system that was told to go down. Its one entry is the end of that console, as an event of kind reset-without-trace.
/// Behind the sources that may have the crash, since its first Load looks at what they gave.
class ResetSource : public TextProvider {
  public:
    /// `logs` may have an entry that is the console of the last boot; `pstore` has its pmsg beside it. `seen` are the
    /// sightings of the harvest.
    ResetSource(TextProvider& logs, journal::Directory& pstore, SystemFiles& files, const record::Correlation& seen,
                const ResetOptions& options)
        : logs_(logs), pstore_(pstore), files_(files), seen_(seen), options_(options) {}

    /// Looks for the console. To be called once.
    void Open();

    /// See HarvestOptions::reset: of the boot that finds the reset, whatever the log is. Nothing without a boot id;
    /// then the log identifies the reset.
    std::optional<uint64_t> sighting() const;

    uint32_t entry_count() const override { return console_ ? 1 : 0; }
    std::string_view EntryName(uint32_t) const override { return logs_.EntryName(*console_); }
    /// Empty when there was no such reset.
    Result<std::string_view> Load(uint32_t entry, std::span<char> buffer, record::SourceFacts& facts) override;
    bool VisitEvents(uint32_t entry, std::string_view text, EventVisitor& visitor) override;
    /// The console stays: removing it would clear the console of this boot, too (fs/pstore/ram.c,
    /// ramoops_pstore_erase).
    Result<void> Remove(uint32_t) override { return {}; }

  private:
    bool IsCrashSeen() const;
    void ReadPmsg();

    TextProvider& logs_;
    journal::Directory& pstore_;
    SystemFiles& files_;
    const record::Correlation& seen_;
    ResetOptions options_;
    std::optional<uint32_t> console_;
    std::optional<bool> was_reset_;
    ResetCause cause_;
    std::array<uint8_t, 4096> pmsg_bytes_;
    std::string_view pmsg_;  ///< The last lines.
};

}  // namespace faultbox::harvest
