#include "host/report/text_fault.h"

#include <format>

#include "arch/registry.h"
#include "host/input/event_facts.h"
#include "host/report/fault_text.h"
#include "host/report/names.h"

namespace faultbox {
namespace {

constexpr size_t kRegistersPerRow = 4;
constexpr size_t kWideRegistersPerRow = 3;

std::string DescribePageTable(const format::Event& event) {
    std::string text;
    for (const format::PageTableEntry& entry : event.page_table()) {
        if (!text.empty()) text += ", ";
        text += entry.level() + (entry.has_value() ? std::format(" 0x{:x}", entry.value()) : " hidden");
        if (entry.bad()) text += " (bad)";
    }
    return text;
}

}  // namespace

void WriteFieldTable(TextWriter& text, size_t indent, const std::vector<FieldText>& fields) {
    std::vector<std::vector<std::string>> rows;
    if (!fields.empty()) rows.push_back({"bits", "field", "value", "meaning"});
    for (const FieldText& field : fields) {
        std::string value = field.value < 10 ? std::to_string(field.value) : std::format("0x{:x}", field.value);
        rows.push_back({field.bits, field.name, value, field.meaning});
    }
    text.Table(indent, rows);
}

void WriteFaultText(TextWriter& text, const EventReport& report) {
    const format::Event& event = *report.event;
    if (!event.has_fault_address() && !event.has_fault_status() && !event.has_stated_access()) return;
    text.Heading("Fault");
    if (event.has_fault_address()) text.Field("address", std::format("0x{:x}", event.fault_address()));
    const FaultText fault = DecodeFault(event);
    text.Field("access", NameOf(fault.access));
    text.Field("", DisagreementOf(event));
    text.Field("cause", fault.cause);
    text.Field("page table", DescribePageTable(event));
    if (!event.has_fault_status()) return;
    text.Field("status", std::format("0x{:x}", event.fault_status()));
    WriteFieldTable(text, 4, fault.fields);
}

void WriteRegistersText(TextWriter& text, const format::Event& event) {
    RegisterSet registers = ReadRegisters(event);
    if (registers.empty()) return;
    const ArchInfo* arch = FindArch(ArchOf(event));
    int digits = arch != nullptr && arch->pointer_size == 8 ? 16 : 8;
    text.Heading("Registers");
    std::vector<std::string> cells;
    for (RegisterId id = 0; id < RegisterSet::kCapacity; ++id) {
        if (!registers.Has(id)) continue;
        cells.push_back(RegisterName(arch, id));
        cells.push_back(std::format("{:0{}x}", *registers.Get(id), digits));
    }
    std::vector<std::vector<std::string>> rows;
    size_t width = 2 * (digits > 8 ? kWideRegistersPerRow : kRegistersPerRow);
    for (size_t begin = 0; begin < cells.size(); begin += width) {
        std::vector<std::string> row(width);
        for (size_t i = 0; i < width && begin + i < cells.size(); ++i) row[i] = cells[begin + i];
        rows.push_back(std::move(row));
    }
    text.Table(2, rows);
    rows.clear();
    for (const format::RegisterNote& note : event.register_note()) {
        rows.push_back({RegisterName(arch, note.reg()), TextOf(note, event)});
    }
    if (!rows.empty()) text.Heading("What the kernel knew of the registers");
    text.Table(2, rows);
}

}  // namespace faultbox
