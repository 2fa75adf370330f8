#pragma once

#include "target/hook/hook_process.h"
#include "target/messages.h"

namespace faultbox {

/// Runs a program for each new record besides: "PROGRAM stored 000017-89abcdef01234567.fbx". One that fails is told.
/// The program is as this process was when the object was made: to be made once root's rights are given up, and before
/// system calls are filtered.
class HookReporter : public ConsoleReporter {
  public:
    /// `program` is an absolute path, or null for none.
    HookReporter(journal::Output& out, journal::Output& err, const char* program)
        : ConsoleReporter(out, err), program_(program), process_(program) {}

    void Stored(std::string_view name, size_t size_bytes) override;

  private:
    const char* program_;
    hook::HookProcess process_;
};

}  // namespace faultbox
