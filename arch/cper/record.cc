#include "arch/common/byte_reader.h"
#include "arch/cper/cper.h"
#include "arch/cper/layout.h"

namespace faultbox::cper {
namespace {

constexpr uint32_t kSignature = 0x52455043;  // "CPER"
constexpr uint32_t kSignatureEnd = 0xffffffff;
constexpr uint64_t kRecordHeaderBytes = 128;
constexpr uint64_t kDescriptorBytes = 72;
constexpr uint64_t kStatusHeaderBytes = 20;
constexpr uint64_t kEntryBytes = 64;
constexpr uint64_t kEntryBytes3 = 72;  // Revision 3 adds a time stamp.
constexpr size_t kFruTextBytes = 20;

// Validation bits of a section (N.2.2): FRU id, FRU text, time stamp (data entries only).
constexpr uint8_t kFruIdValid = 1;
constexpr uint8_t kFruTextValid = 2;
constexpr uint8_t kTimestampValid = 4;

// In a record, bit 1 of the header's validation bits is the time stamp's.
constexpr uint32_t kRecordTimestampValid = 2;

void ReadFru(ByteReader& reader, uint8_t valid, Section& section) {
    Guid id = ReadGuid(reader);
    if (valid & kFruIdValid) section.fru_id = id;
}

void ReadFruText(ByteReader& reader, uint8_t valid, Section& section) {
    std::string_view text = Unpad(reader.Take(kFruTextBytes));
    if (valid & kFruTextValid) section.fru_text = text;
}

// N.2.2, table N-5
Section ReadDescriptor(ByteReader& reader, Bytes record) {
    Section section;
    uint32_t offset = reader.U32();
    uint32_t length = reader.U32();
    reader.U16();  // revision
    uint8_t valid = reader.U8();
    reader.U8();
    section.flags = reader.U32();
    section.guid = ReadGuid(reader);
    ReadFru(reader, valid, section);
    section.severity = reader.U32();
    ReadFruText(reader, valid, section);
    if (Result<Bytes> body = Slice(record, offset, length)) {
        section.body = *body;
    } else {
        section.damage = "lies outside the record";
    }
    return section;
}

// ACPI 6.5, table 18.13. `rest` is what is left of the block.
Section ReadEntry(ByteReader& reader) {
    Section section;
    section.guid = ReadGuid(reader);
    section.severity = reader.U32();
    uint16_t revision = reader.U16();
    uint8_t valid = reader.U8();
    section.flags = reader.U8();
    uint32_t length = reader.U32();
    ReadFru(reader, valid, section);
    ReadFruText(reader, valid, section);
    if (revision >= 0x300) {
        uint64_t timestamp = reader.U64();
        if (valid & kTimestampValid) section.timestamp = timestamp;
    }
    if (length > reader.remaining()) section.damage = "is longer than its block";
    section.body = reader.Take(length < reader.remaining() ? length : reader.remaining());
    return section;
}

struct StatusHeader {
    uint32_t block_status;
    uint32_t raw_data_offset;
    uint32_t raw_data_length;
    uint32_t data_length;
    uint32_t severity;
};

StatusHeader ReadStatusHeader(ByteReader& reader) {
    // Braces evaluate in order.
    return StatusHeader{reader.U32(), reader.U32(), reader.U32(), reader.U32(), reader.U32()};
}

// Size of the whole block, or 0 where its parts do not lie in `size` bytes.
uint64_t SizeOf(const StatusHeader& header, uint64_t size) {
    uint64_t end = kStatusHeaderBytes + header.data_length;
    uint64_t raw_end = header.raw_data_length == 0 ? 0 : uint64_t{header.raw_data_offset} + header.raw_data_length;
    if (raw_end != 0 && header.raw_data_offset < end) return 0;
    if (raw_end > end) end = raw_end;
    return end <= size ? end : 0;
}

}  // namespace

bool IsRecord(Bytes bytes) {
    ByteReader reader(bytes);
    uint32_t signature = reader.U32();
    reader.U16();
    return signature == kSignature && reader.U32() == kSignatureEnd && reader.ok();
}

namespace {

bool HasEntry(Bytes bytes, bool is_cleared) {
    ByteReader reader(bytes);
    StatusHeader header = ReadStatusHeader(reader);
    if (!reader.ok() || header.data_length < kEntryBytes || SizeOf(header, bytes.size()) == 0) return false;
    // Nothing reported: "block_status" is 0. Bits above 13 are reserved.
    if ((header.block_status == 0) != is_cleared || header.block_status >> 14 != 0) return false;
    if (header.severity > static_cast<uint32_t>(Severity::kInformational)) return false;
    reader.Skip(16);
    uint32_t severity = reader.U32();
    uint16_t revision = reader.U16();
    reader.Skip(2);
    uint64_t length = reader.U32();
    uint64_t head = revision >= 0x300 ? kEntryBytes3 : kEntryBytes;
    bool known = revision == 0x300 || revision == 0x201 || revision == 0x200;
    return reader.ok() && known && severity <= static_cast<uint32_t>(Severity::kInformational) &&
           head + length <= header.data_length;
}

}  // namespace

bool IsStatusBlock(Bytes bytes) {
    return HasEntry(bytes, false);
}

bool IsClearedStatusBlock(Bytes bytes) {
    return HasEntry(bytes, true);
}

StatusBlockOutline ReadStatusBlockOutline(Bytes bytes) {
    ByteReader reader(bytes);
    StatusHeader header = ReadStatusHeader(reader);
    StatusBlockOutline outline;
    outline.block_status = header.block_status;
    outline.severity = header.severity;
    outline.type = TypeOf(ReadGuid(reader));
    outline.size = static_cast<size_t>(SizeOf(header, bytes.size()));
    return outline;
}

Result<Record> ReadRecord(Bytes bytes) {
    if (!IsRecord(bytes)) return Fail(ErrorCode::kMalformed, "no CPER signature");
    ByteReader reader(bytes);
    Record record;
    reader.Skip(10);
    uint16_t count = reader.U16();
    record.severity = reader.U32();
    uint32_t valid = reader.U32();
    uint32_t length = reader.U32();
    uint64_t timestamp = reader.U64();
    if (valid & kRecordTimestampValid) record.timestamp = timestamp;
    reader.Skip(32);  // platform and partition
    record.creator = ReadGuid(reader);
    record.notification = ReadGuid(reader);
    record.record_id = reader.U64();
    record.flags = reader.U32();
    reader.Skip(20);  // persistence information, reserved
    if (!reader.ok()) return reader.Failure();
    if (length < kRecordHeaderBytes + count * kDescriptorBytes) return Fail(ErrorCode::kMalformed, "record too short");
    if (length > bytes.size()) return Fail(ErrorCode::kTruncated, "record goes beyond the input", bytes.size());
    record.bytes = bytes.first(length);
    for (unsigned i = 0; i < count; ++i) {
        Section section = ReadDescriptor(reader, record.bytes);
        if (!record.sections.full()) DecodeSection(section);
        record.sections.Append(section);
    }
    return record;
}

Result<StatusBlock> ReadStatusBlock(Bytes bytes) {
    ByteReader reader(bytes);
    StatusHeader header = ReadStatusHeader(reader);
    if (!reader.ok()) return reader.Failure();
    uint64_t size = SizeOf(header, bytes.size());
    if (size == 0) return Fail(ErrorCode::kTruncated, "status block goes beyond the input", bytes.size());
    StatusBlock block;
    block.block_status = header.block_status;
    block.severity = header.severity;
    block.bytes = bytes.first(static_cast<size_t>(size));
    ByteReader entries(bytes.subspan(kStatusHeaderBytes, header.data_length));
    while (entries.ok() && entries.remaining() >= kEntryBytes) {
        Section section = ReadEntry(entries);
        if (!block.sections.full()) DecodeSection(section);
        block.sections.Append(section);
    }
    return block;
}

}  // namespace faultbox::cper
