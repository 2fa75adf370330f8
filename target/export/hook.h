#pragma once

#include <cstddef>

#include "arch/common/result.h"
#include "target/hook/hook_process.h"

namespace faultbox::handover {

using hook::HookEvent;

/// Tells the people in the vehicle how the hand-over goes: a light, a sound, a line on the screen.
class Hook {
  public:
    /// `records` is how many are on the stick.
    virtual Result<void> Tell(HookEvent event, size_t records) = 0;

  protected:
    ~Hook() = default;
};

/// Runs a program with the arguments "started 0", "done N" or "failed N", in the mount namespace that this process was
/// in when the object was made: it does not get to see the stick.
class ProgramHook : public Hook {
  public:
    /// `program` is an absolute path, or null for no hook.
    explicit ProgramHook(const char* program) : process_(program) {}

    Result<void> Tell(HookEvent event, size_t records) override;

  private:
    hook::HookProcess process_;
};

}  // namespace faultbox::handover
