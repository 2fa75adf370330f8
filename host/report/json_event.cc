#include "host/report/json_event.h"

#include <algorithm>
#include <format>
#include <string_view>
#include <vector>

#include "arch/common/set_bits.h"
#include "arch/registry.h"
#include "host/input/event_facts.h"
#include "host/report/crashed_system.h"
#include "host/report/fault_text.h"
#include "host/report/json_explanation.h"
#include "host/report/json_hardware_error.h"
#include "host/report/json_machine_check.h"
#include "host/report/json_source.h"
#include "host/report/json_trace.h"
#include "host/report/names.h"
#include "host/report/title.h"
#include "host/report/user_crash_report.h"
#include "host/report/wording.h"

namespace faultbox {
namespace {

template <typename T>
std::optional<uint64_t> When(bool present, T value) {
    return present ? std::optional<uint64_t>(value) : std::nullopt;
}

void WriteDamage(JsonWriter& json, const format::Event& event) {
    json.Key("damage");
    json.BeginArray();
    for (const format::Damage& damage : event.damage()) {
        json.BeginObject(JsonLayout::kOneLine);
        json.NumberMember("line", When(damage.has_line(), damage.line()));
        json.StringMember("what", DescribeDamage(damage));
        json.EndObject();
    }
    json.EndArray();
}

// ECC figures are those of the text that the event was read from.
void WriteEcc(JsonWriter& json, const EventReport& report) {
    json.Key("ecc");
    const format::Source* source = nullptr;
    if (report.event->source() < static_cast<uint32_t>(report.record->source_size())) {
        source = &report.record->source(static_cast<int>(report.event->source()));
    }
    if (source == nullptr || !(source->has_ecc_corrected() || source->has_ecc_uncorrectable())) return json.Null();
    json.BeginObject(JsonLayout::kOneLine);
    json.NumberMember("corrected", When(source->has_ecc_corrected(), source->ecc_corrected()));
    json.NumberMember("uncorrectable", When(source->has_ecc_uncorrectable(), source->ecc_uncorrectable()));
    json.EndObject();
}

void WriteHead(JsonWriter& json, const EventReport& report, const ExplainedMembers* explained) {
    const format::Event& event = *report.event;
    json.StringMember("kind", KindName(KindOf(event)));
    json.StringMember("severity", NameOf(SeverityOf(event)));
    explained != nullptr ? json.Members(explained->title) : WriteTitle(json, event, SignatureOf(event));
    json.Key("relation");
    json.BeginObject(JsonLayout::kOneLine);
    json.NumberMember("to", report.related_to);
    json.StringMember("as", NameOf(RelationOf(event)));
    json.EndObject();
    const ArchInfo* arch = FindArch(ArchOf(event));
    json.TextMember("arch", arch == nullptr ? "" : arch->name);
    json.Key("time_s");
    event.has_time_us() ? json.Seconds(event.time_us()) : json.Null();
    json.NumberMember("line", When(event.first_line() != 0, event.first_line()));
    json.NumberMember("lines", When(event.line_count() != 0, event.line_count()));
    WriteDamage(json, event);
    WriteEcc(json, report);
}

void WriteIdentity(JsonWriter& json, const EventReport& report) {
    const format::Event& event = *report.event;
    const std::optional<StatedPlace>& bug_place = report.analysis->bug_place;
    json.Key("kernel");
    json.BeginObject(JsonLayout::kOneLine);
    json.TextMember("release", event.release());
    json.TextMember("build", event.build());
    json.StringMember("taint", event.has_taint() ? std::optional<std::string_view>(event.taint()) : std::nullopt);
    json.TextMember("build_id", HexOf(event.kernel_build_id()));
    if (event.build_id_from_manifest()) json.StringMember("build_id_from", "manifest");
    json.HexMember("offset", When(event.has_kernel_offset(), event.kernel_offset()));
    json.EndObject();
    if (report.record->has_crashed()) WriteCrashedSystem(json, report.record->crashed());
    json.TextMember("hardware", event.hardware());
    json.NumberMember("cpu", When(event.has_cpu(), event.cpu()));
    json.NumberMember("pid", When(event.has_pid(), event.pid()));
    json.TextMember("comm", event.comm());
    json.TextMember("workqueue", event.workqueue());
    json.TextMember("panic_reason", event.panic_reason());
    json.Key("source_location");
    const bool is_printed = !event.source_file().empty();
    if (!is_printed && !bug_place) return json.Null();
    json.BeginObject(JsonLayout::kOneLine);
    json.StringMember("file", is_printed ? event.source_file() : bug_place->file);
    json.NumberMember("line", is_printed ? When(event.has_source_line(), event.source_line()) : bug_place->line);
    json.EndObject();
}

void WriteFault(JsonWriter& json, const EventReport& report, const ExplainedMembers* explained) {
    const format::Event& event = *report.event;
    json.Key("fault");
    if (!event.has_fault_address() && !event.has_fault_status() && !event.has_stated_access()) return json.Null();
    json.BeginObject();
    explained != nullptr ? json.Members(explained->fault) : WriteFaultStatus(json, report);
    json.Key("page_table");
    json.BeginArray(JsonLayout::kOneLine);
    for (const format::PageTableEntry& entry : event.page_table()) {
        json.BeginObject();
        json.StringMember("level", entry.level());
        json.HexMember("value", When(entry.has_value(), entry.value()));
        if (entry.bad()) {
            json.Key("bad");
            json.Bool(true);
        }
        json.EndObject();
    }
    json.EndArray();
    json.EndObject();
}

void WriteRegisters(JsonWriter& json, const format::Event& event) {
    const ArchInfo* arch = FindArch(ArchOf(event));
    const RegisterSet registers = ReadRegisters(event);
    json.Key("registers");
    json.BeginObject(JsonLayout::kOneLine);
    ForEachSetBit(registers.valid_mask(), [&](unsigned id) {
        json.AnyKey(RegisterName(arch, id));
        json.Hex(*registers.Get(static_cast<RegisterId>(id)));
    });
    json.EndObject();
    json.Key("register_info");
    json.BeginArray();
    for (const format::RegisterNote& note : event.register_note()) {
        json.BeginObject(JsonLayout::kOneLine);
        json.StringMember("register", RegisterName(arch, note.reg()));
        json.TextMember("slab", note.slab());
        json.HexMember("start", StartOf(note, event));
        json.NumberMember("offset", When(note.has_offset(), note.offset()));
        json.NumberMember("size", When(note.has_size(), note.size()));
        json.TextMember("text", TextOf(note, event));
        json.EndObject();
    }
    json.EndArray();
}

void WriteCode(JsonWriter& json, const format::Event& event) {
    json.Key("code");
    if (event.code().empty()) return json.Null();
    json.BeginObject(JsonLayout::kOneLine);
    json.StringMember("bytes", CodeWords(event));
    json.NumberMember("fault_at", When(event.has_code_fault_at(), event.code_fault_at()));
    json.NumberMember("unit", When(event.has_code_unit(), event.code_unit()));
    json.EndObject();
}

void WriteStack(JsonWriter& json, const format::Event& event) {
    json.Key("stack");
    std::vector<uint64_t> words = ReadStackWords(event);
    if (words.empty() && !event.has_stack_address()) return json.Null();
    json.BeginObject();
    json.HexMember("address", When(event.has_stack_address(), event.stack_address()));
    json.Key("words");
    json.BeginArray(JsonLayout::kOneLine);
    for (uint64_t word : words) json.Hex(word);
    json.EndArray();
    json.EndObject();
}

void WriteModules(JsonWriter& json, const format::Event& event) {
    json.Key("modules");
    json.BeginArray();
    for (const format::Module& module : event.module()) {
        json.BeginObject(JsonLayout::kOneLine);
        json.StringMember("name", module.name());
        json.TextMember("taint", module.taint());
        json.TextMember("build_id", HexOf(module.build_id()));
        if (module.from_manifest()) json.StringMember("build_id_from", "manifest");
        json.EndObject();
    }
    json.EndArray();
}

void WriteFact(JsonWriter& json, const format::Fact& fact) {
    if (!fact.has_number()) return json.String(fact.text());
    fact.hex() ? json.Hex(fact.number()) : json.Number(fact.number());
}

// A key that was stated more than once has an array, in the place of the first. `family` ("user.") is left out of the
// keys.
void WriteFactObject(JsonWriter& json, const format::Event& event, std::string_view family) {
    auto key_of = [&](const format::Fact* fact) {
        const std::string_view key = fact->key();
        return key.starts_with(family) ? key.substr(family.size()) : key;
    };
    std::vector<const format::Fact*> by_key;
    for (const format::Fact& fact : event.fact()) by_key.push_back(&fact);
    std::ranges::stable_sort(by_key, {}, key_of);
    json.BeginObject();
    for (const format::Fact& fact : event.fact()) {
        const std::string_view key = key_of(&fact);
        const auto values = std::ranges::equal_range(by_key, key, {}, key_of);
        if (values.front() != &fact) continue;
        json.AnyKey(key);
        if (values.size() > 1) json.BeginArray(JsonLayout::kOneLine);
        for (const format::Fact* value : values) WriteFact(json, *value);
        if (values.size() > 1) json.EndArray();
    }
    json.EndObject();
}

// The facts of a kind that has an object of its own stand there, all others in "facts".
void WriteFacts(JsonWriter& json, const EventReport& report) {
    const format::Event& event = *report.event;
    EventKind kind = KindOf(event);
    auto write = [&](JsonKey key, bool here, std::string_view family) {
        json.Key(key);
        here ? WriteFactObject(json, event, family) : json.Null();
    };
    bool machine_check = kind == EventKind::kMachineCheck;
    bool hardware_error = kind == EventKind::kHardwareError;
    bool user = kind == EventKind::kUserFault || kind == EventKind::kUserCrash;
    write("facts", !(machine_check || hardware_error || user), "");
    json.Key("machine_check");
    machine_check ? WriteMachineCheckJson(json, event) : json.Null();
    json.Key("hardware_error");
    hardware_error ? WriteHardwareError(json, event) : json.Null();
    if (report.user) {
        json.Key("user");
        WriteUserCrashJson(json, report.record->user_crash(), *report.user);
    } else {
        write("user", user, "user.");
    }
    WriteDecodedFacts(json, event);
}

void WriteExplanation(JsonWriter& json, const EventReport& report, const ExplainedMembers* explained) {
    const Explanation& explanation = report.analysis->explanation;
    json.Key("explanation");
    json.BeginObject();
    json.TextMember("verdict", explanation.verdict.empty() ? report.verdict_by_text : explanation.verdict);
    explained != nullptr ? json.Members(explained->findings) : WriteFindings(json, explanation);
    json.EndObject();
}

EventSignature StatedSignature(const EventReport& report) {
    EventSignature signature = SignatureOf(*report.event);
    // Of a process the recorder alone knows what its signature is made of.
    if (report.user) signature.hash = report.record->signature();
    return signature;
}

// Of the root, which stands for its record.
void WriteRepeats(JsonWriter& json, const format::CrashRecord& record, const format::Event& event) {
    if (!record.has_repeats() || &event != &record.event(0)) return;
    const format::Repeats& repeats = record.repeats();
    auto optional = [](bool has, uint64_t value) { return has ? std::optional(value) : std::nullopt; };
    json.Key("repeats");
    json.BeginObject(JsonLayout::kOneLine);
    json.NumberMember("count", repeats.count());
    json.NumberMember("boots", optional(repeats.has_boots(), repeats.boots()));
    bool has_source = event.source() < static_cast<uint32_t>(record.source_size());
    const format::Source* source = has_source ? &record.source(static_cast<int>(event.source())) : nullptr;
    bool has_first = source != nullptr && source->has_time_us();
    json.NumberMember("first_time_us", has_first ? std::optional(source->time_us()) : std::nullopt);
    json.NumberMember("last_time_us", optional(repeats.has_last_time_us(), repeats.last_time_us()));
    json.EndObject();
}

void WriteNotes(JsonWriter& json, const EventReport& report) {
    json.Key("notes");
    json.BeginArray();
    if (std::string disagreement = DisagreementOf(*report.event); !disagreement.empty()) json.String(disagreement);
    for (const std::string& note : NotesOf(*report.record, *report.event)) json.String(note);
    for (const std::string& note : report.analysis->notes) json.String(note);
    json.EndArray();
}

}  // namespace

void WriteFaultFields(JsonWriter& json, const FaultText& fault) {
    json.Key("fields");
    json.BeginArray();
    for (const FieldText& field : fault.fields) {
        json.BeginObject(JsonLayout::kOneLine);
        json.StringMember("name", field.name);
        json.StringMember("bits", field.bits);
        json.NumberMember("value", field.value);
        json.TextMember("meaning", field.meaning);
        json.EndObject();
    }
    json.EndArray();
}

void WriteTitle(JsonWriter& json, const format::Event& event, const EventSignature& signature) {
    json.StringMember("title", TitleOf(event, signature));
    json.TextMember("headline", event.headline());
}

void WriteFaultStatus(JsonWriter& json, const EventReport& report) {
    const format::Event& event = *report.event;
    const FaultText fault = DecodeFault(event);
    json.HexMember("address", When(event.has_fault_address(), event.fault_address()));
    json.StringMember("access", NameOf(fault.access));
    json.HexMember("status", When(event.has_fault_status(), event.fault_status()));
    json.TextMember("cause", fault.cause);
    WriteFaultFields(json, fault);
}

void WriteCodeAndSymbols(JsonWriter& json, const EventReport& report) {
    WriteCodeLocations(json, report);
    WriteCode(json, *report.event);
    WriteStack(json, *report.event);
    WriteTraces(json, report);
    WriteModules(json, *report.event);
    WriteSymbols(json, *report.analysis);
}

void WriteSignature(JsonWriter& json, const EventSignature& signature) {
    json.StringMember("signature", std::format("{:016x}", signature.hash));
    json.Key("signature_frames");
    json.BeginArray(JsonLayout::kOneLine);
    for (const std::string& frame : signature.frames) json.String(frame);
    json.EndArray();
}

void WriteEventJson(JsonWriter& json, const EventReport& report, size_t input, KnownMembers* known) {
    const format::Event& event = *report.event;
    const ExplainedMembers* explained = known != nullptr && !report.user ? &known->Of(report) : nullptr;
    json.BeginObject();
    json.NumberMember("input", input);
    WriteHead(json, report, explained);
    WriteIdentity(json, report);
    WriteFault(json, report, explained);
    WriteRegisters(json, event);
    explained != nullptr ? json.Members(explained->code) : WriteCodeAndSymbols(json, report);
    WriteExplanation(json, report, explained);
    WriteSources(json, report.sources);
    WriteFacts(json, report);
    explained != nullptr ? json.Members(explained->signature) : WriteSignature(json, StatedSignature(report));
    WriteRepeats(json, *report.record, event);
    WriteNotes(json, report);
    json.EndObject();
}

}  // namespace faultbox
