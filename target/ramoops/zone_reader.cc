#include "target/ramoops/zone_reader.h"

#include <algorithm>
#include <array>

#include "arch/common/byte_reader.h"
#include "target/ramoops/dmesg_record.h"
#include "target/ramoops/text_scan.h"

namespace faultbox::ramoops {
namespace {

// Shorter runs of text occur in random bytes and in compressed ones.
constexpr size_t kShortestSalvage = 64;

std::span<uint8_t> AsOutput(std::span<char> text) {
    return {reinterpret_cast<uint8_t*>(text.data()), text.size()};
}

}  // namespace

ZoneReader::ZoneReader(Bytes region, const RegionLayout& layout, uint32_t zone, const Scratch& scratch,
                       RecordSink& sink)
    : ecc_size_(layout.ecc_size), scratch_(scratch), sink_(sink) {
    const ZonePlace& place = layout.zones[zone];
    bytes_ = region.subspan(place.offset, place.size);
    is_cut_ = layout.generation == Generation::kScanned && place.offset + place.size == region.size();
    record_.zone = zone;
    record_.kind = place.kind;
    record_.index = place.index;
    record_.offset = place.offset;
}

void ZoneReader::Note(ErrorCode code, const char* what, size_t offset) {
    sink_.OnNote({{code, what, record_.offset + offset}, record_.zone});
}

void ZoneReader::Read() {
    if (record_.kind == ZoneKind::kUnknown) return ReadStretch();
    Result<Zone> zone = Zone::Open(bytes_, ecc_size_);
    if (is_cut_ && ecc_size_ != 0 && (!zone || !zone->header().corrected)) {
        if (IsBlank(bytes_)) return;
        Note(ErrorCode::kTruncated, "region ends before the parity of its last zone", 0);
        zone = Zone::Open(bytes_, 0);
    }
    if (!zone) {
        if (IsBlank(bytes_)) return;
        Note(zone.error().code, zone.error().what, 0);
        return ReadStretch();
    }
    if (Result<void> check = zone->CheckHeader(); !check) {
        if (IsBlank(bytes_)) return;  // Never used.
        Note(check.error().code, check.error().what, check.error().offset);
        return ReadDamaged(*zone);
    }
    if (zone->header().size != 0) ReadSound(*zone);
}

void ZoneReader::ReadSound(const Zone& zone) {
    switch (record_.kind) {
        case ZoneKind::kDmesg:
            return ReadDump(zone);
        case ZoneKind::kFtrace:
            return ReadFtrace(zone);
        case ZoneKind::kConsole:
        case ZoneKind::kPmsg:
        case ZoneKind::kUnknown:
            return ReadRing(zone);
    }
}

// Where the ring began is lost with the header: the bytes come in the order of memory.
void ZoneReader::ReadDamaged(const Zone& zone) {
    record_.salvaged = true;
    if (record_.kind == ZoneKind::kFtrace) return ReadFtrace(zone.WithoutHeader());
    Zone whole = zone.WithoutHeader();
    size_t size = whole.Copy(0, scratch_.raw, record_.ecc);
    if (size < whole.header().size) Note(ErrorCode::kLimit, "zone is larger than the buffer for it", 0);
    record_.truncated = size < whole.header().size;
    Salvage(scratch_.raw.first(size), kZoneHeaderBytes);
}

void ZoneReader::ReadStretch() {
    record_.salvaged = true;
    ByteReader reader(bytes_);
    if (reader.U32() == kZoneSignature) Note(ErrorCode::kMalformed, "zone header is damaged", 0);
    Salvage(bytes_, 0);
}

void ZoneReader::ReadDump(const Zone& zone) {
    std::array<uint8_t, kLongestDumpHeader> front;
    size_t front_size = zone.Copy(0, front);
    std::optional<DumpHeader> header = ParseDumpHeader(std::span(front).first(front_size));
    const auto header_size = header ? static_cast<uint32_t>(header->size) : 0;
    const uint32_t payload_size = zone.header().size - header_size;
    bool is_plain = header && !header->compressed;
    std::span<uint8_t> buffer = is_plain ? AsOutput(scratch_.text) : scratch_.raw;
    Bytes payload = buffer.first(zone.Copy(header_size, buffer, record_.ecc));
    NoteDamage(zone);
    if (payload.size() < payload_size) {
        Note(ErrorCode::kLimit, "dump is larger than the buffer for it", kZoneHeaderBytes + header_size);
        record_.truncated = true;
    }
    if (!header) {
        Note(ErrorCode::kMalformed, "dump has no time stamp", kZoneHeaderBytes);
        record_.salvaged = true;
        return Salvage(payload, kZoneHeaderBytes);
    }
    record_.time_us = header->time_us;
    if (is_plain) {
        record_.text = AsText(payload);
    } else {
        Unpack(payload, kZoneHeaderBytes + header_size);
    }
    Deliver();
}

// `offset` of the payload in the zone is for notes; damage in a dump that wrapped around is rare enough.
void ZoneReader::Unpack(Bytes payload, size_t offset) {
    if (ParseDumpTitle(AsText(payload)) || IsMostlyText(payload)) {
        Note(ErrorCode::kMalformed, "dump is marked as compressed and is not", offset);
        record_.text = AsText(payload);
        return;
    }
    UnpackedDump dump = UnpackDump(payload, scratch_.text);
    record_.compressed = true;
    record_.text = dump.text;
    if (dump.error) Note(dump.error->code, dump.error->what, offset + dump.error->offset);
    if (dump.compression == Compression::kUnknown) {
        record_.payload = payload;
    } else {
        record_.truncated |= dump.error.has_value();
    }
}

void ZoneReader::ReadRing(const Zone& zone) {
    const uint32_t size = zone.header().size;
    std::span<uint8_t> buffer = AsOutput(scratch_.text);
    const auto dropped = static_cast<uint32_t>(size - std::min<size_t>(size, buffer.size()));
    record_.text = AsText(buffer.first(zone.Copy(dropped, buffer, record_.ecc)));
    NoteDamage(zone);
    if (dropped > 0) {
        Note(ErrorCode::kLimit, "only the end of the text fits", kZoneHeaderBytes);
        record_.truncated = true;
    }
    Deliver();
}

void ZoneReader::ReadFtrace(const Zone& zone) {
    size_t size = zone.Copy(0, scratch_.raw, record_.ecc);
    NoteDamage(zone);
    record_.payload = scratch_.raw.first(size);
    record_.truncated |= size < zone.header().size;
    Deliver();
}

// What the bytes show of themselves: a dump somewhere, else text.
void ZoneReader::Salvage(Bytes bytes, size_t offset) {
    size_t dump =
        record_.kind == ZoneKind::kConsole || record_.kind == ZoneKind::kPmsg ? bytes.size() : FindDumpHeader(bytes, 0);
    if (dump < bytes.size()) {
        SalvageDump(bytes.subspan(dump), offset + dump);
    } else {
        record_.text = LongestText(bytes, kShortestSalvage);
        // The header line may be damaged with a sound stream behind it: "====1700000000.123456-C\n".
        std::string_view line = AsText(bytes.first(std::min(bytes.size(), kLongestDumpHeader)));
        size_t end = record_.kind == ZoneKind::kDmesg && record_.text.empty() ? line.find('\n') : line.npos;
        if (end != line.npos) Unpack(bytes.subspan(end + 1), offset + end + 1);
    }
    if (!record_.text.empty() || !record_.payload.empty()) return Deliver();
    if (bytes.size() >= kShortestSalvage) Note(ErrorCode::kNotFound, "no text was found", offset);
}

void ZoneReader::SalvageDump(Bytes bytes, size_t offset) {
    DumpHeader header = *ParseDumpHeader(bytes);
    bytes = bytes.subspan(header.size);
    record_.kind = ZoneKind::kDmesg;
    record_.time_us = header.time_us;
    if (header.compressed) return Unpack(bytes, offset + header.size);
    // It ends where the bytes are cleared, or are older ones that are none of text.
    std::string_view text = AsText(bytes);
    record_.text = text.substr(0, std::min(text.find('\0'), text.find('\xff')));
}

void ZoneReader::NoteDamage(const Zone& zone) {
    if (record_.ecc.header_uncorrectable) Note(ErrorCode::kChecksum, "zone header is beyond correction", 0);
    for (const DamagedBlock& block : record_.ecc.damaged) {
        if (block.corrected != 0) continue;
        uint32_t room = zone.header().size - zone.header().start;
        uint32_t physical = block.offset < room ? zone.header().start + block.offset : block.offset - room;
        return Note(ErrorCode::kChecksum, "bytes are beyond correction", kZoneHeaderBytes + physical);
    }
}

void ZoneReader::Deliver() {
    if (std::optional<DumpTitle> title = ParseDumpTitle(record_.text); title && record_.kind == ZoneKind::kDmesg) {
        record_.reason = title->reason;
        record_.count = title->count;
        record_.part = title->part;
    }
    sink_.OnRecord(record_);
}

}  // namespace faultbox::ramoops
