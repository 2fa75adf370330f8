#pragma once

#include <string_view>

#include "arch/common/result.h"
#include "target/config/arguments.h"
#include "target/harvest/harvester.h"
#include "target/journal/file_directory.h"
#include "target/journal/output.h"

namespace faultbox {

/// What stands behind the program's exit status.
enum ExitStatus : int {
    kOk = 0,
    kIncomplete = 1,  ///< Something could not be read, decoded or stored; the rest was.
    kUnusable = 2,    ///< Wrong usage, or the input as a whole could not be read.
    kUndecided = 3,   ///< Of selftest: no check failed, but one cannot tell.
};

/// "faultbox: WHERE: WHAT at offset 12", "WHAT: 12" where the number is no place in the input, or the system's own
/// words behind an I/O error.
void PutError(journal::Output& out, std::string_view where, const Error& error);

/// "faultbox: unknown option --keeep"
void PutUsageError(journal::Output& err, const config::UsageError& error);

/// Opens the folder of the store, and makes it with `create`; says why where that cannot be done.
bool OpenStoreFolder(const char* path, bool create, journal::FileDirectory& folder, journal::Output& err);

/// Puts what is left of the output. What the program ends with: `status`, unless that cannot be written.
ExitStatus Finish(ExitStatus status, journal::Output& out, journal::Output& err);

/// Tells a harvest's messages: problems on standard error, what was stored on standard output.
class ConsoleReporter : public harvest::Reporter {
  public:
    ConsoleReporter(journal::Output& out, journal::Output& err) : out_(out), err_(err) {}

    void Problem(std::string_view where, const Error& error) override { PutError(err_, where, error); }
    void Stored(std::string_view name, size_t size_bytes) override;
    void Repeated(std::string_view name, uint32_t count) override;
    void Pruned(std::string_view name) override;

  private:
    journal::Output& out_;
    journal::Output& err_;
};

}  // namespace faultbox
