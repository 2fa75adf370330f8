#include "target/record/event_writer.h"

#include <algorithm>
#include <array>

#include "arch/registry.h"
#include "target/format/crash_record.pb.h"
#include "target/record/build_id.h"
#include "target/record/register_note.h"

namespace faultbox::record {
namespace {

using format::Event;

// What is not whole bytes of hexadecimal digits stays out, the text has it.
void WriteHexId(int field, std::string_view hex, MessageWriter& writer) {
    writer.NonEmpty(field, AsText(ParseBuildId(hex)));
}

// Writes one event; a class because its parts share what was already said.
class EventWriter {
  public:
    EventWriter(const CrashEvent& event, MessageWriter& writer)
        : event_(event), writer_(writer), arch_(FindArch(event.arch)) {}

    void WritePlace(const EventPlace& place);
    void WriteDamage();
    void WriteIdentity();
    void WriteFault();
    void WriteRegisters();
    void WriteRegisterNotes();
    void WriteCode();
    void WriteStack();
    void WriteTraces();
    void WriteModules();
    void WriteFacts();
    void WriteDropped();

  private:
    void WriteLocation(const CodeLocation& where, std::optional<uint64_t> known_address);
    void WriteFrames(std::span<const TraceEntry> frames);
    void WriteBuildIdOnce(const CodeLocation& where);
    std::optional<uint64_t> RegisterValue(RegisterId ArchInfo::* reg) const {
        return arch_ == nullptr ? std::nullopt : event_.registers.Get(arch_->*reg);
    }

    const CrashEvent& event_;
    MessageWriter& writer_;
    const ArchInfo* arch_;
    BoundedVector<std::string_view, 8> named_;  // modules whose build id was written
};

void EventWriter::WritePlace(const EventPlace& place) {
    writer_.Uint(Event::kKindFieldNumber, static_cast<uint8_t>(event_.kind));
    writer_.Uint(Event::kSeverityFieldNumber, static_cast<uint8_t>(event_.severity));
    writer_.Uint(Event::kArchFieldNumber, static_cast<uint8_t>(event_.arch));
    writer_.Uint(Event::kRelationFieldNumber, static_cast<uint8_t>(place.relation));
    writer_.Optional(Event::kRelationToFieldNumber, place.relation_to);
    writer_.Uint(Event::kSourceFieldNumber, place.source);
    writer_.NonEmpty(Event::kHeadlineFieldNumber, event_.headline);
    writer_.Uint(Event::kFirstLineFieldNumber, event_.first_line);
    writer_.Uint(Event::kLineCountFieldNumber, event_.line_count);
    writer_.Optional(Event::kTimeUsFieldNumber, event_.time_us);
    if (place.also_in.empty()) return;
    writer_.Nested(Event::kAlsoInFieldNumber, [&] {
        for (uint8_t source : place.also_in) writer_.PackedUint(source);
    });
}

void EventWriter::WriteDamage() {
    for (const Damage& damage : event_.damage) {
        writer_.Nested(Event::kDamageFieldNumber, [&] {
            writer_.Uint(format::Damage::kLineFieldNumber, damage.line);
            writer_.Uint(format::Damage::kKindFieldNumber, static_cast<uint8_t>(damage.kind));
            writer_.NonEmpty(format::Damage::kTextFieldNumber, damage.text);
            writer_.NonEmpty(format::Damage::kOtherFieldNumber, damage.other);
        });
    }
}

void EventWriter::WriteIdentity() {
    writer_.NonEmpty(Event::kReleaseFieldNumber, event_.release);
    writer_.NonEmpty(Event::kBuildFieldNumber, event_.build);
    if (event_.tainted_stated) writer_.String(Event::kTaintFieldNumber, event_.taint);
    WriteHexId(Event::kKernelBuildIdFieldNumber, event_.kernel_build_id, writer_);
    writer_.Optional(Event::kKernelOffsetFieldNumber, event_.kernel_offset);
    writer_.NonEmpty(Event::kHardwareFieldNumber, event_.hardware);
    writer_.Optional(Event::kCpuFieldNumber, event_.cpu);
    writer_.Optional(Event::kPidFieldNumber, event_.pid);
    writer_.NonEmpty(Event::kCommFieldNumber, event_.comm);
    writer_.NonEmpty(Event::kWorkqueueFieldNumber, event_.workqueue);
    writer_.NonEmpty(Event::kPanicReasonFieldNumber, event_.panic_reason);
    writer_.NonEmpty(Event::kEndTraceIdFieldNumber, event_.end_trace_id);
    writer_.Optional(Event::kDieCountFieldNumber, event_.die_count);
    if (event_.source_location.file.empty()) return;
    writer_.String(Event::kSourceFileFieldNumber, event_.source_location.file);
    writer_.Uint(Event::kSourceLineFieldNumber, event_.source_location.line);
}

void EventWriter::WriteFault() {
    const EventFault& fault = event_.fault;
    writer_.Optional(Event::kFaultAddressFieldNumber, fault.address);
    writer_.Optional(Event::kFaultStatusFieldNumber, fault.status);
    if (fault.stated_access != Access::kUnknown) {
        writer_.Uint(Event::kStatedAccessFieldNumber, static_cast<uint8_t>(fault.stated_access));
    }
    writer_.Flag(Event::kPrefetchFieldNumber, fault.prefetch);
    for (const PageTableEntry& entry : fault.page_table) {
        writer_.Nested(Event::kPageTableFieldNumber, [&] {
            writer_.NonEmpty(format::PageTableEntry::kLevelFieldNumber, entry.level);
            writer_.Optional(format::PageTableEntry::kValueFieldNumber, entry.value);
            writer_.Flag(format::PageTableEntry::kBadFieldNumber, entry.bad);
        });
    }
}

void EventWriter::WriteRegisters() {
    const RegisterSet& registers = event_.registers;
    if (registers.empty()) return;
    std::array<uint8_t, RegisterSet::kCapacity * 8> bytes;
    // A reader divides the bytes by the registers, so that a value that is too large for the CPU is kept as well.
    unsigned width = 4;
    for (RegisterId id = 0; id < RegisterSet::kCapacity; ++id) {
        if (registers.Get(id).value_or(0) >> 32 != 0) width = 8;
    }
    if (arch_ != nullptr && arch_->pointer_size == 8) width = 8;
    size_t size = 0;
    for (RegisterId id = 0; id < RegisterSet::kCapacity; ++id) {
        if (!registers.Has(id)) continue;
        for (unsigned i = 0; i < width; ++i) bytes[size++] = static_cast<uint8_t>(*registers.Get(id) >> (8 * i));
    }
    writer_.Uint(Event::kRegisterMaskFieldNumber, registers.valid_mask());
    writer_.Blob(Event::kRegistersFieldNumber, {bytes.data(), size});
}

void EventWriter::WriteRegisterNotes() {
    int digits = arch_ != nullptr && arch_->pointer_size == 8 ? 16 : 8;
    for (const RegisterNote& note : event_.register_notes) {
        std::array<char, 160> buffer;
        bool follows = !note.slab.empty() && DescribeSlab(note, digits, buffer) == note.text;
        uint32_t phrase = FindPhrase(note.text);
        std::optional<uint64_t> value = event_.registers.Get(note.reg);
        bool start_follows = note.start && note.offset && value && *value - *note.offset == *note.start;
        writer_.Nested(Event::kRegisterNoteFieldNumber, [&] {
            writer_.Uint(format::RegisterNote::kRegFieldNumber, note.reg);
            writer_.NonEmpty(format::RegisterNote::kSlabFieldNumber, note.slab);
            if (!start_follows) writer_.Optional(format::RegisterNote::kStartFieldNumber, note.start);
            writer_.Optional(format::RegisterNote::kOffsetFieldNumber, note.offset);
            writer_.Optional(format::RegisterNote::kSizeFieldNumber, note.size);
            if (phrase != 0) writer_.Uint(format::RegisterNote::kPhraseFieldNumber, phrase);
            if (!follows && phrase == 0) writer_.NonEmpty(format::RegisterNote::kTextFieldNumber, note.text);
        });
    }
}

void EventWriter::WriteCode() {
    const CodeBytes& code = event_.code;
    if (code.bytes.empty()) return;
    writer_.Blob(Event::kCodeFieldNumber, code.bytes);
    writer_.Optional(Event::kCodeFaultAtFieldNumber, code.fault_at);
    writer_.Uint(Event::kCodeUnitFieldNumber, code.unit);
}

void EventWriter::WriteStack() {
    const StackWords& stack = event_.stack;
    writer_.Optional(Event::kStackAddressFieldNumber, stack.address);
    if (stack.words.empty()) return;
    unsigned width = std::clamp<unsigned>(stack.word_size, 1, 8);
    writer_.Uint(Event::kStackWordSizeFieldNumber, width);
    writer_.Nested(Event::kStackFieldNumber, [&] {
        for (uint64_t word : stack.words) {
            for (unsigned i = 0; i < width; ++i) writer_.PackedByte(static_cast<uint8_t>(word >> (8 * i)));
        }
    });
}

void EventWriter::WriteBuildIdOnce(const CodeLocation& where) {
    if (where.module.empty() || where.build_id.empty()) return;
    if (std::ranges::find(named_, where.module) != named_.end()) return;
    WriteHexId(format::Location::kBuildIdFieldNumber, where.build_id, writer_);
    named_.Append(where.module);
}

void EventWriter::WriteLocation(const CodeLocation& where, std::optional<uint64_t> known_address) {
    using format::Location;
    writer_.NonEmpty(Location::kSymbolFieldNumber, where.symbol);
    writer_.NonEmpty(Location::kModuleFieldNumber, where.module);
    WriteBuildIdOnce(where);
    writer_.Optional(Location::kOffsetFieldNumber, where.offset);
    writer_.Optional(Location::kSizeFieldNumber, where.size);
    if (where.address != known_address) writer_.Optional(Location::kAddressFieldNumber, where.address);
}

void EventWriter::WriteFrames(std::span<const TraceEntry> frames) {
    for (const TraceEntry& entry : frames) {
        writer_.Nested(format::Trace::kFrameFieldNumber, [&] {
            WriteLocation(entry.where, std::nullopt);
            writer_.Flag(format::Location::kUnreliableFieldNumber, !entry.reliable);
            if (entry.context == FrameContext::kTask) return;
            writer_.Uint(format::Location::kContextFieldNumber, static_cast<uint8_t>(entry.context));
        });
    }
}

void EventWriter::WriteTraces() {
    if (!event_.pc.empty()) {
        writer_.Nested(Event::kPcFieldNumber, [&] { WriteLocation(event_.pc, RegisterValue(&ArchInfo::pc)); });
    }
    if (!event_.lr.empty()) {
        writer_.Nested(Event::kLrFieldNumber, [&] { WriteLocation(event_.lr, RegisterValue(&ArchInfo::link)); });
    }
    std::span<const TraceEntry> all = event_.trace_entries;
    for (const Trace& trace : event_.traces) {
        size_t begin = std::min<size_t>(trace.begin, all.size());
        size_t count = std::min<size_t>(trace.count, all.size() - begin);
        writer_.Nested(Event::kTraceFieldNumber, [&] {
            writer_.NonEmpty(format::Trace::kNameFieldNumber, trace.name);
            WriteFrames(all.subspan(begin, count));
        });
    }
}

void EventWriter::WriteModules() {
    for (const LoadedModule& module : event_.modules) {
        writer_.Nested(Event::kModuleFieldNumber, [&] {
            writer_.NonEmpty(format::Module::kNameFieldNumber, module.name);
            writer_.NonEmpty(format::Module::kTaintFieldNumber, module.taint);
            WriteHexId(format::Module::kBuildIdFieldNumber, module.build_id, writer_);
        });
    }
}

void EventWriter::WriteFacts() {
    for (const Fact& fact : event_.facts) {
        writer_.Nested(Event::kFactFieldNumber, [&] {
            if (fact.key != nullptr) writer_.String(format::Fact::kKeyFieldNumber, fact.key);
            writer_.NonEmpty(format::Fact::kTextFieldNumber, fact.text);
            writer_.Optional(format::Fact::kNumberFieldNumber, fact.number);
            writer_.Flag(format::Fact::kHexFieldNumber, fact.hex);
        });
    }
}

void EventWriter::WriteDropped() {
    uint32_t dropped = event_.damage.dropped() + event_.fault.page_table.dropped() + event_.register_notes.dropped() +
                       event_.code.bytes.dropped() + event_.stack.words.dropped() + event_.trace_entries.dropped() +
                       event_.traces.dropped() + event_.modules.dropped() + event_.facts.dropped();
    if (dropped != 0) writer_.Uint(Event::kDroppedFieldNumber, dropped);
}

}  // namespace

void WriteEvent(const CrashEvent& event, const EventPlace& place, const EventDetail& detail, MessageWriter& writer) {
    EventWriter parts(event, writer);
    parts.WritePlace(place);
    parts.WriteDamage();
    parts.WriteIdentity();
    parts.WriteFault();
    parts.WriteRegisters();
    if (detail.register_notes) parts.WriteRegisterNotes();
    parts.WriteCode();
    if (detail.stack) parts.WriteStack();
    parts.WriteTraces();
    parts.WriteModules();
    parts.WriteFacts();
    parts.WriteDropped();
}

}  // namespace faultbox::record
