#include "host/code/instruction_start.h"

namespace faultbox {

size_t InstructionFrom(const ArchAnalysis& analysis, Bytes code, uint64_t wanted, uint64_t step) {
    size_t at = 0;
    while (at < wanted && at < code.size()) {
        Result<uint8_t> length = analysis.length_of_instruction(code.subspan(at));
        const uint64_t size = length && *length > 0 ? *length : step;
        if (size == 0 || size > code.size() - at) return code.size();
        at += static_cast<size_t>(size);
    }
    return at;
}

}  // namespace faultbox
