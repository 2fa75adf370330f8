#include "target/ramoops/dmesg_record.h"

#include <algorithm>
#include <limits>

#include "arch/common/number_text.h"
#include "target/codec/inflate.h"
#include "target/codec/lz4.h"
#include "target/ramoops/text_scan.h"

namespace faultbox::ramoops {
namespace {

template <typename Number>
bool TakeDecimal(std::string_view& text, Number& value) {
    std::optional<uint64_t> taken = TakeNumber(text, 10, std::numeric_limits<Number>::max());
    if (taken) value = static_cast<Number>(*taken);
    return taken.has_value();
}

bool Take(std::string_view& text, std::string_view word) {
    if (!text.starts_with(word)) return false;
    text.remove_prefix(word.size());
    return true;
}

bool IsLetter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

// Text without a title must have this length: of random bytes, inflate makes shorter ones.
constexpr size_t kConvincingText = 64;

bool Convinces(const UnpackedDump& dump) {
    return dump.text.size() >= kConvincingText && IsMostlyText(AsBytes(dump.text));
}

UnpackedDump TryInflate(Compression compression, Bytes payload, std::span<char> text) {
    std::span<uint8_t> output(reinterpret_cast<uint8_t*>(text.data()), text.size());
    if (compression == Compression::kLz4) {
        codec::Lz4Unpacked unpacked = codec::Lz4Unpack(payload, output);
        return {compression, {text.data(), unpacked.produced}, unpacked.error};
    }
    bool raw = compression == Compression::kDeflate;
    codec::Inflated inflated = raw ? codec::Inflate(payload, output) : codec::InflateZlib(payload, output);
    return {compression, {text.data(), inflated.produced}, inflated.error};
}

}  // namespace

// "====1700000000.123456-C\n"
std::optional<DumpHeader> ParseDumpHeader(Bytes bytes) {
    std::string_view all = AsText(bytes.first(std::min(bytes.size(), kLongestDumpHeader)));
    std::string_view text = all;
    uint64_t seconds = 0, microseconds = 0;
    if (!Take(text, "====") || !TakeDecimal(text, seconds) || !Take(text, ".") || !TakeDecimal(text, microseconds)) {
        return std::nullopt;
    }
    DumpHeader header;
    header.compressed = Take(text, "-C");
    if (!header.compressed) Take(text, "-D");
    if (!Take(text, "\n")) return std::nullopt;
    constexpr uint64_t kMicroseconds = 1'000'000;
    if (seconds > UINT64_MAX / kMicroseconds - 1 || microseconds > UINT64_MAX / 2) return std::nullopt;
    if (__builtin_add_overflow(seconds * kMicroseconds, microseconds, &header.time_us)) return std::nullopt;
    header.size = all.size() - text.size();
    return header;
}

// "Oops#1 Part1\n"
std::optional<DumpTitle> ParseDumpTitle(std::string_view text) {
    auto end = std::ranges::find_if_not(text.substr(0, 32), IsLetter);
    DumpTitle title;
    title.reason = text.substr(0, static_cast<size_t>(end - text.substr(0, 32).begin()));
    text.remove_prefix(title.reason.size());
    if (title.reason.empty() || !Take(text, "#") || !TakeDecimal(text, title.count)) return std::nullopt;
    if (!Take(text, " Part") || !TakeDecimal(text, title.part)) return std::nullopt;
    if (!text.empty() && text.front() != '\n') return std::nullopt;
    return title;
}

std::optional<EccNotice> FindEccNotice(Bytes content) {
    constexpr size_t kLongest = 80;
    std::string_view tail = AsText(content.last(std::min(content.size(), kLongest)));
    if (tail.size() < 2 || tail.back() != '\n') return std::nullopt;
    size_t begin = tail.rfind('\n', tail.size() - 2);
    if (begin == std::string_view::npos) return std::nullopt;
    EccNotice notice;
    notice.size = tail.size() - begin;
    std::string_view line = tail.substr(begin + 1);
    Take(line, "ECC: ");  // Newer kernels.
    // "\nECC: No errors detected\n"
    if (line == "No errors detected\n") return notice;
    // "\nECC: 3 Corrected bytes, 0 unrecoverable blocks\n"
    if (!TakeDecimal(line, notice.corrected_bytes) || !Take(line, " Corrected bytes, ")) return std::nullopt;
    if (!TakeDecimal(line, notice.uncorrectable_blocks) || line != " unrecoverable blocks\n") return std::nullopt;
    return notice;
}

UnpackedDump UnpackDump(Bytes payload, std::span<char> text) {
    for (Compression compression : {Compression::kDeflate, Compression::kZlib, Compression::kLz4}) {
        UnpackedDump dump = TryInflate(compression, payload, text);
        if (ParseDumpTitle(dump.text)) return dump;
    }
    for (Compression compression : {Compression::kDeflate, Compression::kZlib}) {
        UnpackedDump dump = TryInflate(compression, payload, text);
        if (Convinces(dump)) return dump;
    }
    return {Compression::kUnknown, {}, Error{ErrorCode::kUnsupported, "dump is not deflate, zlib or LZ4", 0}};
}

}  // namespace faultbox::ramoops
