#include "target/harvest/reset_cause.h"

namespace faultbox::harvest {
namespace {

struct BootStatusBit {
    uint32_t bit;
    const char* meaning;
};

// include/uapi/linux/watchdog.h, WDIOF_OVERHEAT to WDIOF_POWEROVER. The other bits are no reasons but what a watchdog
// can do; they stand in the number.
constexpr BootStatusBit kBootStatusBits[] = {
    {0x01, "CPU overheat"},       {0x02, "fan failed"}, {0x04, "external relay 1"},
    {0x08, "external relay 2"},   {0x10, "power bad"},  {0x20, "the watchdog reset the CPU"},
    {0x40, "power over voltage"},
};

using Buffer = std::array<uint8_t, 128>;

}  // namespace

void ResetCause::ReadWatchdog(SystemFiles& files, std::string_view folder) {
    Buffer buffer;
    std::optional<uint64_t> status = ReadKernelNumber(ReadLine(files, Path(folder) / "bootstatus", buffer));
    if (!status) return;
    watchdogs_.Append({.identity = ReadLine(files, Path(folder) / "identity", buffer), .boot_status = *status});
}

bool ResetCause::ReadReason(SystemFiles& files, std::string_view path) {
    Buffer buffer;
    reason_ = ReadLine(files, path, buffer);
    reason_file_ = path;
    return !reason_.empty();
}

void ResetCause::FindReason(SystemFiles& files) {
    constexpr std::string_view kDevices = "/sys/devices/platform";
    if (!files.StartListing(kDevices)) return;
    while (std::optional<std::string_view> device = files.NextName()) {
        for (std::string_view name : {"power_on_reason", "reset_reason"}) {
            if (ReadReason(files, Path(kDevices) / *device / name)) return;
        }
    }
}

void ResetCause::Read(SystemFiles& files, std::string_view reason_file) {
    for (const char* folder : {"/sys/class/watchdog/watchdog0", "/sys/class/watchdog/watchdog1",
                               "/sys/class/watchdog/watchdog2", "/sys/class/watchdog/watchdog3"}) {
        ReadWatchdog(files, folder);
    }
    if (reason_file.empty()) {
        FindReason(files);
    } else {
        is_missing_ = !ReadReason(files, reason_file);
    }
}

void ResetCause::AddFacts(CrashEvent& event) const {
    for (const Watchdog& watchdog : watchdogs_) {
        if (!watchdog.identity.empty()) event.facts.Append({.key = "reset.watchdog", .text = watchdog.identity});
        event.facts.Append({.key = "reset.bootstatus", .number = watchdog.boot_status, .hex = true});
        for (const BootStatusBit& bit : kBootStatusBits) {
            if ((watchdog.boot_status & bit.bit) == 0) continue;
            event.facts.Append({.key = "reset.cause", .text = bit.meaning});
        }
    }
    if (reason_.empty()) return;
    event.facts.Append({.key = "reset.reason", .text = reason_});
    event.facts.Append({.key = "reset.reason_file", .text = reason_file_});
}

}  // namespace faultbox::harvest
