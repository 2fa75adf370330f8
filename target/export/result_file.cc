#include "target/export/result_file.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include "target/journal/system_error.h"

namespace faultbox::handover {
namespace {

constexpr std::string_view kTemporaryResult = "faultbox-result.tmp";

void PutCount(record::TextSink& out, size_t count, std::string_view what) {
    if (count == 0) return;
    record::PutNumber(out, count);
    out.Put(count == 1 ? " record " : " records ");
    out.Put(what);
    out.Put("\n");
}

Result<void> RemoveIfThere(Medium& medium, std::string_view name) {
    Result<void> removed = medium.Remove(name);
    bool is_missing = !removed && removed.error().code == ErrorCode::kIo && removed.error().offset == ENOENT;
    return is_missing ? Result<void>() : removed;
}

}  // namespace

void PutResult(record::TextSink& out, const Result<ExportResult>& result) {
    if (!result) {
        out.Put("failed: ");
        out.Put(result.error().what);
        if (result.error().code == ErrorCode::kIo) {
            out.Put(": ");
            journal::PutSystemError(out, result.error().offset);
        }
        out.Put("\n");
        return;
    }
    out.Put("done: ");
    record::PutNumber(out, result->records);
    out.Put(result->records == 1 ? " record" : " records");
    if (result->records != 0) {
        out.Put(" in ");
        out.Put(result->name);
    }
    out.Put("\n");
    PutCount(out, result->unreadable, "damaged in the store and left out");
    PutCount(out, result->left_out, "left for the next time: the bundle is full");
    PutCount(out, result->unmarked, "will be handed over again: not marked");
}

Result<void> WriteResultFile(Medium& medium, const Result<ExportResult>& result) {
    record::BoundedText<512> text;
    PutResult(text, result);
    Result<void> done = RemoveIfThere(medium, kTemporaryResult);
    if (done) done = medium.Create(kTemporaryResult);
    if (done) done = medium.Append(AsBytes(text.view()));
    if (done) done = medium.SyncFile();
    if (done) done = RemoveIfThere(medium, kResultName);
    if (done) done = medium.Rename(kTemporaryResult, kResultName);
    if (done) done = medium.SyncNames();
    return done;
}

}  // namespace faultbox::handover
