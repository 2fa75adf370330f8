#include "target/hook_reporter.h"

namespace faultbox {

void HookReporter::Stored(std::string_view name, size_t size_bytes) {
    ConsoleReporter::Stored(name, size_bytes);
    Result<void> ran = process_.Run(hook::HookEvent::kStored, name);
    if (!ran) Problem(program_, ran.error());
}

}  // namespace faultbox
