#include "host/input/read_ramoops.h"

#include <algorithm>
#include <format>
#include <memory>
#include <vector>

#include "arch/common/byte_reader.h"
#include "host/input/read_mce.h"
#include "host/input/record_builder.h"
#include "target/record/ramoops_text.h"

namespace faultbox {
namespace {

// A record inflates to three times its zone at most (fs/pstore/ram.c), and a region is seldom larger than this.
constexpr size_t kMostTextBytes = size_t{16} << 20;

void NoteSource(const record::SourceFacts& facts, DecodedInput& input) {
    std::string name(std::string_view(facts.name));
    if (facts.ecc_corrected.value_or(0) > 0) {
        input.notes.push_back(std::format("{}: ECC corrected {} bytes", name, *facts.ecc_corrected));
    }
    if (facts.ecc_uncorrectable.value_or(0) > 0) {
        input.notes.push_back(std::format("{}: {} blocks are beyond correction", name, *facts.ecc_uncorrectable));
        input.damaged = true;
    }
    for (const char* note : facts.notes) input.notes.push_back(std::format("{}: {}", name, note));
    input.damaged |= facts.salvaged || facts.truncated || !facts.notes.empty();
}

Result<Bytes> Window(Bytes content, const RegionSizes& sizes) {
    uint64_t base = sizes.base.value_or(0);
    if (base > content.size()) return Fail(ErrorCode::kTruncated, "region lies behind the end of the file", base);
    return Slice(content, base, sizes.size.value_or(content.size() - base));
}

}  // namespace

Result<void> ReadRegion(Bytes content, const RegionSizes& sizes, DecodedInput& input) {
    Result<Bytes> region = Window(content, sizes);
    if (!region) return std::unexpected(region.error());
    auto reader = std::make_unique<ramoops::Region>();
    reader->Open(*region, {.record_size = sizes.record_size,
                           .console_size = sizes.console_size,
                           .ftrace_size = sizes.ftrace_size,
                           .pmsg_size = sizes.pmsg_size,
                           .ecc_size = sizes.ecc_size});
    const auto& zones = reader->layout().zones;
    if (zones.empty()) return Fail(ErrorCode::kNotFound, "no ramoops zone begins anywhere in it");

    std::vector<uint8_t> raw(region->size());
    std::vector<char> text_buffer(std::min(kMostTextBytes, 4 * region->size()));
    RecordBuilder builder;
    size_t readable = 0;
    for (uint32_t zone = 0; zone < zones.size(); ++zone) {
        record::SourceFacts facts;
        Result<std::string_view> text = record::ReadZoneText(*reader, zone, {raw, text_buffer}, facts);
        if (!text && text.error().code == ErrorCode::kNotFound) continue;
        NoteSource(facts, input);
        if (!text) continue;
        builder.AddText(facts, *text);
        ++readable;
    }
    if (readable == 0) {
        input.notes.push_back("no zone holds any text of the kernel");
        input.damaged = true;
    }
    input.records = builder.Take();
    return {};
}

namespace {

Result<void> AddPstoreFile(const PstoreFile& file, RecordBuilder& builder, DecodedInput& input) {
    if (IsMceName(file.name)) return AddMce(file.name, file.content, builder);
    record::SourceFacts facts;
    std::vector<uint8_t> raw(file.content.size());
    std::vector<char> buffer(std::min(kMostTextBytes, 16 * file.content.size()));
    Result<std::string_view> text = record::ReadPstoreText(file.name, file.content, {raw, buffer}, facts);
    NoteSource(facts, input);
    if (!text) return std::unexpected(text.error());
    builder.AddText(facts, *text);
    return {};
}

}  // namespace

Result<void> ReadPstoreFiles(std::span<const PstoreFile> files, DecodedInput& input) {
    RecordBuilder builder;
    size_t failures = 0;
    Error last{};
    for (const PstoreFile& file : files) {
        if (Result<void> added = AddPstoreFile(file, builder, input); !added) {
            last = added.error();
            ++failures;
            input.notes.push_back(std::format("{}: {} (at offset {:#x})", file.name, last.what, last.offset));
            input.damaged = true;
        }
    }
    if (failures == files.size()) return std::unexpected(last);
    input.records = builder.Take();
    return {};
}

}  // namespace faultbox
