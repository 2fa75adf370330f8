#include "host/input/read_ramoops.h"

#include "host/input/detect.h"
#include "host/input/record_builder.h"

namespace faultbox {

Result<void> ReadRegion(Bytes, const RegionSizes&, DecodedInput&) {
    return Fail(ErrorCode::kUnsupported, "raw ramoops regions are not supported by this version");
}

Result<void> ReadPstoreFile(Bytes content, DecodedInput& input) {
    if (!IsMostlyText(content)) {
        return Fail(ErrorCode::kUnsupported, "compressed pstore files are not supported by this version");
    }
    record::SourceFacts facts;
    facts.kind = record::SourceKind::kPstoreFile;
    facts.name = std::string_view(input.name).substr(input.name.rfind('/') + 1);
    RecordBuilder builder;
    builder.AddText(facts, AsText(content));
    input.records = builder.Take();
    return {};
}

}  // namespace faultbox
