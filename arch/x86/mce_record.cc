#include "arch/x86/mce_record.h"

#include "arch/common/byte_reader.h"

namespace faultbox::x86 {
namespace {

template <typename T>
std::optional<T> NonZero(T value) {
    return value == 0 ? std::nullopt : std::optional(value);
}

// A member at the end, which older kernels do not have.
std::optional<uint64_t> Tail(ByteReader& reader) {
    return reader.remaining() >= 8 ? NonZero(reader.U64()) : std::nullopt;
}

void ReadRegisters(ByteReader& reader, MceRecord& record) {
    record.status = reader.U64();
    uint64_t misc = reader.U64();
    uint64_t address = reader.U64();
    if (Bit(record.status, kStatusMiscV)) record.misc = misc;
    if (Bit(record.status, kStatusAddrV)) record.address = address;
    record.mcg_status = reader.U64();
    record.ip = NonZero(reader.U64());
    record.tsc = NonZero(reader.U64());
    record.time_s = NonZero(reader.U64());
}

void ReadPlace(ByteReader& reader, MceRecord& record) {
    record.vendor_number = reader.U8();
    reader.Skip(3);  // inject_flags, severity, pad
    record.cpuid = NonZero(reader.U32());
    record.code_segment = reader.U8();
    record.bank = reader.U8();
    reader.Skip(2);  // cpu (obsolete), finished
    record.cpu = reader.U32();
    record.socket = reader.U32();
    record.apic = reader.U32();
    record.mcg_cap = NonZero(reader.U64());
}

}  // namespace

Result<MceRecord> ReadMceRecord(Bytes bytes) {
    constexpr uint64_t kVendorOffset = 56;
    if (bytes.size() < kMceRecordMinBytes) return Fail(ErrorCode::kTruncated, "shorter than struct mce", bytes.size());
    if (bytes.size() > kMceRecordMaxBytes) return Fail(ErrorCode::kMalformed, "longer than struct mce", bytes.size());
    ByteReader reader(bytes);
    MceRecord record;
    ReadRegisters(reader, record);
    ReadPlace(reader, record);
    record.synd = Tail(reader);
    record.ipid = Tail(reader);
    record.ppin = Tail(reader);
    if (reader.remaining() >= 4) record.microcode = NonZero(reader.U32());
    if (!reader.ok()) return reader.Failure();
    if (!Bit(record.status, kStatusVal)) return Fail(ErrorCode::kMalformed, "MCi_STATUS is not marked valid", 0);
    if (VendorFromNumber(record.vendor_number) == Vendor::kUnknown) {
        return Fail(ErrorCode::kMalformed, "processor vendor unknown", kVendorOffset);
    }
    return record;
}

}  // namespace faultbox::x86
