#include "target/export/hook.h"

#include <fcntl.h>

#include <algorithm>
#include <array>

#include "arch/common/number_text.h"
#include "target/hook/run_program.h"

namespace faultbox::handover {
namespace {

const char* NameOf(HookEvent event) {
    switch (event) {
        case HookEvent::kStarted:
            return "started";
        case HookEvent::kDone:
            return "done";
        case HookEvent::kFailed:
            break;
    }
    return "failed";
}

}  // namespace

ProgramHook::ProgramHook(const char* program)
    : program_(program), mounts_(open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC)) {}

Result<void> ProgramHook::Tell(HookEvent event, size_t records) {
    if (program_ == nullptr) return {};
    std::array<char, 24> count{};
    std::ranges::copy(NumberText(records).view(), count.begin());
    // The stick is mounted in this process's namespace only; the program does not get to see it.
    return hook::RunProgram(program_, std::array{NameOf(event), static_cast<const char*>(count.data())}, mounts_.get());
}

}  // namespace faultbox::handover
