#include "host/explain/code_as_run.h"

#include <algorithm>

namespace faultbox {

std::vector<uint8_t> CodeAsRun(const format::Event& event, uint64_t pc, const ArchAnalysis& analysis, Bytes text,
                               uint64_t begin) {
    if (!IsX86(analysis.arch) || !event.has_code_fault_at() || event.code_fault_at() > pc) return {};
    const Bytes printed = AsBytes(event.code());
    const uint64_t printed_begin = pc - event.code_fault_at();
    std::vector<uint8_t> as_run;
    for (uint64_t at = 0; at < text.size();) {
        const bool is_behind = begin + at >= printed_begin && begin + at - printed_begin >= printed.size();
        if (is_behind) break;
        Result<Instruction> decoded = analysis.decode_instruction(text.subspan(at), begin + at, false);
        const uint64_t length = decoded ? decoded->length : 1;
        const uint64_t shown = begin + at - printed_begin;  // wraps where it lies before
        const bool is_shown = shown < printed.size() && length <= printed.size() - shown;
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
