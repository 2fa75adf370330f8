#include "host/input/read_record.h"

#include <format>

#include "host/input/boot_error.h"
#include "target/format/frame.h"

namespace faultbox {
namespace {

void Note(DecodedInput& input, uint64_t offset, const char* what) {
    input.notes.push_back(std::format("offset 0x{:x}: {}", offset, what));
    input.damaged = true;
}

void ReadPayload(Bytes payload, uint64_t offset, DecodedInput& input) {
    format::CrashRecord record;
    // The checksum held, so this is a writer's mistake, or a record made to confuse; what was read before it is kept.
    bool whole = record.ParseFromArray(payload.data(), static_cast<int>(payload.size()));
    if (!whole) Note(input, offset, "the payload of the record is malformed");
    DecodeBootErrors(record);
    for (const std::string& note : record.note()) input.notes.push_back("the recorder notes: " + note);
    input.records.push_back(std::move(record));
}

}  // namespace

Result<void> ReadRecords(Bytes content, DecodedInput& input) {
    uint64_t offset = 0;
    while (offset < content.size()) {
        Result<format::Frame> frame = format::ReadFrame(content.subspan(offset));
        if (!frame) {
            Error error = frame.error();
            error.offset += offset;
            if (offset == 0) return std::unexpected(error);
            Note(input, error.offset, error.what);
            return {};
        }
        ReadPayload(frame->payload, offset + format::kFrameHeaderBytes, input);
        offset += frame->size_bytes;
    }
    return {};
}

}  // namespace faultbox
