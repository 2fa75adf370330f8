#pragma once

#include <memory>
#include <string>
#include <vector>

#include "target/format/crash_record.pb.h"
#include "target/harvest/harvester.h"
#include "target/journal/record_store.h"
#include "tests/power/flash_directory.h"

namespace faultbox::power {

/// A real oops of a board (6.1.192, armv7), as the kernel leaves it in pstore.
std::string SampleOops();
/// The same crash in another boot: each time stamp is `delta_us` later, and a little more from line to line.
std::string InAnotherBoot(std::string_view text, uint64_t delta_us);
/// The lines as the console shows them: without levels and without the line "Oops#1 Part1".
std::string AsConsole(std::string_view text);
/// With `count` bits turned over.
std::string WithFlippedBits(std::string text, int count, uint32_t seed);

/// What a crash of the store is called here, and how often it was counted.
struct CountedCrash {
    std::string headline;
    uint32_t count = 0;

    friend auto operator<=>(const CountedCrash&, const CountedCrash&) = default;
};

/// A board: pstore, a store on flash, and the recorder as it runs at boot, on one supply.
class CrashWorld : private harvest::Reporter {
  public:
    CrashWorld();

    /// A file that the kernel shows in pstore.
    void Crash(const std::string& name, const std::string& text, uint64_t time_us) { pstore.Add(name, text, time_us); }
    /// A boot: the store is recovered, then pstore is harvested.
    harvest::HarvestResult Boot();
    /// The power comes back.
    void Restart(FlashDirectory::Survival survival, uint32_t seed = 0);
    /// All readable records, in order.
    std::vector<CountedCrash> Stored();
    std::vector<journal::RecordId> Ids();

    std::shared_ptr<Supply> supply = std::make_shared<Supply>();
    FlashDirectory flash{supply};
    FlashDirectory pstore{supply, FlashDirectory::Durability::kAtOnce};
    std::vector<uint8_t> scratch;
    journal::RecordStore store;
    journal::Quota quota;
    uint32_t boot = 0;  ///< Of the boot id.
    std::vector<std::string> problems;

  private:
    void Problem(std::string_view where, const Error& error) override;
    void Stored(std::string_view, size_t) override {}

    std::vector<uint8_t> pstore_scratch_;
    std::vector<journal::RecordId> ids_;
    std::unique_ptr<harvest::Workspace> workspace_;
};

}  // namespace faultbox::power
