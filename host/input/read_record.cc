#include "host/input/read_record.h"

#include <algorithm>
#include <format>
#include <string>
#include <utility>
#include <vector>

#include "arch/common/byte_reader.h"
#include "host/input/boot_error.h"
#include "host/input/crashed_system.h"
#include "host/input/fast_crc32.h"
#include "host/input/source_notes.h"
#include "target/format/frame.h"
#include "target/format/repeat_frame.h"

namespace faultbox {
namespace {

void Note(DecodedInput& input, uint64_t offset, const char* what) {
    input.notes.push_back(std::format("offset 0x{:x}: {}", offset, what));
    input.damaged = true;
}

void ReadPayload(Bytes payload, uint64_t offset, DecodedInput& input) {
    format::CrashRecord& record = input.records.Add();
    // The checksum held, so this is a writer's mistake, or a record made to confuse; what was read before it is kept.
    bool whole = record.ParseFromArray(payload.data(), static_cast<int>(payload.size()));
    if (!whole) Note(input, offset, "the payload of the record is malformed");
    if (size_t beyond = ApplyManifest(record); beyond != 0) {
        input.notes.push_back(
            std::format("{} modules of the crashed system are more than a manifest has: their build "
                        "ids were not looked at",
                        beyond));
    }
    DecodeBootErrors(record);
    for (const std::string& note : record.note()) input.notes.push_back("the recorder notes: " + note);
    std::vector<std::string> silent = NotesOfSilentSources(record);
    input.damaged |= !silent.empty();
    input.notes.append_range(std::move(silent));
}

}  // namespace

void TakeRepeats(const format::RepeatFrame& frame, format::CrashRecord& record) {
    if (frame.count < 2) return;
    format::Repeats& repeats = *record.mutable_repeats();
    repeats.set_count(frame.count);
    if (frame.boots != 0) repeats.set_boots(frame.boots);
    if (frame.time_us != 0) repeats.set_last_time_us(frame.time_us);
}

// Frames that were handed over stand directly behind their record.
size_t ReadDirectFrames(Bytes behind, uint32_t crc, format::CrashRecord& record) {
    size_t size = 0;
    while (std::optional<format::RepeatFrame> frame = format::ReadRepeatFrame(behind.subspan(size), crc)) {
        TakeRepeats(*frame, record);
        size += format::kRepeatFrameBytes;
    }
    return size;
}

// In a file of the store they stand in a page, with zeros before it. A loss of power while the file grew leaves a part.
bool IsPage(Bytes content, size_t record_end) {
    size_t page = std::min<size_t>(content.size(), format::RepeatPageAt(record_end));
    Bytes gap = content.subspan(record_end, page - record_end);
    return content.size() <= page + format::kRepeatPageBytes &&
           std::ranges::all_of(gap, [](uint8_t b) { return b == 0; });
}

void ReadPage(Bytes content, size_t record_end, uint32_t crc, DecodedInput& input) {
    size_t at = std::min<size_t>(content.size(), format::RepeatPageAt(record_end));
    format::RepeatPage page(content.subspan(at), crc);
    if (page.newest()) TakeRepeats(*page.newest(), input.records.back());
    if (page.damaged() == 0) return;
    Note(input, at, "frames that count repeats of the crash are damaged: there may have been more");
}

Result<void> ReadRecords(Bytes content, DecodedInput& input, InputParts* parts) {
    uint64_t offset = 0;
    while (offset < content.size()) {
        if (parts != nullptr && !parts->HandOn(input)) return {};
        Result<format::Frame> frame = format::ReadFrame(content.subspan(offset), FastCrc32);
        if (!frame) {
            Error error = frame.error();
            error.offset += offset;
            if (offset == 0) return std::unexpected(error);
            Note(input, error.offset, error.what);
            return {};
        }
        ReadPayload(frame->payload, offset + format::kFrameHeaderBytes, input);
        uint64_t end = offset + frame->size_bytes;
        uint32_t crc = ByteReader(content.subspan(end - format::kFrameTrailerBytes)).U32();
        size_t direct = ReadDirectFrames(content.subspan(end), crc, input.records.back());
        bool is_alone = offset == 0 && direct == 0 && end < content.size();
        if (is_alone && IsPage(content, end)) {
            ReadPage(content, end, crc, input);
            return {};
        }
        offset = end + direct;
    }
    return {};
}

}  // namespace faultbox
