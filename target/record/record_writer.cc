#include "target/record/record_writer.h"

#include "target/codec/lz4.h"
#include "target/format/crash_record.pb.h"
#include "target/format/frame.h"
#include "target/format/limits.h"

namespace faultbox::record {
namespace {

using format::CrashRecord;

constexpr uint32_t kSchema = 1;
// Kept free of sources, events and texts, so that sightings and notes always fit.
constexpr size_t kReservedForNotes = 1024;
// An EventKey with its own tag and length.
constexpr size_t kMaxKeyBytes = 2 + 9 + 2 + sizeof(LineSketch) + 11;
constexpr size_t kReservedForSightings = format::kMaxSightings * 8 + 64;
constexpr size_t kReservedBytes = kReservedForSightings + format::kMaxKeys * kMaxKeyBytes + kReservedForNotes;

std::span<uint8_t> PayloadSpace(std::span<uint8_t> buffer) {
    constexpr size_t kAround = format::kFrameHeaderBytes + format::kFrameTrailerBytes;
    if (buffer.size() <= kAround) return {};
    return buffer.subspan(format::kFrameHeaderBytes, buffer.size() - kAround);
}

}  // namespace

RecordWriter::RecordWriter(std::span<uint8_t> buffer) : buffer_(buffer), writer_(PayloadSpace(buffer)) {
    writer_.KeepFree(kReservedBytes);
    writer_.Uint(CrashRecord::kSchemaFieldNumber, kSchema);
    writer_.String(CrashRecord::kRecorderFieldNumber, FAULTBOX_VERSION);
}

template <typename Fill>
void RecordWriter::AddPart(int field, const char* note, Fill fill) {
    size_t before = writer_.size();
    writer_.Nested(field, fill);
    if (!writer_.overflowed()) return;
    writer_.Rewind(before);
    AddNote(note);
}

void RecordWriter::AddSource(const SourceFacts& source, std::optional<uint32_t> contained_in) {
    using format::Source;
    AddPart(CrashRecord::kSourceFieldNumber, "a source did not fit into the record", [&] {
        writer_.Uint(Source::kKindFieldNumber, static_cast<uint8_t>(source.kind));
        writer_.NonEmpty(Source::kNameFieldNumber, source.name);
        writer_.NonEmpty(Source::kReasonFieldNumber, source.reason);
        writer_.Optional(Source::kCountFieldNumber, source.count);
        writer_.Optional(Source::kPartFieldNumber, source.part);
        writer_.Optional(Source::kTimeUsFieldNumber, source.time_us);
        writer_.Optional(Source::kEccCorrectedFieldNumber, source.ecc_corrected);
        writer_.Optional(Source::kEccUncorrectableFieldNumber, source.ecc_uncorrectable);
        writer_.Flag(Source::kTruncatedFieldNumber, source.truncated);
        writer_.Flag(Source::kSalvagedFieldNumber, source.salvaged);
        writer_.Optional(Source::kContainedInFieldNumber, contained_in);
        for (const char* note : source.notes) writer_.String(Source::kNoteFieldNumber, note);
    });
}

void RecordWriter::AddEvent(const CrashEvent& event, const EventPlace& place, const EventDetail& detail) {
    AddPart(CrashRecord::kEventFieldNumber, "an event did not fit into the record",
            [&] { WriteEvent(event, place, detail, writer_); });
}

void RecordWriter::AddText(uint32_t source, uint32_t first_line, std::string_view text) {
    using format::Text;
    AddPart(CrashRecord::kTextFieldNumber, "a text did not fit into the record", [&] {
        writer_.Uint(Text::kSourceFieldNumber, source);
        writer_.Uint(Text::kSizeFieldNumber, text.size());
        if (first_line != 1) writer_.Uint(Text::kFirstLineFieldNumber, first_line);
        size_t before = writer_.size();
        writer_.Nested(Text::kLz4FieldNumber, [&] {
            Result<size_t> packed = codec::Lz4Compress(AsBytes(text), writer_.FreeSpace());
            writer_.Append(packed ? *packed : writer_.FreeSpace().size() + 1);
        });
        if (!writer_.overflowed() && writer_.size() - before < text.size()) return;
        writer_.Rewind(before);
        writer_.String(Text::kPlainFieldNumber, text);
    });
}

void RecordWriter::AddIdentity(const Identity& identity) {
    AddPart(CrashRecord::kHarvesterFieldNumber, "the identity of the system did not fit into the record", [&] {
        writer_.NonEmpty(format::Identity::kReleaseFieldNumber, identity.release);
        writer_.NonEmpty(format::Identity::kVersionFieldNumber, identity.version);
        writer_.NonEmpty(format::Identity::kMachineFieldNumber, identity.machine);
        writer_.NonEmpty(format::Identity::kBuildIdFieldNumber, AsText(identity.build_id));
        writer_.NonEmpty(format::Identity::kBootIdFieldNumber, AsText(identity.boot_id));
        for (const ModuleIdentity& module : identity.modules) {
            writer_.Nested(format::Identity::kModuleFieldNumber, [&] {
                writer_.String(format::Module::kNameFieldNumber, module.name);
                writer_.Blob(format::Module::kBuildIdFieldNumber, module.build_id);
            });
        }
    });
}

void RecordWriter::AddScrubbed(uint8_t classes) {
    writer_.Uint(CrashRecord::kScrubbedFieldNumber, classes);
}

void RecordWriter::AddEncoded(int field, Bytes message) {
    size_t before = writer_.size();
    writer_.Blob(field, message);
    if (!writer_.overflowed()) return;
    writer_.Rewind(before);
    AddNote("a part of the record did not fit into it");
}

void RecordWriter::AddMessage(int field, const char* note, void (*fill)(const void*, MessageWriter&),
                              const void* context) {
    AddPart(field, note, [&] { fill(context, writer_); });
}

void RecordWriter::AddNote(std::string_view note) {
    size_t before = writer_.size();
    writer_.KeepFree(kReservedBytes - kReservedForNotes);
    writer_.String(CrashRecord::kNoteFieldNumber, note);
    if (writer_.overflowed()) writer_.Rewind(before);
    writer_.KeepFree(kReservedBytes);
}

void RecordWriter::AddKey(const EventKey& key) {
    writer_.KeepFree(kReservedForSightings);
    writer_.Nested(CrashRecord::kKeyFieldNumber, [&] {
        writer_.Fixed64(format::EventKey::kFaultFieldNumber, key.fault);
        writer_.Nested(format::EventKey::kLineFieldNumber, [&] {
            for (uint32_t line : key.lines) {
                if (line != 0) writer_.PackedFixed32(line);
            }
        });
        writer_.Optional(format::EventKey::kTimeUsFieldNumber, key.time_us);
    });
}

Result<Bytes> RecordWriter::Finish(std::optional<uint64_t> signature, std::span<const uint64_t> sightings) {
    if (sightings.empty()) return Fail(ErrorCode::kMalformed, "a record of nothing");
    writer_.KeepFree(0);
    if (signature) writer_.Fixed64(CrashRecord::kSignatureFieldNumber, *signature);
    writer_.Nested(CrashRecord::kSightingFieldNumber, [&] {
        for (uint64_t sighting : sightings) writer_.PackedFixed64(sighting);
    });
    if (writer_.overflowed()) return Fail(ErrorCode::kLimit, "the record is too large", writer_.size());
    std::span<uint8_t> record = buffer_.first(format::kFrameHeaderBytes + writer_.size() + format::kFrameTrailerBytes);
    if (Result<void> framed = format::WriteFrame(record, signature.value_or(0), sightings.front()); !framed) {
        return std::unexpected(framed.error());
    }
    return record;
}

}  // namespace faultbox::record
