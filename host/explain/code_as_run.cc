#include "host/explain/code_as_run.h"

#include <algorithm>

#include "host/code/instruction_start.h"

namespace faultbox {
namespace {

// True where the crash shows what the file has, as far as that reaches.
bool IsAsLinked(Bytes printed, uint64_t printed_begin, Bytes text, uint64_t begin) {
    const uint64_t skipped = begin > printed_begin ? begin - printed_begin : 0;
    if (skipped >= printed.size()) return true;
    const uint64_t at = printed_begin + skipped - begin;
    if (at >= text.size()) return true;
    const Bytes shown = printed.subspan(skipped);
    const uint64_t size = std::min<uint64_t>(shown.size(), text.size() - at);
    return std::ranges::equal(shown.first(size), text.subspan(at, size));
}

}  // namespace

std::vector<uint8_t> CodeAsRun(const format::Event& event, uint64_t pc, const ArchAnalysis& analysis, Bytes text,
                               uint64_t begin) {
    if (!IsX86(analysis.arch) || !event.has_code_fault_at() || event.code_fault_at() > pc) return {};
    const Bytes printed = AsBytes(event.code());
    const uint64_t printed_begin = pc - event.code_fault_at();
    if (IsAsLinked(printed, printed_begin, text, begin)) return {};
    std::vector<uint8_t> as_run;
    uint64_t at = begin < printed_begin ? InstructionFrom(analysis, text, printed_begin - begin, 1) : 0;
    while (at < text.size() && begin + at - printed_begin < printed.size()) {
        Result<Instruction> decoded = analysis.decode_instruction(text.subspan(at), begin + at, false);
        const uint64_t length = decoded ? decoded->length : 1;
        const uint64_t shown = begin + at - printed_begin;
        const bool is_shown = length <= printed.size() - shown;
        const bool calls = decoded && decoded->operation == Operation::kCallRegister && !decoded->memory.empty();
        if (is_shown && calls && printed[shown] != text[at]) {
            if (as_run.empty()) as_run.assign(text.begin(), text.end());
            std::ranges::copy(printed.subspan(shown, length), as_run.begin() + static_cast<ptrdiff_t>(at));
        }
        at += length;
    }
    return as_run;
}

}  // namespace faultbox
