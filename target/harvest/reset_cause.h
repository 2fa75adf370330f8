#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "target/harvest/system_files.h"
#include "target/oops/crash_event.h"
#include "target/record/source_facts.h"

namespace faultbox::harvest {

/// What the running system knows of why it was reset. What it does not offer is absent.
class ResetCause {
  public:
    /// Reads /sys/class/watchdog/watchdogN/bootstatus and identity (Documentation/ABI/testing/sysfs-class-watchdog), N
    /// from 0 to 3, and the reset reason: the first line of `reason_file`, or where that is empty of the file that some
    /// drivers offer, /sys/devices/platform/DEVICE/power_on_reason (drivers/power/reset/at91-reset.c) or
    /// /sys/devices/platform/DEVICE/reset_reason (drivers/soc/tegra/pmc.c). To be called once.
    void Read(SystemFiles& files, std::string_view reason_file);

    /// Adds the facts of docs/json.md, "reset"; they view into this object.
    void AddFacts(CrashEvent& event) const;

    /// A file was given and has no reason in it.
    bool is_missing() const { return is_missing_; }

  private:
    struct Watchdog {
        record::ShortText<64> identity;
        uint64_t boot_status = 0;
    };

    void ReadWatchdog(SystemFiles& files, std::string_view folder);
    bool ReadReason(SystemFiles& files, std::string_view path);
    void FindReason(SystemFiles& files);

    BoundedVector<Watchdog, 4> watchdogs_;
    record::ShortText<128> reason_;
    record::ShortText<128> reason_file_;
    bool is_missing_ = false;
};

}  // namespace faultbox::harvest
