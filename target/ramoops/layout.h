#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "arch/common/bounded_vector.h"
#include "arch/common/bytes.h"

namespace faultbox::ramoops {

/// What a zone is for (fs/pstore/ram.c, ramoops_probe).
enum class ZoneKind : uint8_t {
    kUnknown,  ///< A stretch of the region that no zone header claims; it is looked through for text.
    kDmesg,    ///< One dump of the kernel log.
    kConsole,  ///< Ring of all console output.
    kFtrace,   ///< Ring of function calls.
    kPmsg,     ///< Ring of what user space wrote to /dev/pmsg0.
};

/// How a kernel splits its region (fs/pstore/ram.c). Of the dump zones, `count` is dump memory / record size.
enum class Generation : uint8_t {
    kScanned,      ///< No rule fits; zones were found by their signatures.
    kRecordSized,  ///< 3.x to about 4.9: zones of record size; console, ftrace, pmsg behind them.
    kDivided,      ///< Later: zones of dump memory / count bytes; the same order.
    kDividedEven,  ///< Later still (6.1.192): the same, rounded down to even numbers.
    kPmsgFirst,    ///< Newest: the same sizes; console, pmsg, ftrace behind them.
};

/// What the kernel was told (module parameters, device tree), in bytes. Absent: to be found out from the content. An
/// ECC size of 0 is no ECC, and 1 stands for 16 as in ramoops.ecc.
struct RegionOptions {
    std::optional<uint64_t> record_size;
    std::optional<uint64_t> console_size;
    std::optional<uint64_t> ftrace_size;
    std::optional<uint64_t> pmsg_size;
    std::optional<uint64_t> ecc_size;
};

/// Where a zone lies, header and parity included.
struct ZonePlace {
    uint32_t offset = 0;  ///< In the region, bytes.
    uint32_t size = 0;    ///< Bytes; always wholly inside the region.
    ZoneKind kind = ZoneKind::kUnknown;
    uint16_t index = 0;  ///< Among those of its kind: the 1 of "dmesg-ramoops-1", the CPU of a per-CPU ftrace zone.
};

/// Zones of one region that are looked at; what a region has more is counted as dropped.
inline constexpr size_t kMaxZones = 1024;
/// Regions beyond are not read; what lies behind is ignored with a note.
inline constexpr size_t kMaxRegionBytes = size_t{64} << 20;

struct RegionLayout {
    Generation generation = Generation::kScanned;
    uint32_t ecc_size = 0;  ///< Parity bytes for each block of 128, and for each header; 0 without ECC.
    BoundedVector<ZonePlace, kMaxZones> zones;  ///< In the order of their offsets, without overlaps.
};

/// Finds the zones of an untrusted region: as each generation of kernels would place them, sizes and ECC size given or
/// tried, and by a search for signatures at every byte; the layout that most headers confirm is taken.
/// Stretches that then belong to no zone and are not all alike stand in the list as kUnknown, cut in front of every
/// dump header ("====") in them.
void FindLayout(Bytes region, const RegionOptions& options, RegionLayout& layout);

}  // namespace faultbox::ramoops
