#include "target/harvest/reset_source.h"

#include <algorithm>

#include "arch/common/static_place.h"
#include "arch/common/text_line.h"
#include "target/harvest/event_parser.h"
#include "target/harvest/log_end.h"
#include "target/harvest/ramoops_source.h"
#include "target/ramoops/dmesg_record.h"
#include "target/record/fnv.h"

namespace faultbox::harvest {
namespace {

constexpr uint32_t kConsoleLines = 64;
constexpr size_t kConsoleBytes = 8192;
constexpr uint32_t kPmsgLines = 16;
constexpr uint32_t kShownLines = 8;
constexpr std::string_view kConsolePrefix = "console-";
constexpr std::string_view kPmsgPrefix = "pmsg-";

// Android's loggers write binary records.
bool IsPlainText(std::string_view line) {
    auto control = [](char c) { return static_cast<unsigned char>(c) < ' ' && c != '\t'; };
    return !line.empty() && std::ranges::none_of(line, control);
}

void AddLines(const char* key, std::string_view text, CrashEvent& event) {
    while (!text.empty()) {
        std::string_view line = TakeLine(text);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (IsPlainText(line)) event.facts.Append({.key = key, .text = line});
    }
}

uint64_t IdentityOf(std::string_view bytes) {
    record::Fnv1a hash;
    hash.Add(bytes);
    return hash.hash();
}

}  // namespace

std::optional<uint64_t> ResetSource::sighting() const {
    if (options_.boot_id.empty()) return std::nullopt;
    record::Fnv1a hash;
    hash.AddNumber(IdentityOf(AsText(options_.boot_id)));
    hash.AddNumber(0);
    return hash.hash();
}

void ResetSource::Open() {
    for (uint32_t entry = 0; entry < logs_.entry_count() && !console_; ++entry) {
        std::string_view name = logs_.EntryName(entry);
        bool is_zone = options_.region && name == RamoopsSource::kConsole;
        if (is_zone || name.starts_with(kConsolePrefix)) console_ = entry;
    }
}

bool ResetSource::IsCrashSeen() const {
    return std::ranges::any_of(seen_.sightings(), &record::Sighting::may_end_system);
}

// "console-ramoops-0" has "pmsg-ramoops-0" beside it.
void ResetSource::ReadPmsg() {
    std::string_view console = EntryName(0);
    if (!console.starts_with(kConsolePrefix)) return;
    Path name(kPmsgPrefix);
    name.Append(console.substr(kConsolePrefix.size()));
    Result<size_t> size = pstore_.ReadEnd(name, pmsg_bytes_);
    if (!size) return;
    Bytes content = std::span(pmsg_bytes_).first(*size);
    if (std::optional<ramoops::EccNotice> notice = ramoops::FindEccNotice(content)) {
        content = content.first(content.size() - notice->size);
    }
    pmsg_ = LastLines(AsText(content), kPmsgLines, content.size());
}

Result<std::string_view> ResetSource::Load(uint32_t, std::span<char> buffer, record::SourceFacts& facts) {
    bool is_first = !was_reset_;
    if (is_first) was_reset_ = !IsCrashSeen();
    if (!*was_reset_) return std::string_view();
    Result<std::string_view> log = logs_.Load(*console_, buffer, facts);
    // That it cannot be read was said when it was read for itself.
    if (!log && is_first) was_reset_ = false;
    if (!log) return is_first ? std::string_view() : log;
    if (EndsOrderly(*log)) return std::string_view();
    std::string_view end = LastLines(*log, kConsoleLines, kConsoleBytes);
    if (is_first) {
        if (options_.with_pmsg) ReadPmsg();
        cause_.Read(files_, options_.reason_file);
    }
    if (end.size() < log->size()) facts.notes.Append("only the end of the log is kept");
    if (cause_.is_missing()) facts.notes.Append("the file with the reset reason cannot be read");
    facts.identity = IdentityOf(options_.boot_id.empty() ? end : AsText(options_.boot_id));
    return end;
}

bool ResetSource::VisitEvents(uint32_t, std::string_view text, EventVisitor& visitor) {
    LogEnd end = FindLogEnd(text);
    static StaticPlace<CrashEvent> place;
    CrashEvent& event = place.Make();
    event.kind = EventKind::kResetWithoutTrace;
    event.severity = Severity::kError;
    event.headline = end.words;
    event.time_us = end.time_us;
    event.first_line = std::max<uint32_t>(end.line, 1);
    event.line_count = 1;
    cause_.AddFacts(event);
    if (options_.with_log) AddLines("reset.log", LastLines(text, kShownLines, text.size()), event);
    AddLines("reset.pmsg", pmsg_, event);
    visitor.Visit(event, 0);
    return true;
}

}  // namespace faultbox::harvest
