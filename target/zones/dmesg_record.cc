#include "target/zones/dmesg_record.h"

#include <algorithm>
#include <charconv>

#include "target/codec/inflate.h"
#include "target/codec/lz4.h"

namespace faultbox::zones {
namespace {

constexpr std::string_view kMark = "====";
constexpr size_t kLongestHeader = 48;

struct Header {
    size_t size = 0;  // Bytes up to the line's end, that included; 0: there is none.
    uint64_t time_us = 0;
    bool compressed = false;
};

// "====1700000000.123456-C\n"
Header ReadHeader(std::string_view contents) {
    if (!contents.starts_with(kMark)) return {};
    size_t end = contents.substr(0, kLongestHeader).find('\n');
    if (end == std::string_view::npos) return {};
    const char* at = contents.data() + kMark.size();
    const char* last = contents.data() + end;
    uint64_t seconds = 0, fraction = 0;
    auto [dot, seconds_error] = std::from_chars(at, last, seconds);
    if (seconds_error != std::errc() || dot == last || *dot != '.') return {};
    auto [rest, fraction_error] = std::from_chars(dot + 1, last, fraction);
    if (fraction_error != std::errc() || seconds > UINT64_MAX / 2'000'000) return {};
    std::string_view suffix(rest, static_cast<size_t>(last - rest));
    if (suffix != "-C" && suffix != "-D" && !suffix.empty()) return {};
    return {end + 1, seconds * 1'000'000 + fraction, suffix == "-C"};
}

bool IsText(std::string_view text) {
    std::string_view sample = text.substr(0, 512);
    auto printable =
        std::ranges::count_if(sample, [](unsigned char c) { return (c >= 32 && c < 127) || c == '\n' || c == '\t'; });
    return !sample.empty() && static_cast<size_t>(printable) * 10 >= sample.size() * 9;
}

// "Oops#1 Part1": fs/pstore/platform.c, pstore_dump.
bool BeginsRecord(std::string_view text) {
    std::string_view line = text.substr(0, text.substr(0, 64).find('\n'));
    size_t hash = line.find('#');
    auto letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == ' '; };
    return hash != std::string_view::npos && hash > 0 && std::ranges::all_of(line.substr(0, hash), letter) &&
           line.contains(" Part");
}

std::string_view WithoutPadding(std::string_view text) {
    while (!text.empty() && (text.back() == '\0' || text.back() == '\xff')) text.remove_suffix(1);
    return text;
}

DmesgRecord FromInflated(const codec::Inflated& inflated, std::span<uint8_t> buffer) {
    DmesgRecord record;
    record.text = AsText(Bytes(buffer.first(inflated.produced)));
    record.compressed = true;
    record.truncated = !inflated.finished();
    if (inflated.error) record.note = inflated.error->what;
    return record;
}

}  // namespace

Result<DmesgRecord> InflateDmesg(Bytes payload, std::span<uint8_t> buffer) {
    codec::Inflated raw = codec::Inflate(payload, buffer);
    DmesgRecord record = FromInflated(raw, buffer);
    if (BeginsRecord(record.text)) return record;
    codec::Inflated wrapped = codec::InflateZlib(payload, buffer);
    record = FromInflated(wrapped, buffer);
    if (BeginsRecord(record.text)) return record;
    if (Result<size_t> size = codec::Lz4Decompress(payload, buffer)) {
        record = {.text = AsText(Bytes(buffer.first(*size))), .compressed = true};
        if (BeginsRecord(record.text)) return record;
    }
    // The first line may be damaged: a stream that gave text is still worth having.
    raw = codec::Inflate(payload, buffer);
    record = FromInflated(raw, buffer);
    if (record.text.size() >= 64 && IsText(record.text)) return record;
    return Fail(ErrorCode::kUnsupported, "record is compressed in a way that is not deflate, zlib or LZ4",
                raw.error ? raw.error->offset : 0);
}

Result<DmesgRecord> ReadDmesgRecord(Bytes contents, std::span<uint8_t> buffer) {
    Header header = ReadHeader(AsText(contents));
    Bytes payload = contents.subspan(header.size);
    Result<DmesgRecord> record = Fail(ErrorCode::kMalformed, "record holds no text", header.size);
    if (header.compressed || (header.size == 0 && !IsText(AsText(payload)))) {
        record = InflateDmesg(payload, buffer);
    }
    if (!record && IsText(AsText(payload))) {
        record = DmesgRecord{.text = AsText(payload)};
        if (header.compressed) record->note = "the header says compressed, the record is plain text";
    }
    if (!record) return record;
    record->text = WithoutPadding(record->text);
    if (header.size > 0) {
        record->time_us = header.time_us;
    } else {
        record->salvaged = true;
        record->note = "the record's header is missing";
    }
    return record;
}

}  // namespace faultbox::zones
