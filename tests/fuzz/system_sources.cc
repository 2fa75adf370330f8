// Files of /proc and /sys of any bytes: device tree, parameters, command line, watchdogs, the boot error region. The
// input is split at "\n--\n"; each piece is a file, its first line the path.
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "target/harvest/bert_source.h"
#include "target/harvest/device_tree.h"
#include "target/harvest/log_end.h"
#include "target/harvest/region_finder.h"
#include "target/harvest/reset_cause.h"

namespace {

using namespace faultbox;

class AnyFiles : public harvest::SystemFiles {
  public:
    explicit AnyFiles(std::string_view input) {
        while (!input.empty()) {
            std::string_view piece = input.substr(0, input.find("\n--\n"));
            input.remove_prefix(std::min(piece.size() + 4, input.size()));
            size_t line = std::min(piece.find('\n'), piece.size());
            files_[std::string(piece.substr(0, line))] = piece.substr(std::min(line + 1, piece.size()));
        }
    }
    Result<Bytes> Read(std::string_view path, std::span<uint8_t> buffer) override {
        auto found = files_.find(std::string(path));
        if (found == files_.end()) return Fail(ErrorCode::kIo, "cannot open", 2);
        size_t size = std::min(buffer.size(), found->second.size());
        std::copy_n(found->second.begin(), size, buffer.begin());
        return Bytes(buffer.first(size));
    }
    bool StartListing(std::string_view folder) override {
        std::string prefix = std::string(folder) + "/";
        std::set<std::string> names;
        for (auto& [path, content] : files_) {
            if (!path.starts_with(prefix)) continue;
            std::string rest = path.substr(prefix.size());
            names.insert(rest.substr(0, rest.find('/')));
        }
        listing_.assign(names.begin(), names.end());
        return !listing_.empty();
    }
    std::optional<std::string_view> NextName() override {
        if (listing_.empty()) return std::nullopt;
        name_ = listing_.back();
        listing_.pop_back();
        return name_;
    }

  private:
    std::map<std::string, std::string> files_;
    std::vector<std::string> listing_;
    std::string name_;
};

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
    AnyFiles files(input);
    TryRegion(files);
    TryReset(files);
    TryBert(files);
    TryLog(input);
    return 0;
}
