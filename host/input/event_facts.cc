#include "host/input/event_facts.h"

#include <array>
#include <bit>
#include <memory>

#include "arch/common/byte_reader.h"
#include "arch/common/set_bits.h"
#include "arch/registry.h"
#include "target/record/register_note.h"
#include "target/record/signature.h"

namespace faultbox {
namespace {

template <typename Enum>
Enum ReadEnum(uint32_t value, Enum last, Enum otherwise) {
    return value <= static_cast<uint32_t>(last) ? static_cast<Enum>(value) : otherwise;
}

std::optional<uint64_t> AddressOf(const format::Event& event, const format::Location& where,
                                  RegisterId ArchInfo::* reg) {
    if (where.has_address()) return where.address();
    const ArchInfo* arch = FindArch(ArchOf(event));
    return arch == nullptr ? std::nullopt : ReadRegisters(event).Get(arch->*reg);
}

RegisterId RegisterOf(const format::RegisterNote& note) {
    return note.reg() < RegisterSet::kCapacity ? static_cast<RegisterId>(note.reg()) : kNoRegister;
}

TraceEntry EntryOf(const format::Location& frame) {
    TraceEntry entry;
    entry.where.symbol = frame.symbol();
    if (frame.has_offset()) entry.where.offset = frame.offset();
    entry.reliable = !frame.unreliable();
    return entry;
}

}  // namespace

EventKind KindOf(const format::Event& event) {
    return ReadEnum(event.kind(), EventKind::kResetWithoutTrace, EventKind::kUnknown);
}

Severity SeverityOf(const format::Event& event) {
    return ReadEnum(event.severity(), Severity::kFatal, Severity::kError);
}

Relation RelationOf(const format::Event& event) {
    return ReadEnum(event.relation(), Relation::kRepeat, Relation::kRoot);
}

Arch ArchOf(const format::Event& event) {
    return ReadEnum(event.arch(), Arch::kX86_64, Arch::kUnknown);
}

Access StatedAccessOf(const format::Event& event) {
    return ReadEnum(event.stated_access(), Access::kExecute, Access::kUnknown);
}

FrameContext ContextOf(const format::Location& frame) {
    return ReadEnum(frame.context(), FrameContext::kUnknown, FrameContext::kUnknown);
}

RegisterSet ReadRegisters(const format::Event& event) {
    RegisterSet registers;
    uint64_t mask = event.register_mask();
    auto count = static_cast<size_t>(std::popcount(mask));
    const std::string& values = event.registers();
    if (count == 0 || (values.size() != count * 4 && values.size() != count * 8)) return registers;
    auto width = static_cast<unsigned>(values.size() / count);
    ByteReader reader(AsBytes(values));
    ForEachSetBit(mask, [&](unsigned id) { registers.Set(static_cast<RegisterId>(id), reader.Unsigned(width)); });
    return registers;
}

std::optional<uint64_t> PcAddress(const format::Event& event) {
    return AddressOf(event, event.pc(), &ArchInfo::pc);
}

std::optional<uint64_t> LrAddress(const format::Event& event) {
    return AddressOf(event, event.lr(), &ArchInfo::link);
}

bool IsPc(const format::Event& event, const format::Location& frame) {
    const format::Location& pc = event.pc();
    return !pc.symbol().empty() && frame.symbol() == pc.symbol() && frame.has_offset() && pc.has_offset() &&
           frame.offset() == pc.offset() && frame.size() == pc.size() && frame.module() == pc.module();
}

std::vector<uint64_t> ReadStackWords(const format::Event& event) {
    std::vector<uint64_t> words;
    uint32_t width = event.stack_word_size();
    if (width == 0 || width > 8) return words;
    ByteReader reader(AsBytes(event.stack()));
    while (reader.remaining() >= width) words.push_back(reader.Unsigned(width));
    return words;
}

std::optional<uint64_t> StartOf(const format::RegisterNote& note, const format::Event& event) {
    if (note.has_start()) return note.start();
    if (!note.has_offset()) return std::nullopt;
    std::optional<uint64_t> value = ReadRegisters(event).Get(RegisterOf(note));
    if (!value || *value < note.offset()) return std::nullopt;
    return *value - note.offset();
}

std::string TextOf(const format::RegisterNote& note, const format::Event& event) {
    if (note.has_text()) return note.text();
    if (note.has_phrase()) return std::string(record::PhraseOf(note.phrase()));
    if (!note.has_slab()) return "";
    RegisterNote parts;
    parts.reg = RegisterOf(note);
    parts.slab = note.slab();
    parts.start = StartOf(note, event);
    if (note.has_offset()) parts.offset = note.offset();
    if (note.has_size()) parts.size = note.size();
    const ArchInfo* arch = FindArch(ArchOf(event));
    std::array<char, 160> buffer;  // as long as the writer's own, which leaves the text out where it fits
    return std::string(record::DescribeSlab(parts, arch != nullptr && arch->pointer_size == 8 ? 16 : 8, buffer));
}

EventSignature SignatureOf(const format::Event& event) {
    auto facts = std::make_unique_for_overwrite<CrashEvent>();  // too large for the stack, and for zeros
    facts->kind = KindOf(event);
    facts->headline = event.headline();
    facts->comm = event.comm();
    facts->fault.prefetch = event.prefetch();
    facts->pc = EntryOf(event.pc()).where;
    facts->lr = EntryOf(event.lr()).where;
    for (const format::Trace& trace : event.trace()) {
        auto begin = static_cast<uint16_t>(facts->trace_entries.size());
        for (const format::Location& frame : trace.frame()) facts->trace_entries.Append(EntryOf(frame));
        auto count = static_cast<uint16_t>(facts->trace_entries.size() - begin);
        facts->traces.Append({trace.name(), begin, count});
    }
    record::Signature signature = record::ComputeSignature(*facts);
    EventSignature result;
    result.hash = signature.hash;
    for (std::string_view frame : signature.frames) result.frames.emplace_back(frame);
    return result;
}

std::string HexOf(std::string_view bytes) {
    constexpr char kDigits[] = "0123456789abcdef";
    std::string text(2 * bytes.size(), '0');
    char* to = text.data();
    for (uint8_t byte : AsBytes(bytes)) {
        *to++ = kDigits[byte >> 4];
        *to++ = kDigits[byte & 0xf];
    }
    return text;
}

}  // namespace faultbox
