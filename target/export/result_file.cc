#include "target/export/result_file.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include "target/journal/system_error.h"

namespace faultbox::handover {
namespace {

constexpr std::string_view kTemporaryResult = "faultbox-result.tmp";

// What does not fit is left out.
class TextBuffer : public record::TextSink {
  public:
    using TextSink::Put;
    void Put(std::string_view text) override {
        text = text.substr(0, text_.size() - size_);
        std::ranges::copy(text, text_.begin() + static_cast<ptrdiff_t>(size_));
        size_ += text.size();
    }
    Bytes bytes() const { return AsBytes({text_.data(), size_}); }

  private:
    std::array<char, 512> text_;
    size_t size_ = 0;
};

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
    TextBuffer text;
    PutResult(text, result);
    Result<void> done = RemoveIfThere(medium, kTemporaryResult);
    if (done) done = medium.Create(kTemporaryResult);
    if (done) done = medium.Append(text.bytes());
    if (done) done = medium.SyncFile();
    if (done) done = RemoveIfThere(medium, kResultName);
    if (done) done = medium.Rename(kTemporaryResult, kResultName);
    if (done) done = medium.SyncNames();
    return done;
}

}  // namespace faultbox::handover
