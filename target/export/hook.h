#pragma once

#include <cstddef>
#include <cstdint>

#include "arch/common/result.h"
#include "target/journal/file_descriptor.h"

namespace faultbox::handover {

enum class HookEvent : uint8_t { kStarted, kDone, kFailed };

/// Tells the people in the vehicle how the hand-over goes: a light, a sound, a line on the screen.
class Hook {
  public:
    /// `records` is how many are on the stick.
    virtual Result<void> Tell(HookEvent event, size_t records) = 0;

  protected:
    ~Hook() = default;
};

/// Runs a program with the arguments "started 0", "done N" or "failed N", in the mount namespace that this process was
/// in when the object was made, without input, and waits for it for ten seconds.
class ProgramHook : public Hook {
  public:
    /// `program` is an absolute path, or null for no hook.
    explicit ProgramHook(const char* program);

    Result<void> Tell(HookEvent event, size_t records) override;

  private:
    const char* program_;
    journal::FileDescriptor mounts_;
};

}  // namespace faultbox::handover
