#pragma once

#include <cstdint>
#include <optional>

#include "arch/common/bytes.h"

namespace faultbox::ramoops {

/// One function call (include/linux/pstore.h, struct pstore_ftrace_record).
struct FtraceEntry {
    uint64_t ip = 0;         ///< The function. 32-bit ARM kernels for up to 4 CPUs keep the CPU in its low bit or two.
    uint64_t parent_ip = 0;  ///< Its caller.
    std::optional<uint32_t> cpu;        ///< Where the form has a place for it.
    std::optional<uint64_t> timestamp;  ///< Order of the entries; no unit is known.
};

/// The forms that kernels have written, all numbers little-endian. The content does not say which; the architecture and
/// the age of the kernel do.
enum class FtraceForm : uint8_t {
    kCall32,     ///< u32 ip, parent_ip: older, 32-bit ARM for up to 4 CPUs.
    kCpu32,      ///< u32 ip, parent_ip, cpu: older, other 32-bit kernels.
    kCpu64,      ///< u64 ip, parent_ip, u32 cpu, four bytes of padding: older 64-bit kernels.
    kStamped32,  ///< u32 ip, parent_ip, u64 timestamp.
    kStamped64,  ///< u64 ip, parent_ip, u64 timestamp with the CPU in its low 8 bits.
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
