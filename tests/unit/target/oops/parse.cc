#include "parse.h"

#include <format>
#include <fstream>
#include <sstream>

#include "target/oops/parser.h"

namespace faultbox {
namespace {

// Calls `visit` with every view of the event.
template <typename Visitor>
void VisitViews(CrashEvent& event, Visitor visit) {
    for (auto view : {&CrashEvent::headline, &CrashEvent::release, &CrashEvent::build, &CrashEvent::kernel_build_id,
                      &CrashEvent::hardware, &CrashEvent::comm, &CrashEvent::workqueue, &CrashEvent::panic_reason,
                      &CrashEvent::end_trace_id}) {
        visit(event.*view);
    }
    visit(event.source_location.file);
    auto visit_place = [&](CodeLocation& where) {
        for (auto view : {&CodeLocation::symbol, &CodeLocation::module, &CodeLocation::build_id}) visit(where.*view);
    };
    visit_place(event.pc);
    visit_place(event.lr);
    for (TraceEntry& entry : event.trace_entries) visit_place(entry.where);
    for (Trace& trace : event.traces) visit(trace.name);
    for (Damage& damage : event.damage) visit(damage.text), visit(damage.other);
    for (RegisterNote& note : event.register_notes) visit(note.slab), visit(note.text);
    for (LoadedModule& module : event.modules) visit(module.name), visit(module.taint), visit(module.build_id);
    for (PageTableEntry& entry : event.fault.page_table) visit(entry.level);
    for (Fact& fact : event.facts) visit(fact.text);
}

struct Collector : EventSink {
    explicit Collector(Parsed& all) : parsed(all) {}
    void OnEvent(const CrashEvent& event) override {
        parsed.events.push_back(event);
        parsed.taints.emplace_back(event.taint);
        parsed.events.back().taint = {};
        VisitViews(parsed.events.back(), [this](std::string_view& view) {
            if (parser->Owns(view)) view = parsed.copies.emplace_back(view);
        });
    }
    const OopsParser* parser = nullptr;
    Parsed& parsed;
};

const char* NameOf(DamageKind kind) {
    constexpr const char* kNames[] = {"discrepancy", "torn",   "missing-digits", "extra-digits", "wrapped",
                                      "eaten",       "begins", "ends",           "unreadable"};
    return kNames[static_cast<size_t>(kind)];
}

}  // namespace

std::unique_ptr<Parsed> Parse(std::string text) {
    auto parsed = std::make_unique<Parsed>();
    parsed->text = std::move(text);
    Collector collector(*parsed);
    auto parser = std::make_unique<OopsParser>(collector);
    collector.parser = parser.get();
    parser->Parse(parsed->text);
    return parsed;
}

std::string ReadTestFile(std::string_view path) {
    std::ifstream file(std::string(FAULTBOX_TESTS_DIR "/") + std::string(path), std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    return std::move(content).str();
}

std::unique_ptr<Parsed> ParseFile(std::string_view path) {
    return Parse(ReadTestFile(path));
}

std::vector<std::string> Frames(const CrashEvent& event, size_t trace) {
    std::vector<std::string> frames;
    if (trace >= event.traces.size()) return frames;
    const Trace& range = event.traces[trace];
    for (size_t i = range.begin; i < size_t{range.begin} + range.count; ++i) {
        const CodeLocation& where = event.trace_entries[i].where;
        std::string frame = where.symbol.empty() ? std::format("{:x}", *where.address) : std::string(where.symbol);
        if (where.offset) frame += std::format("+0x{:x}", *where.offset);
        frames.push_back(frame);
    }
    return frames;
}

std::vector<std::string> DamageList(const CrashEvent& event) {
    std::vector<std::string> list;
    for (const Damage& damage : event.damage) {
        std::string item = std::format("{} {}", NameOf(damage.kind), damage.line);
        for (std::string_view words : {damage.text, damage.other}) {
            if (!words.empty()) item += std::format(" {}", words);
        }
        list.push_back(item);
    }
    return list;
}

std::string FactOf(const CrashEvent& event, std::string_view key) {
    for (const Fact& fact : event.facts) {
        if (fact.key == key) return fact.number ? std::format("{:x}", *fact.number) : std::string(fact.text);
    }
    return "absent";
}

}  // namespace faultbox
