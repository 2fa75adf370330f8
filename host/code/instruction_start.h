#pragma once

#include <cstddef>
#include <cstdint>

#include "arch/common/arch_analysis.h"
#include "arch/common/bytes.h"

namespace faultbox {

/// The offset of the first instruction of `code` at or behind `wanted`, where instructions have many lengths; not
/// before the end of `code` where there is none. `code` begins with an instruction; bytes that are none are stepped
/// over by `step`.
size_t InstructionFrom(const ArchAnalysis& analysis, Bytes code, uint64_t wanted, uint64_t step);

}  // namespace faultbox
