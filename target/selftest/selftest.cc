#include "target/selftest/selftest.h"

namespace faultbox::selftest {
namespace {

struct Entry {
    std::string_view name;
    Check check;
    std::string_view remedy;
};

constexpr Entry kChecks[] = {
    {"pstore", CheckMounted, "mount -t pstore pstore /sys/fs/pstore at boot; systemd does it by itself"},
    {"back_end", CheckBackEnd,
     "give ramoops memory: a node in the device tree's reserved-memory, or ramoops.mem_address= and ramoops.mem_size="},
    {"ramoops_zones", CheckZones, "state record-size, console-size and pmsg-size of ramoops; read them as root"},
    {"pstore_console", CheckConsole, "set CONFIG_PSTORE_CONSOLE=y; without it a reset by the watchdog leaves no text"},
    {"ramoops_region", CheckRegion,
     "reserve the region: reserved-memory with no-map, or memmap=SIZE$ADDRESS; read /proc/iomem as root"},
    {"store", CheckStore, "mount the store's file system for writing before faultbox runs, and run it as root"},
    {"store_space", CheckStoreSpace, "make the store's file system larger, or max_bytes in faultbox.conf smaller"},
    {"manifest", CheckManifest, "run faultbox manifest at each boot: enable faultbox-manifest.service"},
    {"watchdog", CheckWatchdog,
     "enable the watchdog's driver, with CONFIG_WATCHDOG_SYSFS, and feed it: RuntimeWatchdogSec= of systemd"},
    {"bootstatus", CheckBootStatus,
     "set CONFIG_WATCHDOG_SYSFS=y; without it a reset by the watchdog looks like any other"},
    {"panic_on_oops", CheckPanicOnOops, "set kernel.panic_on_oops=1, CONFIG_PANIC_ON_OOPS=y or oops=panic"},
    {"panic_timeout", CheckPanicTimeout, "set kernel.panic=5, CONFIG_PANIC_TIMEOUT=5 or panic=5"},
    {"kernel_config", CheckKernelConfig,
     "set the options of toolchains/integration/kernel/faultbox.config; CONFIG_IKCONFIG_PROC=y lets it be checked"},
    {"core_pattern", CheckCorePattern, "install 51-faultbox-core.conf in /usr/lib/sysctl.d"},
    {"systemd_pstore", CheckSystemdPstore, "enable faultbox-harvest.service, or mask systemd-pstore.service"},
};

}  // namespace

void RunChecks(Subject& subject, Report& report) {
    for (const Entry& entry : kChecks) {
        Sentence finding;
        Outcome outcome = entry.check(subject, finding);
        report.Add(entry.name, outcome, finding.view(), entry.remedy);
    }
}

void AddMark(Outcome outcome, std::string_view finding, Report& report) {
    report.Add("warm_reset", outcome, finding,
               "set a mark, restart exactly once without a loss of power, and check before anything empties pstore; "
               "where that fails, the boot loader clears or trains the memory");
}

}  // namespace faultbox::selftest
