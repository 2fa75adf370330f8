#include "host/input/detect.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "arch/common/byte_reader.h"
#include "arch/cper/cper.h"
#include "target/format/bundle.h"
#include "target/format/frame.h"

namespace faultbox {
namespace {

// Steps through the beginning of a text.
class Prefix {
  public:
    explicit Prefix(std::string_view text) : text_(text) {}

    bool Take(std::string_view word) {
        if (!text_.starts_with(word)) return false;
        text_.remove_prefix(word.size());
        return true;
    }
    bool TakeDigits() {
        return TakeSome([](char c) { return c >= '0' && c <= '9'; });
    }
    bool TakeLetters() {
        return TakeSome([](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); });
    }

  private:
    template <typename Predicate>
    bool TakeSome(Predicate matches) {
        auto end = std::ranges::find_if_not(text_, matches);
        auto size = static_cast<size_t>(end - text_.begin());
        text_.remove_prefix(size);
        return size != 0;
    }

    std::string_view text_;
};

// A dmesg record begins with one of these (fs/pstore/platform.c):
//   Oops#1 Part1
//   Panic#2 Part1
bool HasPstoreFirstLine(std::string_view text) {
    Prefix line(text.substr(0, 80));
    return line.TakeLetters() && line.Take("#") && line.TakeDigits() && line.Take(" Part") && line.TakeDigits() &&
           line.Take("\n");
}

// In a zone, this stands before it (fs/pstore/ram.c):
//   ====1609459200.123456-D
bool HasRecordHeader(std::string_view text) {
    Prefix line(text.substr(0, 80));
    if (!(line.Take("====") && line.TakeDigits() && line.Take(".") && line.TakeDigits())) return false;
    return line.Take("-C\n") || line.Take("-D\n") || line.Take("\n");
}

// The name of a file in pstore's file system (fs/pstore/inode.c): "dmesg-ramoops-0", "console-ramoops-0",
// "mce-erst-5950124735152291841".
bool HasPstoreName(std::string_view name) {
    std::string_view base = name.substr(name.rfind('/') + 1);
    constexpr std::array kTypes = {"dmesg-", "console-", "pmsg-", "ftrace-", "mce-"};
    constexpr std::array kBackends = {"ramoops", "efi", "erst", "pstore_blk", "nvram"};
    auto type = std::ranges::find_if(kTypes, [&](std::string_view known) { return base.starts_with(known); });
    if (type == kTypes.end()) return false;
    base.remove_prefix(std::strlen(*type));
    return std::ranges::any_of(kBackends, [&](std::string_view backend) { return base.starts_with(backend); });
}

// fs/pstore/ram_core.c: a zone begins with PERSISTENT_RAM_SIG, zones are at least 4-byte aligned. The signature of a
// log that merely quotes it is followed by text, whose bytes make a number far above the size of the region.
bool HasZone(Bytes content) {
    constexpr uint32_t kSignature = 0x43474244;  // "DBGC"
    constexpr size_t kZoneHeaderBytes = 12;
    for (size_t at = 0; at + kZoneHeaderBytes <= content.size(); at += 4) {
        if (content[at] != 'D') continue;
        ByteReader header(content.subspan(at, kZoneHeaderBytes));
        uint32_t signature = header.U32();
        uint32_t start = header.U32();
        uint32_t size = header.U32();
        if (signature == kSignature && size <= content.size() && start <= size) return true;
    }
    return false;
}

bool HasMagic(Bytes content, uint32_t magic) {
    ByteReader reader(content);
    return reader.U32() == magic && reader.ok();
}

}  // namespace

InputKind DetectKind(std::string_view name, Bytes content) {
    if (HasMagic(content, format::kFrameMagic)) return InputKind::kRecord;
    if (format::IsBundle(content)) return InputKind::kBundle;
    if (cper::IsRecord(content) || cper::IsStatusBlock(content) || cper::IsClearedStatusBlock(content))
        return InputKind::kErrorRecord;
    std::string_view text = AsText(content);
    if (HasRecordHeader(text) || HasPstoreFirstLine(text)) return InputKind::kPstore;
    if (HasZone(content)) return InputKind::kRamoops;
    return HasPstoreName(name) ? InputKind::kPstore : InputKind::kLog;
}

bool IsMostlyText(Bytes content) {
    auto is_text = [](uint8_t byte) {
        return (byte >= 0x20 && byte < 0x7f) || byte == '\n' || byte == '\r' || byte == '\t' || byte == 0x1b;
    };
    size_t text = static_cast<size_t>(std::ranges::count_if(content, is_text));
    return text >= content.size() / 4 * 3;
}

}  // namespace faultbox
