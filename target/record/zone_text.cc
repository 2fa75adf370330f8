#include "target/record/zone_text.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "arch/common/byte_reader.h"
#include "target/record/dump_text.h"
#include "target/zones/dmesg_record.h"

namespace faultbox::record {
namespace {

std::span<uint8_t> AsBuffer(std::span<char> buffer) {
    return {reinterpret_cast<uint8_t*>(buffer.data()), buffer.size()};
}

// "zone 3 at 0x33c00"
ShortText<64> NameOf(const zones::RegionLayout& layout, const zones::Zone& zone) {
    std::array<char, 64> text{};
    char* const end = text.data() + text.size();
    char* at = std::ranges::copy(std::string_view("zone "), text.data()).out;
    at = std::to_chars(at, end, &zone - layout.zones.begin()).ptr;
    at = std::ranges::copy(std::string_view(" at 0x"), at).out;
    at = std::to_chars(at, end, zone.offset, 16).ptr;
    return std::string_view(text.data(), static_cast<size_t>(at - text.data()));
}

void NoteContents(const zones::ZoneContents& contents, SourceFacts& facts) {
    if (contents.ecc) {
        facts.ecc_corrected = contents.ecc->corrected;
        facts.ecc_uncorrectable = contents.ecc->uncorrectable;
    }
    facts.salvaged = contents.salvaged;
    if (contents.header_error != nullptr) facts.notes.Append(contents.header_error);
}

void NoteRecord(const zones::DmesgRecord& record, SourceFacts& facts) {
    facts.time_us = record.time_us;
    facts.truncated = record.truncated;
    facts.salvaged |= record.salvaged;
    if (record.note != nullptr) facts.notes.Append(record.note);
    ReadDumpHeader(record.text, facts);
}

// Moves the end of `text` into `buffer`.
std::string_view Keep(std::string_view text, std::span<char> buffer, SourceFacts& facts) {
    if (text.size() > buffer.size()) {
        facts.notes.Append("only the end of the text fits");
        text.remove_prefix(text.size() - buffer.size());
    }
    std::ranges::copy_backward(text, buffer.data() + text.size());
    return {buffer.data(), text.size()};
}

}  // namespace

Result<std::string_view> ReadZoneText(Bytes region, const zones::RegionLayout& layout, const zones::Zone& zone,
                                      std::span<uint8_t> scratch, std::span<char> buffer, SourceFacts& facts) {
    bool is_dmesg = zone.kind == zones::ZoneKind::kDmesg;
    if (!is_dmesg && zone.kind != zones::ZoneKind::kConsole) {
        return Fail(ErrorCode::kNotFound, "zone holds no console text", zone.offset);
    }
    Result<Bytes> bytes = Slice(region, zone.offset, zone.size);
    if (!bytes) return std::unexpected(bytes.error());
    facts.kind = is_dmesg ? SourceKind::kRamoopsRecord : SourceKind::kRamoopsConsole;
    facts.name = NameOf(layout, zone);
    Result<zones::ZoneContents> contents = zones::ReadZone(*bytes, layout.ecc_size, scratch);
    if (!contents) return Fail(contents.error().code, contents.error().what, zone.offset + contents.error().offset);
    NoteContents(*contents, facts);
    if (!is_dmesg) return Keep(AsText(contents->bytes), buffer, facts);

    Result<zones::DmesgRecord> record = zones::ReadDmesgRecord(contents->bytes, AsBuffer(buffer));
    if (!record) return Fail(record.error().code, record.error().what, zone.offset + record.error().offset);
    NoteRecord(*record, facts);
    bool in_buffer = record->compressed;
    return in_buffer ? record->text : Keep(record->text, buffer, facts);
}

Result<std::string_view> InflatePstoreFile(Bytes content, std::span<char> buffer, SourceFacts& facts) {
    TakeEccNotice(AsText(content), facts);  // The stream ends by itself: the notice behind it does no harm.
    Result<zones::DmesgRecord> record = zones::InflateDmesg(content, AsBuffer(buffer));
    if (!record) return std::unexpected(record.error());
    std::optional<uint64_t> time_us = facts.time_us;
    NoteRecord(*record, facts);
    facts.time_us = time_us;
    return record->text;
}

}  // namespace faultbox::record
