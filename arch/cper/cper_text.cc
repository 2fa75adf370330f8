#include "arch/cper/cper_text.h"

#include <array>
#include <span>

namespace faultbox::cper {
namespace {

constexpr const char* kSeverities[] = {"recoverable", "fatal", "corrected", "info"};

// In the order of SectionType.
constexpr const char* kSections[] = {
    "unknown section",
    "general processor error",
    "IA32/X64 processor error",
    "ARM processor error",
    "memory error",
    "memory error 2",
    "PCIe error",
    "Firmware Error Record Reference",
};

// N.2.7, table N-42
constexpr const char* kPortTypes[] = {"PCIe end point",
                                      "legacy PCI end point",
                                      nullptr,
                                      nullptr,
                                      "root port",
                                      "upstream switch port",
                                      "downstream switch port",
                                      "PCIe to PCI/PCI-X bridge",
                                      "PCI/PCI-X to PCIe bridge",
                                      "root complex integrated endpoint device",
                                      "root complex event collector"};

// N.2.5, table N-30
constexpr const char* kMemoryErrors[] = {"unknown",
                                         "no error",
                                         "single-bit ECC",
                                         "multi-bit ECC",
                                         "single-symbol chipkill ECC",
                                         "multi-symbol chipkill ECC",
                                         "master abort",
                                         "target abort",
                                         "parity error",
                                         "watchdog timeout",
                                         "invalid address",
                                         "mirror broken",
                                         "memory sparing",
                                         "scrub corrected error",
                                         "scrub uncorrected error",
                                         "physical memory map-out event"};

// N.2.4.1, table N-7
constexpr const char* kProcessors[] = {"IA32/X64", "IA64", "ARM"};
constexpr const char* kInstructionSets[] = {"IA32", "IA64", "X64", "ARM A32/T32", "ARM A64"};
constexpr const char* kOperations[] = {"unknown or generic", "data read", "data write", "instruction execution"};
// N.2.4.4.1; before UEFI 2.9A a number, whose 2 was the bus.
constexpr const char* kArmErrors[] = {"cache error", "TLB error", "bus error", "micro-architectural error"};
// N.2.4.4.2, table N-21
constexpr const char* kArmContexts[] = {
    "AArch32 general purpose registers", "AArch32 EL1 context registers",     "AArch32 EL2 context registers",
    "AArch32 secure context registers",  "AArch64 general purpose registers", "AArch64 EL1 context registers",
    "AArch64 EL2 context registers",     "AArch64 EL3 context registers",     "misc. system register structure"};
// N.2.4.2.2, table N-16
constexpr const char* kX86Contexts[] = {"unclassified data",
                                        "MSR registers",
                                        "32-bit mode execution context",
                                        "64-bit mode execution context",
                                        "FXSAVE context",
                                        "32-bit mode debug registers",
                                        "64-bit mode debug registers",
                                        "memory mapped registers"};
// N.2.10
constexpr const char* kRecordTypes[] = {"IPF SAL error record", "SOC firmware error record type 1 (legacy CrashLog)",
                                        "SOC firmware error record type 2"};
// N.2.4.4, table N-17
constexpr const char* kRunning[] = {"not running", "running"};

struct Values {
    std::string_view section;  ///< Empty for every one.
    std::string_view field;
    std::span<const char* const> names;
};

constexpr Values kValues[] = {
    {"PCIe error", "port_type", kPortTypes},
    {"memory error", "error_type", kMemoryErrors},
    {"memory error 2", "error_type", kMemoryErrors},
    {"ARM processor error", "error_type", kArmErrors},
    {"ARM processor error", "context_type", kArmContexts},
    {"ARM processor error", "running_state", kRunning},
    {"IA32/X64 processor error", "context_type", kX86Contexts},
    {"general processor error", "processor_type", kProcessors},
    {"general processor error", "processor_isa", kInstructionSets},
    {"general processor error", "operation", kOperations},
    {"Firmware Error Record Reference", "record_type", kRecordTypes},
};

}  // namespace

const char* SeverityName(uint32_t severity) {
    return severity < std::size(kSeverities) ? kSeverities[severity] : "unknown";
}

const char* SectionName(SectionType type) {
    auto index = static_cast<size_t>(type);
    return index < std::size(kSections) ? kSections[index] : kSections[0];
}

const char* MeaningOf(std::string_view section, std::string_view field, uint64_t value) {
    for (const Values& values : kValues) {
        if (values.section == section && values.field == field && value < values.names.size()) {
            return values.names[static_cast<size_t>(value)];
        }
    }
    return nullptr;
}

}  // namespace faultbox::cper
