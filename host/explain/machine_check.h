#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "arch/x86/machine_check.h"
#include "target/format/crash_record.pb.h"

namespace faultbox {

/// A machine-check event's mce.* facts (docs/kinds/machine-check.md) put together. Where several processors reported
/// the same error, the facts are the first one's.
struct MachineCheckReport {
    std::optional<x86::MachineCheck> check;  ///< Absent where no status was printed.
    std::vector<uint32_t> cpus;              ///< Linux' numbers, in the order in which they reported.
    std::optional<uint64_t> address;         ///< MCi_ADDR.
    std::optional<uint64_t> cpuid;
    std::optional<uint64_t> socket;
    std::optional<uint64_t> apic;
    std::optional<uint64_t> time_s;  ///< Seconds since 1970.
    std::string notice;              ///< What the kernel said instead of a bank: "Core temperature above threshold, …"
};

MachineCheckReport ReadMachineCheck(const format::Event& event);

/// "uncorrected error, processor context corrupt; internal timer error; MSCOD 0x0080 is model specific and not
/// published for this processor and bank; …". Empty without a status.
std::string MeaningOf(const MachineCheckReport& report);

/// "CPUs 20 and 8"; empty for none.
std::string CpuList(const std::vector<uint32_t>& cpus);

/// One sentence for a field engineer, and whether software can have a part in it.
std::string VerdictOf(const MachineCheckReport& report);

}  // namespace faultbox
