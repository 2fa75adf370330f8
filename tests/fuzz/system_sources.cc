// Files of /proc and /sys of any bytes: device tree, parameters, command line, watchdogs, the boot error region. The
// input is split at "\n--\n"; each piece is a file, its first line the path.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "target/harvest/bert_source.h"
#include "target/harvest/device_tree.h"
#include "target/harvest/log_end.h"
#include "target/harvest/region_finder.h"
#include "target/harvest/reset_cause.h"
#include "tests/unit/target/harvest/fake_system_files.h"

namespace {

using namespace faultbox;

harvest::FakeSystemFiles SplitFiles(std::string_view input) {
    harvest::FakeSystemFiles system;
    while (!input.empty()) {
        std::string_view piece = input.substr(0, input.find("\n--\n"));
        input.remove_prefix(std::min(piece.size() + 4, input.size()));
        size_t line = std::min(piece.find('\n'), piece.size());
        system.files[std::string(piece.substr(0, line))] = piece.substr(std::min(line + 1, piece.size()));
    }
    return system;
}

// Each block has an event, numbered from 1.
class BlockCounter : public harvest::EventVisitor {
  public:
    void Visit(const CrashEvent& event, uint16_t index) override {
        if (event.first_line != ++count_ || index + 1u != count_ || event.headline.empty()) __builtin_trap();
    }

  private:
    uint32_t count_ = 0;
};

void TryRegion(harvest::SystemFiles& files) {
    Result<harvest::RegionOption> region = harvest::FindRegion(files);
    if (region && (!region->base || !region->size || *region->size == 0)) __builtin_trap();
    harvest::IsRegionInUse(files);
}

void TryReset(harvest::SystemFiles& files) {
    static harvest::ResetCause cause;
    cause = {};
    cause.Read(files, "");
    static CrashEvent event;
    event = {};
    cause.AddFacts(event);
    if (event.facts.dropped() != 0) __builtin_trap();
}

void TryBert(harvest::SystemFiles& files) {
    harvest::BertSource source(files);
    if (!source.Open() || source.entry_count() == 0) return;
    static std::array<char, 1 << 16> buffer;
    record::SourceFacts facts;
    Result<std::string_view> text = source.Load(0, buffer, facts);
    if (!text) return;
    BlockCounter counter;
    source.VisitEvents(0, *text, counter);
}

void TryLog(std::string_view log) {
    std::string_view end = harvest::LastLines(log, 4, 300);
    if (!log.ends_with(end) || end.size() > 300) __builtin_trap();
    harvest::EndsOrderly(log);
    harvest::FindLogEnd(end);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    std::string_view input(reinterpret_cast<const char*>(data), size);
    harvest::FakeSystemFiles files = SplitFiles(input);
    TryRegion(files);
    TryReset(files);
    TryBert(files);
    TryLog(input);
    return 0;
}
