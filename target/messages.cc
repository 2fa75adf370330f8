#include "target/messages.h"

#include "target/journal/system_error.h"

namespace faultbox {
namespace {

// Whether an error's number is a place in the input; of a bound or a child's status it is a number and no place.
bool IsOfBytes(ErrorCode code) {
    return code != ErrorCode::kLimit && code != ErrorCode::kMismatch && code != ErrorCode::kNotFound;
}

}  // namespace

void PutError(journal::Output& out, std::string_view where, const Error& error) {
    out.Put("faultbox: ");
    if (!where.empty()) {
        out.Put(where);
        out.Put(": ");
    }
    out.Put(error.what);
    if (error.code == ErrorCode::kIo) {
        out.Put(": ");
        journal::PutSystemError(out, error.offset);
    } else if (bool is_place = IsOfBytes(error.code); is_place || error.offset != 0) {
        out.Put(is_place ? " at offset " : ": ");
        record::PutNumber(out, error.offset);
    }
    out.Put("\n");
    out.Flush();
}

void PutUsageError(journal::Output& err, const config::UsageError& error) {
    err.Put("faultbox: ");
    err.Put(error.what);
    err.Put(error.argument[0] != '\0' ? " " : "");
    err.Put(error.argument);
    err.Put("\n");
}

bool OpenStoreFolder(const char* path, bool create, journal::FileDirectory& folder, journal::Output& err) {
    Result<void> opened = folder.Open(path, create);
    if (!opened) PutError(err, path, opened.error());
    return opened.has_value();
}

ExitStatus Finish(ExitStatus status, journal::Output& out, journal::Output& err) {
    if (out.Flush()) return status;
    PutError(err, "", {ErrorCode::kIo, "cannot write the output", static_cast<size_t>(out.error())});
    return kUnusable;
}

void ConsoleReporter::Stored(std::string_view name, size_t size_bytes) {
    out_.Put("stored ");
    out_.Put(name);
    out_.Put(" ");
    record::PutNumber(out_, size_bytes);
    out_.Put(" bytes\n");
}

void ConsoleReporter::Repeated(std::string_view name, uint32_t count) {
    out_.Put("repeated ");
    out_.Put(name);
    out_.Put(" ");
    record::PutNumber(out_, count);
    out_.Put(count == 1 ? " time\n" : " times\n");
}

void ConsoleReporter::Pruned(std::string_view name) {
    out_.Put("removed ");
    out_.Put(name);
    out_.Put("\n");
}

}  // namespace faultbox
