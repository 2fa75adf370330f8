// The verbs that read the store.
#include <array>
#include <optional>
#include <span>

#include "arch/common/number_text.h"
#include "arch/common/static_place.h"
#include "target/commands.h"
#include "target/format/crash_record.pb.h"
#include "target/format/limits.h"
#include "target/journal/file_directory.h"
#include "target/journal/record_store.h"
#include "target/oops/crash_event.h"
#include "target/record/field_reader.h"
#include "target/record/message_writer.h"
#include "target/record/record_printer.h"

namespace faultbox {
namespace {

using record::PutEscaped;
using record::PutNumber;

// The memory of these verbs.
constexpr size_t kMaxRepeatsBytes = 32;
std::array<uint8_t, format::kMaxRecordBytes + kMaxRepeatsBytes> g_record;
std::array<uint8_t, format::kMaxTextBytes> g_text;
std::array<journal::RecordId, format::kMaxRecords> g_ids;

// A store and the records in it.
class OpenStore {
  public:
    /// Says on `err` why it cannot be opened.
    bool Open(const char* path, journal::Output& err) {
        Result<void> opened = directory_.Open(path, false);
        Result<size_t> count = opened ? store_.List(g_ids) : std::unexpected(opened.error());
        if (!count) {
            PutError(err, path, count.error());
            return false;
        }
        ids_ = std::span(g_ids).first(*count);
        return true;
    }
    std::span<const journal::RecordId> ids() const { return ids_; }
    Result<journal::StoredRecord> Load(journal::RecordId id) { return store_.Load(id); }

  private:
    journal::FileDirectory directory_;
    journal::RecordStore store_{directory_, g_record};
    std::span<const journal::RecordId> ids_;
};

StaticPlace<OpenStore> g_store;

std::string_view KindOf(Bytes event) {
    uint64_t kind = record::FindField(event, format::Event::kKindFieldNumber).value;
    bool known = kind <= static_cast<uint8_t>(EventKind::kResetWithoutTrace);
    return KindName(known ? static_cast<EventKind>(kind) : EventKind::kUnknown);
}

// How often the crash was found, where it was more than once, and whether the record was handed over.
void PutRepeats(const std::optional<format::RepeatFrame>& newest, bool json, journal::Output& out) {
    format::RepeatFrame frame = newest.value_or(format::RepeatFrame{.count = 1});
    if (json || frame.count > 1) {
        out.Put(json ? ",\"count\":" : " (");
        PutNumber(out, frame.count);
        out.Put(json ? "" : " times");
    }
    if (frame.boots != 0 && frame.count > 1) {
        out.Put(json ? ",\"boots\":" : ", boots: ");
        PutNumber(out, frame.boots);
    }
    if (!json) {
        out.Put(frame.count > 1 ? ")" : "");
        out.Put(frame.is_read ? " handed over" : "");
        return;
    }
    out.Put(frame.is_read ? ",\"read\":true}" : ",\"read\":false}");
}

// Puts what is known since the record was written behind its payload, as a reader of records wants it.
Bytes WithRepeats(const journal::StoredRecord& stored) {
    const std::optional<format::RepeatFrame>& newest = stored.repeats.newest();
    if (!newest || newest->count < 2) return stored.payload;
    auto end = static_cast<size_t>(stored.payload.data() + stored.payload.size() - g_record.data());
    record::MessageWriter writer(std::span(g_record).subspan(end));
    writer.Nested(format::CrashRecord::kRepeatsFieldNumber, [&] {
        writer.Uint(format::Repeats::kCountFieldNumber, newest->count);
        if (newest->boots != 0) writer.Uint(format::Repeats::kBootsFieldNumber, newest->boots);
        if (newest->time_us != 0) writer.Uint(format::Repeats::kLastTimeUsFieldNumber, newest->time_us);
    });
    return {stored.payload.data(), stored.payload.size() + writer.size()};
}

void SayDamage(journal::RecordId id, const journal::StoredRecord& stored, journal::Output& err) {
    if (stored.damaged == 0) return;
    PutError(err, journal::NameOf(id),
             {ErrorCode::kChecksum, "a damaged frame of repeats, there may have been more", stored.record.size()});
}

void PutRecordLine(journal::RecordId id, const journal::StoredRecord& stored, bool json, journal::Output& out) {
    Bytes event = record::FindField(stored.payload, format::CrashRecord::kEventFieldNumber).bytes;
    record::Field headline = record::FindField(event, format::Event::kHeadlineFieldNumber);
    out.Put(json ? "{\"id\":" : "");
    PutNumber(out, id.sequence);
    out.Put(json ? ",\"signature\":\"" : " ");
    PutNumber(out, id.signature, 16, 16);
    out.Put(json ? "\",\"kind\":\"" : " ");
    out.Put(KindOf(event));
    out.Put(json ? "\",\"headline\":" : " ");
    if (headline.number != 0) {
        out.Put(json ? "\"" : "");
        PutEscaped(out, headline.bytes, json ? record::Escape::kJson : record::Escape::kLine);
        out.Put(json ? "\"" : "");
    } else {
        out.Put(json ? "null" : "-");
    }
    PutRepeats(stored.repeats.newest(), json, out);
}

}  // namespace

ExitStatus RunList(const harvest::Options& options, journal::Output& out, journal::Output& err) {
    OpenStore& store = g_store.Make();
    if (!store.Open(options.store, err)) return kUnusable;
    ExitStatus status = kOk;
    bool first = true;
    out.Put(options.json ? "[" : "");
    for (journal::RecordId id : store.ids()) {
        Result<journal::StoredRecord> stored = store.Load(id);
        if (!stored) {
            PutError(err, journal::NameOf(id), stored.error());
            status = kIncomplete;
            continue;
        }
        if (options.json && !first) out.Put(",\n");
        first = false;
        SayDamage(id, *stored, err);
        PutRecordLine(id, *stored, options.json, out);
        if (!options.json) out.Put("\n");
    }
    out.Put(options.json ? "]\n" : "");
    return status;
}

ExitStatus RunShow(const harvest::Options& options, journal::Output& out, journal::Output& err) {
    std::optional<uint64_t> sequence = ParseNumber(options.id, 10, UINT32_MAX);
    OpenStore& store = g_store.Make();
    if (!sequence) {
        PutError(err, options.id, {ErrorCode::kMalformed, "the ID of a record is a number"});
        return kUnusable;
    }
    if (!store.Open(options.store, err)) return kUnusable;
    for (journal::RecordId id : store.ids()) {
        if (id.sequence != *sequence) continue;
        Result<journal::StoredRecord> stored = store.Load(id);
        Result<void> printed;
        auto style = options.json ? record::PrintStyle::kJson : record::PrintStyle::kText;
        if (stored) SayDamage(id, *stored, err);
        if (stored) printed = record::PrintRecord(WithRepeats(*stored), style, g_text, out);
        if (stored && printed) return kOk;
        PutError(err, journal::NameOf(id), stored ? printed.error() : stored.error());
        return stored ? kIncomplete : kUnusable;
    }
    PutError(err, options.id, {ErrorCode::kNotFound, "no such record in the store"});
    return kUnusable;
}

}  // namespace faultbox
