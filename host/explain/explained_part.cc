#include "host/explain/explained_part.h"

#include <google/protobuf/io/coded_stream.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "arch/common/arch_info.h"
#include "arch/common/bounded_vector.h"
#include "arch/registry.h"
#include "host/input/event_facts.h"

namespace faultbox {
namespace {

using format::Event;
using google::protobuf::MessageLite;
using google::protobuf::io::CodedOutputStream;

// What part and event may differ by: fields that the part always has, and the width of the registers.
constexpr size_t kMostAdded = 128;

// Writes fields of a serialized message where there is room. (protobuf.dev/programming-guides/encoding)
class FieldWriter {
  public:
    explicit FieldWriter(char* to) : next_(reinterpret_cast<uint8_t*>(to)) {}

    const char* next() const { return reinterpret_cast<const char*>(next_); }

    void Number(int field, uint64_t value) {
        Tag(field, kVarint);
        next_ = CodedOutputStream::WriteVarint64ToArray(value, next_);
    }
    void Text(int field, std::string_view value) {
        Length(field, value.size());
        next_ = std::ranges::copy(value, next_).out;
    }
    // Of an event whose size was asked for.
    void Message(int field, const MessageLite& value) {
        Length(field, static_cast<size_t>(value.GetCachedSize()));
        next_ = value.SerializeWithCachedSizesToArray(next_);
    }
    template <typename Messages>
    void All(int field, const Messages& values) {
        for (const MessageLite& value : values) Message(field, value);
    }

  private:
    static constexpr uint32_t kVarint = 0, kLength = 2;

    void Tag(int field, uint32_t wire_type) {
        next_ = CodedOutputStream::WriteTagToArray(static_cast<uint32_t>(field) << 3 | wire_type, next_);
    }
    void Length(int field, size_t size) {
        Tag(field, kLength);
        next_ = CodedOutputStream::WriteVarint64ToArray(size, next_);
    }

    uint8_t* next_;
};

void WritePlaceRegisters(const Event& event, const RegisterSet& registers, FieldWriter& part) {
    const ArchInfo* arch = FindArch(ArchOf(event));
    if (arch == nullptr) return;
    uint64_t mask = 0;
    BoundedVector<char, 2 * sizeof(uint64_t)> values;
    for (RegisterId id = 0; id < RegisterSet::kCapacity; ++id) {
        if ((id != arch->pc && id != arch->link) || !registers.Has(id)) continue;
        mask |= uint64_t{1} << id;
        const uint64_t value = *registers.Get(id);
        for (unsigned byte = 0; byte < sizeof value; ++byte) values.Append(static_cast<char>(value >> (8 * byte)));
    }
    if (mask == 0) return;
    part.Number(Event::kRegisterMaskFieldNumber, mask);
    part.Text(Event::kRegistersFieldNumber, {values.begin(), values.size()});
}

void WriteFault(const Event& event, FieldWriter& part) {
    part.Number(Event::kKindFieldNumber, event.kind());
    part.Number(Event::kArchFieldNumber, event.arch());
    part.Text(Event::kHeadlineFieldNumber, event.headline());
    if (event.has_source_file()) part.Text(Event::kSourceFileFieldNumber, event.source_file());
    if (event.has_fault_address()) part.Number(Event::kFaultAddressFieldNumber, event.fault_address());
    if (event.has_fault_status()) part.Number(Event::kFaultStatusFieldNumber, event.fault_status());
    if (event.has_stated_access()) part.Number(Event::kStatedAccessFieldNumber, event.stated_access());
    if (event.has_prefetch()) part.Number(Event::kPrefetchFieldNumber, event.prefetch());
    // A process's fault is one of this process: title and signature name it.
    if (KindOf(event) == EventKind::kUserFault) part.Text(Event::kCommFieldNumber, event.comm());
    // Their facts say what was refused; those of others go into verdicts that need no symbols.
    if (KindOf(event) == EventKind::kCfiFailure) part.All(Event::kFactFieldNumber, event.fact());
}

void WriteImage(const Event& event, FieldWriter& part) {
    if (event.has_release()) part.Text(Event::kReleaseFieldNumber, event.release());
    if (event.has_build()) part.Text(Event::kBuildFieldNumber, event.build());
    if (event.has_kernel_build_id()) part.Text(Event::kKernelBuildIdFieldNumber, event.kernel_build_id());
    if (event.has_build_id_from_manifest()) {
        part.Number(Event::kBuildIdFromManifestFieldNumber, event.build_id_from_manifest());
    }
    if (event.has_kernel_offset()) part.Number(Event::kKernelOffsetFieldNumber, event.kernel_offset());
    part.All(Event::kModuleFieldNumber, event.module());
}

void WriteMemory(const Event& event, FieldWriter& part) {
    if (event.has_code()) part.Text(Event::kCodeFieldNumber, event.code());
    if (event.has_code_fault_at()) part.Number(Event::kCodeFaultAtFieldNumber, event.code_fault_at());
    if (event.has_code_unit()) part.Number(Event::kCodeUnitFieldNumber, event.code_unit());
    if (event.has_stack_address()) part.Number(Event::kStackAddressFieldNumber, event.stack_address());
    if (event.has_stack()) part.Text(Event::kStackFieldNumber, event.stack());
    if (event.has_stack_word_size()) part.Number(Event::kStackWordSizeFieldNumber, event.stack_word_size());
    part.All(Event::kRegisterNoteFieldNumber, event.register_note());
}

void WriteFields(const Event& event, const RegisterSet& registers, FieldWriter& part) {
    WriteFault(event, part);
    WriteImage(event, part);
    WriteMemory(event, part);
    WritePlaceRegisters(event, registers, part);
    if (event.has_pc()) part.Message(Event::kPcFieldNumber, event.pc());
    if (event.has_lr()) part.Message(Event::kLrFieldNumber, event.lr());
    part.All(Event::kTraceFieldNumber, event.trace());
}

}  // namespace

void WriteExplainedPart(const Event& event, const RegisterSet& registers, std::string& part) {
    part.resize_and_overwrite(event.ByteSizeLong() + kMostAdded, [&](char* to, size_t) {
        FieldWriter writer(to);
        WriteFields(event, registers, writer);
        return writer.next() - to;
    });
}

}  // namespace faultbox
