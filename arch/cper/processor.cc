#include "arch/common/bits.h"
#include "arch/cper/layout.h"

namespace faultbox::cper {
namespace {

// N.2.4.4, behind the counts. Affinity level and MPIDR have bits of their own, MIDR is always there.
constexpr FieldLayout kArm[] = {
    {"affinity_level", 1, 1, Form::kDecimal},
    {nullptr, 3, kNever},
    {"mpidr", 8, 0},
    {"midr", 8, kAlways},
    {"running_state", 4, 2},
};

// N.2.4.4.1, behind version, length and validation bits.
constexpr FieldLayout kArmInfo[] = {
    {"error_types", 1, kAlways}, {"multiple_errors", 2, 0, Form::kDecimal},
    {"info_flags", 1, 1},        {"error_info", 8, 2},
    {"virtual_address", 8, 3},   {"physical_address", 8, 4},
};

constexpr uint8_t kArmInfoBytes = 32;

void DecodeArmInfo(ByteReader& reader, Fields& fields) {
    uint64_t begin = reader.offset();
    reader.U8();  // version
    uint8_t length = reader.U8();
    uint16_t valid = reader.U16();
    ReadLayout(reader, valid, kArmInfo, fields);
    if (length < kArmInfoBytes && reader.ok()) return reader.Fail(ErrorCode::kMalformed, "error information too short");
    reader.Seek(begin + length);
}

// N.2.4.4.2: version, type, size of the registers that follow
void DecodeArmContext(ByteReader& reader, Fields& fields) {
    reader.U16();
    uint16_t type = reader.U16();
    uint32_t size = reader.U32();
    if (!reader.ok()) return;
    AddField(fields, "context_type", Form::kDecimal, type);
    reader.Skip(size);
}

// N.2.4.2.1: kind of check, validation bits, then five words
constexpr FieldLayout kX86Info[] = {
    {"check_info", 8, 0}, {"target_id", 8, 1}, {"requestor_id", 8, 2}, {"responder_id", 8, 3}, {"ip", 8, 4},
};

void DecodeX86Info(ByteReader& reader, Fields& fields) {
    Field type{.name = "structure_type", .form = Form::kGuid};
    type.guid = ReadGuid(reader);
    uint64_t valid = reader.U64();
    if (reader.ok()) fields.Append(type);
    ReadLayout(reader, valid, kX86Info, fields);
}

// N.2.4.2.2
void DecodeX86Context(ByteReader& reader, Fields& fields) {
    uint16_t type = reader.U16();
    uint16_t size = reader.U16();
    uint32_t msr = reader.U32();
    uint64_t memory = reader.U64();
    if (!reader.ok()) return;
    AddField(fields, "context_type", Form::kDecimal, type);
    if (type == 1) AddField(fields, "msr_address", Form::kHex, msr);
    if (type == 7) AddField(fields, "mmio_address", Form::kHex, memory);
    reader.Skip(size);
}

}  // namespace

void DecodeArm(ByteReader& reader, Fields& fields) {
    uint32_t valid = reader.U32();
    uint16_t infos = reader.U16();
    uint16_t contexts = reader.U16();
    uint32_t length = reader.U32();
    ReadLayout(reader, valid, kArm, fields);
    uint32_t psci = reader.U32();
    // Of a processor that runs there is no PSCI state.
    bool stopped =
        !fields.empty() && std::string_view(fields.back().name) == "running_state" && !Bit(fields.back().value, 0);
    if (stopped) AddField(fields, "psci_state", Form::kDecimal, psci);
    if (length > reader.size()) reader.Fail(ErrorCode::kMalformed, "section length beyond the section");
    for (unsigned i = 0; i < infos && reader.ok(); ++i) DecodeArmInfo(reader, fields);
    for (unsigned i = 0; i < contexts && reader.ok(); ++i) DecodeArmContext(reader, fields);
    if (Bit(valid, 3) && reader.ok() && length > reader.offset()) {
        AddField(fields, "vendor_bytes", Form::kDecimal, length - reader.offset());
    }
}

void DecodeX86(ByteReader& reader, Fields& fields) {
    uint64_t valid = reader.U64();
    uint64_t apic = reader.U64();
    if (Bit(valid, 0)) AddField(fields, "apic_id", Form::kHex, apic);
    // CPUID leaf 1: EAX first; the rest of the 48 bytes are its other registers.
    uint64_t signature = reader.U64();
    if (Bit(valid, 1)) AddField(fields, "cpuid", Form::kHex, signature & 0xffffffff);
    reader.Skip(40);
    uint64_t infos = Bits(valid, 7, 2);
    uint64_t contexts = Bits(valid, 13, 8);
    for (uint64_t i = 0; i < infos && reader.ok(); ++i) DecodeX86Info(reader, fields);
    for (uint64_t i = 0; i < contexts && reader.ok(); ++i) DecodeX86Context(reader, fields);
}

}  // namespace faultbox::cper
