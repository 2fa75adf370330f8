#include "host/input/read_ramoops.h"

#include <format>
#include <vector>

#include "arch/common/byte_reader.h"
#include "host/input/detect.h"
#include "host/input/record_builder.h"
#include "target/record/dump_text.h"
#include "target/record/zone_text.h"

namespace faultbox {
namespace {

// A record inflates to three times its zone at most (fs/pstore/ram.c), and a region is seldom larger than this.
constexpr size_t kMostTextBytes = size_t{16} << 20;

zones::RegionSizes SizesOf(const RegionSizes& sizes) {
    zones::RegionSizes result;
    result.record = sizes.record_size;
    result.console = sizes.console_size;
    result.ftrace = sizes.ftrace_size;
    result.pmsg = sizes.pmsg_size;
    if (sizes.ecc_size) result.ecc = static_cast<uint32_t>(std::min<uint64_t>(*sizes.ecc_size, UINT32_MAX));
    return result;
}

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
    Result<zones::RegionLayout> layout = zones::FindZones(*region, SizesOf(sizes));
    if (!layout) return std::unexpected(layout.error());

    std::vector<uint8_t> scratch(region->size());
    std::vector<char> buffer(std::min(kMostTextBytes, 4 * region->size()));
    RecordBuilder builder;
    for (const zones::Zone& zone : layout->zones) {
        record::SourceFacts facts;
        Result<std::string_view> text = record::ReadZoneText(*region, *layout, zone, scratch, buffer, facts);
        if (text) {
            NoteSource(facts, input);
            builder.AddText(facts, *text);
        } else if (text.error().code != ErrorCode::kNotFound) {
            input.notes.push_back(std::format("zone at {:#x}: {}", zone.offset, text.error().what));
            input.damaged = true;
        }
    }
    input.records = builder.Take();
    return {};
}

namespace {

Result<void> AddPstoreFile(const PstoreFile& file, RecordBuilder& builder, DecodedInput& input) {
    record::SourceFacts facts;
    facts.kind = record::SourceKind::kPstoreFile;
    facts.name = std::string_view(file.name).substr(file.name.rfind('/') + 1);
    std::vector<char> buffer;
    std::string_view text;
    if (IsMostlyText(file.content)) {
        text = record::TakeEccNotice(AsText(file.content), facts);
        record::ReadDumpHeader(text, facts);
    } else {
        buffer.resize(std::min(kMostTextBytes, 16 * file.content.size()));
        Result<std::string_view> inflated = record::InflatePstoreFile(file.content, buffer, facts);
        if (!inflated) return std::unexpected(inflated.error());
        text = *inflated;
    }
    NoteSource(facts, input);
    builder.AddText(facts, text);
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
