#include "target/harvest/bert_source.h"

#include <array>
#include <cerrno>
#include <optional>

#include "arch/common/byte_reader.h"
#include "arch/cper/cper_text.h"
#include "target/record/text_sink.h"

namespace faultbox::harvest {
namespace {

// drivers/acpi/sysfs.c: the table, and what it points to.
constexpr std::string_view kTable = "/sys/firmware/acpi/tables/BERT";
constexpr std::string_view kRegion = "/sys/firmware/acpi/tables/data/BERT";

std::optional<cper::StatusBlockOutline> NextBlock(Bytes bytes) {
    if (!cper::IsStatusBlock(bytes) && !cper::IsClearedStatusBlock(bytes)) return std::nullopt;
    return cper::ReadStatusBlockOutline(bytes);
}

Severity SeverityOf(uint32_t severity) {
    switch (static_cast<cper::Severity>(severity)) {
        case cper::Severity::kFatal:
            return Severity::kFatal;
        case cper::Severity::kCorrected:
            return Severity::kWarning;
        case cper::Severity::kInformational:
            return Severity::kInfo;
        default:
            return Severity::kError;
    }
}

// "boot error record: fatal, PCIe error"
void WriteHeadline(const cper::StatusBlockOutline& block, record::TextSink& line) {
    line.Put("boot error record: ");
    line.Put(cper::SeverityName(block.severity));
    line.Put(", ");
    line.Put(cper::SectionName(block.type));
}

}  // namespace

Result<void> BertSource::Open() {
    std::array<uint8_t, 4> begin;
    Result<Bytes> region = files_.Read(kRegion, begin);
    has_region_ = region.has_value();
    if (region || !files_.Read(kTable, begin)) return {};
    return std::unexpected(region.error());
}

Result<std::string_view> BertSource::Load(uint32_t, std::span<char> buffer, record::SourceFacts& facts) {
    Result<Bytes> region = files_.Read(kRegion, {reinterpret_cast<uint8_t*>(buffer.data()), buffer.size()});
    if (!region) return std::unexpected(region.error());
    facts.kind = record::SourceKind::kBootErrorRegion;
    facts.name = std::string_view("BERT");
    size_t size = 0;
    bool is_cleared = false;
    while (std::optional<cper::StatusBlockOutline> block = NextBlock(region->subspan(size))) {
        is_cleared = is_cleared || block->block_status == 0;
        size += block->size;
    }
    if (is_cleared) facts.notes.Append("cleared: the kernel has shown this error, or it is of an earlier boot");
    // A status other than 0 says that an entry follows.
    ByteReader rest(region->subspan(size));
    if (rest.U32() != 0 && rest.ok()) {
        if (size == 0) return Fail(ErrorCode::kMalformed, "the boot error region cannot be read");
        facts.notes.Append("what stands behind the last error cannot be read");
    }
    return AsText(region->first(size));
}

bool BertSource::VisitEvents(uint32_t, std::string_view text, EventVisitor& visitor) {
    Bytes left = AsBytes(text);
    for (uint16_t index = 0; std::optional<cper::StatusBlockOutline> block = NextBlock(left); ++index) {
        CrashEvent event;
        record::BoundedText<96> headline;
        WriteHeadline(*block, headline);
        event.kind = EventKind::kHardwareError;
        event.severity = SeverityOf(block->severity);
        event.headline = headline.view();
        event.first_line = index + 1u;
        event.line_count = 1;
        if (index != 0) {
            event.relation = Relation::kFollowed;
            event.relation_to = 0;
        }
        event.facts.Append({.key = "hw.source", .text = "BERT"});
        event.facts.Append({.key = "hw.severity", .text = cper::SeverityName(block->severity)});
        event.facts.Append({.key = "hw.block_status", .number = block->block_status, .hex = true});
        visitor.Visit(event, index);
        left = left.subspan(block->size);
    }
    return true;
}

}  // namespace faultbox::harvest
