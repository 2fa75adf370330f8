#include "host/input/read_input.h"

#include <format>
#include <set>

#include "host/input/detect.h"
#include "host/input/guess_region.h"
#include "host/input/read_bundle.h"
#include "host/input/read_error_record.h"
#include "host/input/read_ramoops.h"
#include "host/input/read_record.h"
#include "host/input/record_builder.h"

namespace faultbox {
namespace {

void TakeRecords(RecordBuilder& builder, DecodedInput& input) {
    input.records = builder.Take();
    if (builder.lost_events() == 0) return;
    input.notes.push_back(std::format("{} events could not be encoded", builder.lost_events()));
    input.damaged = true;
}

Result<void> ReadLog(Bytes content, DecodedInput& input) {
    record::SourceFacts facts;
    facts.kind = record::SourceKind::kLog;
    facts.name = std::string_view(input.name).substr(input.name.rfind('/') + 1);
    RecordBuilder builder;
    size_t events = builder.AddText(facts, AsText(content));
    if (events == 0 && !IsMostlyText(content)) return Fail(ErrorCode::kMalformed, "neither text nor a format known");
    TakeRecords(builder, input);
    return {};
}

Result<void> ReadByKind(Bytes content, const std::optional<RegionSizes>& region, DecodedInput& input,
                        InputParts* parts) {
    switch (input.kind) {
        case InputKind::kRecord:
            return ReadRecords(content, input, parts);
        case InputKind::kRamoops:
            return ReadRegion(content, region.value_or(RegionSizes{}), input);
        case InputKind::kPstore: {
            PstoreFile file{input.name, {content.begin(), content.end()}};
            return ReadPstoreFiles({&file, 1}, input);
        }
        case InputKind::kErrorRecord:
            return ReadErrorRecords(content, input);
        case InputKind::kBundle:
            return ReadBundle(content, input, parts);
        case InputKind::kLog:
            break;
    }
    return ReadLog(content, input);
}

}  // namespace

Result<DecodedInput> ReadInput(std::string name, Bytes content, const std::optional<RegionSizes>& region,
                               InputParts* parts) {
    if (content.empty()) return Fail(ErrorCode::kTruncated, "is empty");
    DecodedInput input;
    input.name = std::move(name);
    input.kind = region ? InputKind::kRamoops : DetectKind(input.name, content);
    std::optional<RegionSizes> sizes = region;
    bool may_be_region = input.kind == InputKind::kRamoops || input.kind == InputKind::kLog;
    if (!region && may_be_region && !IsMostlyText(content)) sizes = GuessRegionSizes(content);
    if (sizes) input.kind = InputKind::kRamoops;
    if (Result<void> done = ReadByKind(content, sizes, input, parts); !done) return std::unexpected(done.error());
    ShareArch(input, parts != nullptr ? parts->shown_archs() : std::set<uint32_t>());
    return input;
}

}  // namespace faultbox
