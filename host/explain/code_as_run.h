#pragma once

#include <cstdint>
#include <vector>

#include "arch/common/arch_analysis.h"
#include "arch/common/bytes.h"
#include "target/format/crash_record.pb.h"

namespace faultbox {

/// A function's bytes of a linked kernel of x86, `text` from `begin`, with what the crash shows in place of calls
/// through memory: the kernel puts what such a call comes to there, as `pushf; pop %rax` for pv_ops.irq.save_fl, which
/// keeps the other registers (ALTERNATIVE in PVOP_ALT_CALL, arch/x86/include/asm/paravirt_types.h; apply_alternatives).
/// `pc` is the link address of the event's pc, where its code was printed. Empty where nothing differs.
std::vector<uint8_t> CodeAsRun(const format::Event& event, uint64_t pc, const ArchAnalysis& analysis, Bytes text,
                               uint64_t begin);

}  // namespace faultbox
