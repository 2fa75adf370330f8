#include "host/input/read_error_record.h"

#include <deque>
#include <format>
#include <functional>
#include <memory>
#include <string>

#include "arch/common/byte_reader.h"
#include "arch/cper/cper_text.h"
#include "host/input/record_builder.h"
#include "target/oops/event_builder.h"
#include "target/oops/kinds/field_lines.h"
#include "target/oops/kinds/hardware_kinds.h"

namespace faultbox {
namespace {

std::string GuidText(const cper::Guid& guid) {
    return std::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", guid.a, guid.b, guid.c, guid.d >> 48,
                       guid.d & 0xffffffffffff);
}

// Packed decimal: 0x2023112101074129 is 2023-11-21 07:41:29. Bits 31:24 say whether the time is precise (N.2.1).
std::string TimeText(uint64_t time) {
    auto byte = [&](unsigned index) { return time >> (8 * index) & 0xff; };
    return std::format("{:02x}{:02x}-{:02x}-{:02x} {:02x}:{:02x}:{:02x}", byte(7), byte(6), byte(5), byte(4), byte(2),
                       byte(1), byte(0));
}

std::string TlpText(Bytes bytes) {
    ByteReader reader(bytes);
    uint32_t words[4];
    for (uint32_t& word : words) word = reader.U32();
    return std::format("{:08x} {:08x} {:08x} {:08x}", words[0], words[1], words[2], words[3]);
}

std::string FieldText(const cper::Field& field) {
    switch (field.form) {
        case cper::Form::kGuid:
            return GuidText(field.guid);
        case cper::Form::kPciAddress:
            return std::format("{:04x}:{:02x}:{:02x}.{:x}", field.value >> 24, field.value >> 16 & 0xff,
                               field.value >> 8 & 0xff, field.value & 0xff);
        case cper::Form::kVersion:
            return std::format("{:x}.{:x}", field.value >> 8, field.value & 0xff);
        case cper::Form::kClassCode:
            return std::format("{:06x}", field.value);
        case cper::Form::kTlpHeader:
            return TlpText(field.bytes);
        case cper::Form::kText:
        case cper::Form::kDecimal:
        case cper::Form::kHex:
            return std::string(field.text);
    }
    return {};
}

// Makes the event of one record. Owns the texts that its facts point to.
class EventOfRecord {
  public:
    EventOfRecord(const char* source, uint32_t severity, const cper::Sections& sections) {
        std::string_view name = Keep(cper::SeverityName(severity));
        std::string_view type = sections.empty() ? "no section" : cper::SectionName(sections[0].type);
        builder_.Begin(EventKind::kHardwareError, Severity::kError, Line{},
                       Keep(std::format("{}: {}, {}", source, name, type)));
        SetHardwareSource(builder_, source);
        SetHardwareSeverity(builder_, name);
    }

    void AddText(const char* key, std::string text) { builder_.AddFact(key, Keep(std::move(text))); }
    void AddHex(const char* key, uint64_t value) { builder_.AddHexFact(key, value); }

    void AddSection(const cper::Section& section) {
        builder_.AddFact("section.type", cper::SectionName(section.type));
        AddText("section.severity", cper::SeverityName(section.severity));
        AddHex("section.flags", section.flags);
        if (section.fru_id) AddText("section.fru_id", GuidText(*section.fru_id));
        AddText("section.fru_text", std::string(section.fru_text));
        if (section.timestamp) AddText("section.time", TimeText(*section.timestamp));
        if (section.type == cper::SectionType::kUnknown) {
            AddText("section.guid", GuidText(section.guid));
            AddHex("section.length", section.body.size());
        }
        for (const cper::Field& field : section.fields) AddField(field);
    }

    const CrashEvent& event() const { return builder_.event; }

  private:
    std::string_view Keep(std::string text) { return texts_.emplace_back(std::move(text)); }

    void AddField(const cper::Field& field) {
        const char* key = texts_.emplace_back(std::string("section.") + field.name).c_str();
        if (field.form == cper::Form::kDecimal) {
            AddNumberFact(builder_, key, field.value);
        } else if (field.form == cper::Form::kHex) {
            AddHex(key, field.value);
        } else {
            AddText(key, FieldText(field));
        }
    }

    std::deque<std::string> texts_;
    EventBuilder builder_;
};

void NoteDamage(const cper::Sections& sections, uint64_t offset, DecodedInput& input) {
    for (size_t i = 0; i < sections.size(); ++i) {
        if (!sections[i].damage) continue;
        input.notes.push_back(std::format("record at offset 0x{:x}, section {} {}", offset, i + 1, sections[i].damage));
        input.damaged = true;
    }
    if (sections.dropped() == 0) return;
    input.notes.push_back(std::format("record at offset 0x{:x} has {} further sections", offset, sections.dropped()));
    input.damaged = true;
}

using Visit = std::function<void(const CrashEvent&)>;

Result<uint64_t> ReadBlock(Bytes rest, uint64_t offset, const Visit& visit, DecodedInput& input) {
    Result<cper::StatusBlock> block = cper::ReadStatusBlock(rest);
    if (!block) return std::unexpected(block.error());
    auto event = std::make_unique<EventOfRecord>("ACPI error status block", block->severity, block->sections);
    event->AddHex("hw.block_status", block->block_status);
    for (const cper::Section& section : block->sections) event->AddSection(section);
    visit(event->event());
    NoteDamage(block->sections, offset, input);
    return block->bytes.size();
}

Result<uint64_t> ReadRecord(Bytes rest, uint64_t offset, const Visit& visit, DecodedInput& input) {
    Result<cper::Record> record = cper::ReadRecord(rest);
    if (!record) return std::unexpected(record.error());
    auto event = std::make_unique<EventOfRecord>("CPER record", record->severity, record->sections);
    event->AddHex("hw.record_id", record->record_id);
    event->AddText("hw.notification", GuidText(record->notification));
    event->AddText("hw.creator", GuidText(record->creator));
    event->AddHex("hw.flags", record->flags);
    if (record->timestamp) event->AddText("hw.time", TimeText(*record->timestamp));
    for (const cper::Section& section : record->sections) event->AddSection(section);
    visit(event->event());
    NoteDamage(record->sections, offset, input);
    return record->bytes.size();
}

// Reads what stands at the beginning of `rest`. Gives its size; 0 where it is no record.
Result<uint64_t> ReadOne(Bytes rest, uint64_t offset, const Visit& visit, DecodedInput& input) {
    if (cper::IsRecord(rest)) return ReadRecord(rest, offset, visit, input);
    if (cper::IsStatusBlock(rest) || cper::IsClearedStatusBlock(rest)) return ReadBlock(rest, offset, visit, input);
    return 0;
}

bool IsPadding(Bytes bytes) {
    for (uint8_t byte : bytes) {
        if (byte != 0 && byte != 0xff) return false;
    }
    return true;
}

void ReadAll(Bytes content, const Visit& visit, DecodedInput& input) {
    uint64_t offset = 0;
    while (offset < content.size()) {
        Bytes rest = content.subspan(offset);
        Result<uint64_t> size = ReadOne(rest, offset, visit, input);
        if (size && *size != 0) {
            offset += *size;
            continue;
        }
        if (size && IsPadding(rest)) return;
        const char* why = size ? "is no error record" : size.error().what;
        input.notes.push_back(std::format("what stands at offset 0x{:x} {}", offset, why));
        input.damaged = true;
        return;
    }
}

}  // namespace

Result<void> ReadErrorRecords(Bytes content, DecodedInput& input) {
    record::SourceFacts facts;
    facts.kind = record::SourceKind::kUnknown;
    facts.name = std::string_view(input.name).substr(input.name.rfind('/') + 1);
    RecordBuilder builder;
    size_t events =
        builder.AddEvents(facts, AsText(content), [&](const auto& visit) { ReadAll(content, visit, input); });
    if (events == 0) return Fail(ErrorCode::kMalformed, "no error record could be read");
    input.records = builder.Take();
    if (builder.lost_events() != 0) {
        input.notes.push_back(std::format("{} events could not be encoded", builder.lost_events()));
        input.damaged = true;
    }
    return {};
}

}  // namespace faultbox
