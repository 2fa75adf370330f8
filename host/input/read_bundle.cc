#include "host/input/read_bundle.h"

#include <format>

#include "host/input/read_record.h"
#include "target/format/bundle.h"

namespace faultbox {
namespace {

void Note(DecodedInput& input, std::string note) {
    input.notes.push_back(std::move(note));
    input.damaged = true;
}

void ReadRecordPart(const format::Part& part, DecodedInput& input) {
    DecodedInput one;
    Result<void> read = ReadRecords(part.content, one);
    for (const std::string& note : one.notes) {
        input.notes.push_back(std::format("record {} (at 0x{:x}): {}", part.number, part.offset, note));
    }
    input.damaged |= one.damaged;
    if (!read) Note(input, std::format("offset 0x{:x}: record {}: {}", part.offset, part.number, read.error().what));
    for (format::CrashRecord& record : one.records) input.records.push_back(std::move(record));
}

void ReadPart(const format::Part& part, DecodedInput& input) {
    switch (static_cast<format::PartType>(part.type)) {
        case format::PartType::kRecord:
            return ReadRecordPart(part, input);
        case format::PartType::kManifest:
            input.notes.push_back(std::format("a manifest of {} bytes", part.content.size()));
            return;
    }
    input.notes.push_back(std::format("offset 0x{:x}: a part of the unknown type {}", part.offset, part.type));
}

}  // namespace

Result<void> ReadBundle(Bytes content, DecodedInput& input) {
    format::BundleReader reader(content);
    while (std::optional<Result<format::Part>> part = reader.Next()) {
        if (*part) {
            ReadPart(**part, input);
        } else if (part->error().code == ErrorCode::kUnsupported) {
            return std::unexpected(part->error());
        } else {
            Note(input, std::format("offset 0x{:x}: {}", part->error().offset, part->error().what));
        }
    }
    return {};
}

}  // namespace faultbox
