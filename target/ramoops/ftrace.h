#pragma once

#include <cstdint>
#include <optional>

#include "arch/common/bytes.h"

namespace faultbox::ramoops {

/// One function call (fs/pstore/internal.h, struct pstore_ftrace_record).
struct FtraceEntry {
    uint64_t ip = 0;                    ///< The function; where the processor was stored in it, its bits are cleared.
    uint64_t parent_ip = 0;             ///< Its caller.
    std::optional<uint32_t> cpu;        ///< Where the record's form has it.
    std::optional<uint64_t> timestamp;  ///< A counter of the tracer's, not nanoseconds.
};

/// The forms that kernels have written; all numbers are little-endian.
enum class FtraceForm : uint8_t {
    kPlain32,    ///< u32 ip, parent_ip; before 4.9, processor in the low bits of ip (32-bit kernels).
    kPlain64,    ///< u64 ip, parent_ip; before 4.9.
    kCpu64,      ///< u64 ip, parent_ip, u32 cpu and padding; before 4.9 on processors with unaligned functions (x86).
    kStamped32,  ///< u32 ip, parent_ip, u64 timestamp.
    kStamped64,  ///< u64 ip, parent_ip, u64 timestamp; the processor in its low 8 bits.
};

/// Bytes of one entry.
uint32_t FtraceEntrySize(FtraceForm form);

/// Steps through the content of an untrusted ftrace zone, oldest entry first. The ring may have cut the first entry:
/// size % entry size bytes are skipped (fs/pstore/inode.c, pstore_ftrace_seq_start).
class FtraceReader {
  public:
    FtraceReader(Bytes content, FtraceForm form);

    /// The next entry, or nothing at the end.
    std::optional<FtraceEntry> Next();

  private:
    Bytes rest_;
    FtraceForm form_;
};

}  // namespace faultbox::ramoops
