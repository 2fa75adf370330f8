#include "target/ramoops/pstore_file.h"

#include <algorithm>
#include <utility>

#include "arch/common/number_text.h"
#include "target/ramoops/dmesg_record.h"
#include "target/ramoops/text_scan.h"

namespace faultbox::ramoops {
namespace {

constexpr std::string_view kEncodedSuffix = ".enc.z";

// fs/pstore/platform.c, pstore_type_names. The others hold no text of the kernel.
constexpr std::pair<std::string_view, ZoneKind> kTypes[] = {
    {"dmesg-", ZoneKind::kDmesg},     {"console-", ZoneKind::kConsole}, {"ftrace-", ZoneKind::kFtrace},
    {"pmsg-", ZoneKind::kPmsg},       {"mce-", ZoneKind::kUnknown},     {"rtas-", ZoneKind::kUnknown},
    {"powerpc-", ZoneKind::kUnknown},
};

// pstore_blk and mtdpstore put a line in front of a dump (fs/pstore/zone.c, psz_kmsg_read): "Oops: Total 1 times\n".
Bytes SkipTotal(Bytes content) {
    std::string_view text = AsText(content.first(std::min<size_t>(content.size(), 64)));
    size_t size = text.find('\n') + 1;
    if (!text.substr(0, size).ends_with(" times\n")) return content;
    return ParseDumpTitle(AsText(content.subspan(size))) ? content.subspan(size) : content;
}

void SetTitle(RamoopsRecord& record) {
    std::optional<DumpTitle> title = ParseDumpTitle(record.text);
    if (!title) return;
    record.reason = title->reason;
    record.count = title->count;
    record.part = title->part;
}

void ReadDump(Bytes content, const Scratch& scratch, RamoopsRecord& record, RecordSink& sink) {
    content = SkipTotal(content);
    if (ParseDumpTitle(AsText(content)) || (!record.compressed && IsMostlyText(content))) {
        record.compressed = false;
        record.text = AsText(content);
    } else {
        UnpackedDump dump = UnpackDump(content, scratch.text);
        record.compressed = true;
        record.text = dump.text;
        if (dump.compression == Compression::kUnknown) record.payload = content;
        record.truncated = dump.error && dump.compression != Compression::kUnknown;
        if (dump.error) sink.OnNote({*dump.error, std::nullopt});
    }
    SetTitle(record);
}

}  // namespace

std::optional<PstoreName> ParsePstoreName(std::string_view name) {
    auto type = std::ranges::find_if(kTypes, [&](const auto& known) { return name.starts_with(known.first); });
    if (type == std::end(kTypes)) return std::nullopt;
    PstoreName parsed;
    parsed.kind = type->second;
    name.remove_prefix(type->first.size());
    if (name.ends_with(kEncodedSuffix)) {
        parsed.encoded = true;
        name.remove_suffix(kEncodedSuffix.size());
    }
    parsed.backend = name;
    size_t dash = name.rfind('-');
    if (dash != std::string_view::npos) {
        std::optional<uint64_t> id = ParseNumber(name.substr(dash + 1));
        if (id) parsed.backend = name.substr(0, dash);
        parsed.id = id.value_or(0);
    }
    if (parsed.backend.empty()) return std::nullopt;
    return parsed;
}

void ReadPstoreFile(std::string_view name, Bytes content, const Scratch& scratch, RecordSink& sink) {
    std::optional<PstoreName> parsed = ParsePstoreName(name.substr(name.rfind('/') + 1));
    if (!parsed && ParseDumpTitle(AsText(content))) parsed = PstoreName{.kind = ZoneKind::kDmesg};
    if (!parsed || parsed->kind == ZoneKind::kUnknown) {
        sink.OnNote({{ErrorCode::kUnsupported, "not a pstore file of kernel text", 0}, std::nullopt});
        return;
    }
    if (content.empty()) {
        sink.OnNote({{ErrorCode::kTruncated, "pstore file is empty", 0}, std::nullopt});
        return;
    }
    RamoopsRecord record;
    record.kind = parsed->kind;
    record.index = parsed->id;
    record.compressed = parsed->encoded;
    if (std::optional<EccNotice> notice = FindEccNotice(content)) {
        record.ecc.present = true;
        record.ecc.corrected_bytes = notice->corrected_bytes;
        record.ecc.uncorrectable_blocks = notice->uncorrectable_blocks;
        content = content.first(content.size() - notice->size);
    }
    if (record.kind == ZoneKind::kDmesg) {
        ReadDump(content, scratch, record, sink);
    } else if (record.kind == ZoneKind::kFtrace) {
        record.payload = content;
    } else {
        record.text = AsText(content);
    }
    sink.OnRecord(record);
}

}  // namespace faultbox::ramoops
