#include "tests/power/crash_world.h"

#include <gtest/gtest.h>

#include <charconv>
#include <format>
#include <fstream>
#include <iterator>
#include <random>

#include "target/harvest/kernel_log_parser.h"
#include "target/harvest/pstore_source.h"

namespace faultbox::power {
namespace {

class BootedSystem : public harvest::SystemIdentity {
  public:
    explicit BootedSystem(uint32_t boot) {
        for (size_t i = 0; i < 4; ++i) boot_id_[i] = static_cast<uint8_t>(boot >> 8 * i);
        known_ = boot != 0;
    }
    std::string_view release() const override { return "6.1.192"; }
    std::string_view version() const override { return "#1 SMP"; }
    std::string_view machine() const override { return "armv7l"; }
    Bytes kernel_build_id() const override { return {}; }
    Bytes boot_id() const override { return known_ ? Bytes(boot_id_) : Bytes(); }
    harvest::BuildId ModuleBuildId(std::string_view) const override { return {}; }

  private:
    std::array<uint8_t, 16> boot_id_{};
    bool known_;
};

// Calls `change` with each line, its end included.
template <typename Function>
std::string MapLines(std::string_view text, Function change) {
    std::string result;
    while (!text.empty()) {
        size_t end = std::min(text.find('\n') + 1, text.size());
        result += change(std::string(text.substr(0, end)));
        text.remove_prefix(end);
    }
    return result;
}

}  // namespace

std::string SampleOops() {
    std::ifstream file(FAULTBOX_TESTS_DIR "/size/sample/dmesg-ramoops-0", std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string InAnotherBoot(std::string_view text, uint64_t delta_us) {
    uint64_t jitter = 0;
    return MapLines(text, [&](std::string line) {
        // "<4>[    0.837204] 8<--- cut here ---"
        size_t dot = line.find('.'), begin = line.rfind(' ', dot);
        if (!line.starts_with("<") || dot > 20) return line;
        uint64_t seconds = 0, fraction = 0;
        std::from_chars(&line[begin + 1], &line[dot], seconds);
        std::from_chars(&line[dot + 1], &line[dot + 7], fraction);
        uint64_t time = seconds * 1'000'000 + fraction + delta_us + (jitter += delta_us % 7 + 1);
        return line.replace(4, dot + 3, std::format("{:5}.{:06}", time / 1'000'000, time % 1'000'000));
    });
}

std::string AsConsole(std::string_view text) {
    return MapLines(text, [](std::string line) {
        if (!line.starts_with("<")) return std::string();
        return line.substr(3, line.size() - 4) + "\r\n";
    });
}

std::string WithFlippedBits(std::string text, int count, uint32_t seed) {
    std::minstd_rand random(seed + 1);
    for (int i = 0; i < count; ++i) {
        size_t at = random() % text.size();
        text[at] = static_cast<char>(text[at] ^ (1 << (random() / 8 % 7)));
    }
    return text;
}

CrashWorld::CrashWorld()
    : scratch(format::kMaxRecordBytes),
      store(flash, scratch),
      pstore_scratch_(format::kMaxRecordBytes),
      ids_(64),
      workspace_(std::make_unique<harvest::Workspace>()) {}

void CrashWorld::Problem(std::string_view where, const Error& error) {
    problems.push_back(std::string(where) + ": " + error.what);
}

harvest::HarvestResult CrashWorld::Boot() {
    harvest::HarvestResult failed{.problems = 1};
    problems.clear();
    if (Result<journal::Recovered> recovered = store.Recover(); !recovered) {
        Problem("store", recovered.error());
    }
    harvest::PstoreSource source(pstore, pstore_scratch_);
    if (!source.Open()) return failed;
    journal::Pruner pruner(flash, store, ids_);
    auto parser = std::make_unique<harvest::KernelLogParser>();
    BootedSystem system(boot);
    workspace_->correlation = {};
    harvest::Harvester harvester(*workspace_, store, pruner, *parser, system, *this);
    return harvester.Run(source, {.quota = quota});
}

void CrashWorld::Restart(FlashDirectory::Survival survival, uint32_t seed) {
    supply->Restore();
    flash.Restart(survival, seed);
    pstore.Restart(survival, seed);
}

std::vector<journal::RecordId> CrashWorld::Ids() {
    std::vector<journal::RecordId> ids(64);
    Result<size_t> count = store.List(ids);
    EXPECT_TRUE(count);
    ids.resize(count.value_or(0));
    return ids;
}

std::vector<CountedCrash> CrashWorld::Stored() {
    std::vector<CountedCrash> crashes;
    for (journal::RecordId id : Ids()) {
        Result<journal::StoredRecord> stored = store.Load(id);
        if (!stored) continue;
        format::CrashRecord record;
        EXPECT_TRUE(record.ParseFromArray(stored->payload.data(), static_cast<int>(stored->payload.size())));
        std::string headline = record.event_size() != 0 ? record.event(0).headline() : "";
        crashes.push_back({headline, stored->repeats.newest() ? stored->repeats.newest()->count : 1});
    }
    return crashes;
}

}  // namespace faultbox::power
