#include "target/export/exporter.h"

#include <algorithm>
#include <cerrno>

#include "target/codec/crc32.h"
#include "target/record/text_sink.h"

namespace faultbox::handover {
namespace {

constexpr int kMaxNameTries = 99;
constexpr unsigned kSequenceDigits = 6;

bool IsErrno(const Result<void>& result, int number) {
    return !result && result.error().code == ErrorCode::kIo && result.error().offset == static_cast<uint64_t>(number);
}

void MakeName(std::string_view unit, uint32_t newest, int attempt, BundleName& name) {
    static_assert(sizeof("faultbox--4294967295-99.fbb") + format::kMaxUnitName <= sizeof(name.text));
    record::TextBuffer writer(name.text);
    writer.Put("faultbox-");
    writer.Put(unit);
    writer.Put("-");
    record::PutNumber(writer, newest, 10, kSequenceDigits);
    if (attempt > 1) {
        writer.Put("-");
        record::PutNumber(writer, static_cast<uint32_t>(attempt));
    }
    writer.Put(".fbb");
    name.size = writer.view().size();
}

}  // namespace

// Leaves in ids_ what is to be exported.
Result<void> Exporter::Choose(bool all) {
    Result<size_t> count = source_.List(ids_);
    if (!count) return std::unexpected(count.error());
    ids_ = ids_.first(*count);
    auto is_exported = [&](journal::RecordId id) { return !all && source_.IsExported(id); };
    size_t kept = 0;
    for (journal::RecordId id : ids_) {
        if (!is_exported(id)) ids_[kept++] = id;
    }
    ids_ = ids_.first(kept);
    return {};
}

// Leaves in ids_ what is in the bundle.
Result<void> Exporter::AddRecords(format::BundleWriter& writer, ExportResult& result) {
    for (size_t i = 0; i < ids_.size(); ++i) {
        journal::RecordId id = ids_[i];
        Result<Bytes> record = source_.Read(id);
        if (!record) {
            reporter_.Problem(id, record.error());
            ++result.unreadable;
            continue;
        }
        uint32_t crc = codec::Crc32(*record);
        Result<void> added = writer.AddPart(format::PartType::kRecord, id.sequence, *record);
        if (!added && added.error().code == ErrorCode::kLimit) {
            reporter_.Problem(id, added.error());
            result.left_out = ids_.size() - i;
            break;
        }
        if (!added) return added;
        memory_.crcs[result.records] = crc;
        ids_[result.records++] = id;
    }
    ids_ = ids_.first(result.records);
    return {};
}

// The file holds what was written, to the last byte.
Result<void> Exporter::Verify(const format::BundleWriter& writer) {
    uint32_t crc = 0;
    for (uint64_t offset = 0;;) {
        Result<size_t> size = medium_.ReadAt(offset, memory_.buffer);
        if (!size) return std::unexpected(size.error());
        crc = codec::Crc32(Bytes(memory_.buffer).first(*size), crc);
        offset += *size;
        if (*size != 0 && offset <= writer.size_bytes()) continue;
        if (offset == writer.size_bytes() && crc == writer.crc()) return {};
        return Fail(ErrorCode::kChecksum, "the medium does not hold what was written", offset);
    }
}

Result<void> Exporter::WriteBundle(const ExportOptions& options, ExportResult& result) {
    format::BundleWriter writer(medium_);
    Result<void> done = medium_.Create(kTemporaryName);
    if (done) done = writer.Begin();
    if (done && !options.manifest.empty()) done = writer.AddPart(format::PartType::kManifest, 0, options.manifest);
    if (done) done = AddRecords(writer, result);
    if (done && result.records != 0) {
        done = writer.End();
        if (done) done = medium_.SyncFile();
        if (done) done = Verify(writer);
    }
    return done;
}

Result<void> Exporter::Publish(const ExportOptions& options, ExportResult& result) {
    Result<void> renamed;
    for (int attempt = 1; attempt <= kMaxNameTries; ++attempt) {
        MakeName(options.unit, ids_.back().sequence, attempt, result.name);
        renamed = medium_.Rename(kTemporaryName, result.name);
        if (!IsErrno(renamed, EEXIST)) break;
    }
    return renamed;
}

// A harvest may have counted a repeat of the crash since the record was read; that is not in the bundle.
Result<void> Exporter::Mark(size_t index) {
    journal::RecordId id = ids_[index];
    if (source_.IsExported(id)) return {};
    Result<Bytes> record = source_.Read(id);
    if (!record) return std::unexpected(record.error());
    if (codec::Crc32(*record) != memory_.crcs[index])
        return Fail(ErrorCode::kMismatch, "has changed while it was exported");
    return source_.MarkExported(id);
}

Result<ExportResult> Exporter::Run(const ExportOptions& options) {
    ExportResult result;
    Result<void> done = medium_.Remove(kTemporaryName);
    if (IsErrno(done, ENOENT)) done = {};
    if (done) done = Choose(options.all);
    if (!done) return std::unexpected(done.error());
    if (ids_.empty()) return result;
    done = WriteBundle(options, result);
    if (done && result.records != 0) done = Publish(options, result);
    if (!done || result.records == 0) {
        // If this fails too, the next run removes it.
        (void)medium_.Remove(kTemporaryName);
        if (!done) return std::unexpected(done.error());
        return result;
    }
    if (Result<void> synced = medium_.SyncNames(); !synced) return std::unexpected(synced.error());
    for (size_t i = 0; i < ids_.size(); ++i) {
        Result<void> marked = Mark(i);
        if (marked) continue;
        reporter_.Problem(ids_[i], marked.error());
        ++result.unmarked;
    }
    return result;
}

}  // namespace faultbox::handover
