#include "target/hook_reporter.h"

#include <algorithm>
#include <array>

#include "target/hook/run_program.h"
#include "target/journal/record_store.h"

namespace faultbox {

void HookReporter::Stored(std::string_view name, size_t size_bytes) {
    ConsoleReporter::Stored(name, size_bytes);
    if (program_ == nullptr) return;
    std::array<char, sizeof(journal::RecordName::text) + 1> text{};
    std::ranges::copy(name.substr(0, text.size() - 1), text.begin());
    if (Result<void> ran = hook::RunProgram(program_, std::array{"stored", static_cast<const char*>(text.data())});
        !ran) {
        Problem(program_, ran.error());
    }
}

}  // namespace faultbox
