#include "host/input/read_bundle.h"

#include <format>
#include <string>

#include "host/input/read_record.h"
#include "target/format/bundle.h"
#include "target/format/crash_record.pb.h"

namespace faultbox {
namespace {

void Note(DecodedInput& input, std::string note) {
    input.notes.push_back(std::move(note));
    input.damaged = true;
}

void ReadRecordPart(const format::Part& part, DecodedInput& input) {
    DecodedInput one{.records = std::move(input.records)};
    Result<void> read = ReadRecords(part.content, one);
    input.records = std::move(one.records);
    for (const std::string& note : one.notes) {
        input.notes.push_back(std::format("record {} (at 0x{:x}): {}", part.number, part.offset, note));
    }
    input.damaged |= one.damaged;
    if (!read) Note(input, std::format("offset 0x{:x}: record {}: {}", part.offset, part.number, read.error().what));
}

// "manifest: unit SN 4711, Head unit 3, image HU3-2026.11, kernel 6.1.192 #1, boot 12, 37 modules"
void ReadManifest(const format::Part& part, DecodedInput& input) {
    format::Identity identity;
    if (!identity.ParseFromArray(part.content.data(), static_cast<int>(part.content.size()))) {
        return Note(input, std::format("offset 0x{:x}: the manifest is malformed", part.offset));
    }
    std::string text;
    auto add = [&](std::string_view name, const std::string& value) {
        if (!value.empty()) text += std::format("{}{}{}", text.empty() ? "" : ", ", name, value);
    };
    add("unit ", identity.unit_id());
    add("", identity.os());
    add("image ", identity.image_version());
    add("", identity.model());
    add("kernel ", identity.release());
    if (identity.has_boot_count()) add("boot ", std::to_string(identity.boot_count()));
    add("", std::format("{} modules", identity.module_size()));
    input.notes.push_back("manifest: " + text);
}

void ReadPart(const format::Part& part, DecodedInput& input) {
    switch (static_cast<format::PartType>(part.type)) {
        case format::PartType::kRecord:
            return ReadRecordPart(part, input);
        case format::PartType::kManifest:
            return ReadManifest(part, input);
    }
    input.notes.push_back(std::format("offset 0x{:x}: a part of the unknown type {}", part.offset, part.type));
}

}  // namespace

Result<void> ReadBundle(Bytes content, DecodedInput& input, InputParts* parts) {
    format::BundleReader reader(content);
    while (std::optional<Result<format::Part>> part = reader.Next()) {
        if (parts != nullptr && !parts->HandOn(input)) return {};
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
