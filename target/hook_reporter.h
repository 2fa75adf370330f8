#pragma once

#include "target/messages.h"

namespace faultbox {

/// Runs a program for each new record besides: "PROGRAM stored 000017-89abcdef01234567.fbx". One that fails is told.
class HookReporter : public ConsoleReporter {
  public:
    /// `program` is an absolute path, or null for none.
    HookReporter(journal::Output& out, journal::Output& err, const char* program)
        : ConsoleReporter(out, err), program_(program) {}

    void Stored(std::string_view name, size_t size_bytes) override;

  private:
    const char* program_;
};

}  // namespace faultbox
