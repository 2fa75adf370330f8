#include "target/usage.h"

#include <algorithm>
#include <iterator>

namespace faultbox {
namespace {

struct VerbUsage {
    std::string_view name;
    const char* synopsis;  ///< What stands between the verb and kCommonSynopsis.
    const char* details;
    const char* shared = "";  ///< Of `details`, what other verbs have too.
};

constexpr char kQuotaHelp[] = "  --max-bytes N, --max-records N  what the store may hold (default 16M, 256)\n";
#ifndef FAULTBOX_HARVEST_ONLY
constexpr char kJsonHelp[] = "  --json          JSON instead of lines\n";
#endif
#ifdef FAULTBOX_HAND_OVER
constexpr char kUnitHelp[] =
    "  --unit NAME     the unit in names of files (default: unit_id, unit_id_file, the host name)\n";
#endif

constexpr VerbUsage kVerbs[] = {
    {"harvest",
     " [--pstore DIR] [--ramoops FILE[:SETTING=N,...]] [--keep]\n"
     "   "
#if FAULTBOX_RESET
     " [--reset-reason FILE]"
#endif
     " [--max-bytes N] [--max-records N]\n"
     "   ",
     "Stores one record of each crash found, then removes what it was found in.\n"
     "\n"
     "  --pstore DIR    the kernel's files of the last crash (default /sys/fs/pstore)\n"
     "  --ramoops FILE  a raw ramoops region instead: a copy of it, or memory such as\n"
     "    /dev/mem:base=0x50000000,size=0x100000; as the kernel's parameters: record, console, ftrace,\n"
     "    pmsg, ecc\n"
#if FAULTBOX_REGION_FINDER
     "  --ramoops auto  memory at the address that the kernel was given, if pstore shows nothing\n"
#endif
#if FAULTBOX_RESET
     "  --reset-reason FILE  says why the system was reset, for a reset without a crash\n"
#endif
     "  --keep          leave the files of pstore where they are\n",
     kQuotaHelp},
#ifndef FAULTBOX_HARVEST_ONLY
    {"list", " [--json]",
     "Lists the records, one a line: ID, signature, kind, headline, counts, whether it was handed over.\n"
     "\n",
     kJsonHelp},
    {"show", " ID [--json]",
     "Prints the facts of one record. ID is its number in `faultbox list`.\n"
     "\n",
     kJsonHelp},
    {"prune", " [--max-bytes N] [--max-records N]",
     "Removes records until the store is within its bounds: first what was handed over, then what is\n"
     "damaged, then others, the oldest first; the first record of a kind last, if it was handed over.\n"
     "\n",
     kQuotaHelp},
#endif
#ifdef FAULTBOX_MANIFEST
    {"manifest", "",
     "Notes which kernel, modules and image run, for the next boot's harvest. To be run at each boot, and\n"
     "again when modules were loaded.\n"
     "\n"},
#endif
#ifdef FAULTBOX_EXPORT
    {"export", " DIR [--all] [--unit NAME]",
     "Puts the records that were not handed over yet into one new file in DIR, and marks them.\n"
     "\n"
     "  --all           also those that were handed over before\n",
     kUnitHelp},
#endif
#ifdef FAULTBOX_SERVE
    {"serve", " TTY [--unit NAME]",
     "Hands records over to `faultscope pull` at the other end of a serial line, pipe or socket, until\n"
     "it is closed. TTY \"-\" is standard input and output.\n"
     "\n",
     kUnitHelp},
#endif
#ifdef FAULTBOX_USB
    {"usb", " DEVICE [--unit NAME]",
     "Hands records over to the stick whose partition DEVICE is, if it is vfat or exfat with a file\n"
     "faultbox-export.txt in its root. Does nothing unless the settings say usb_export = on.\n"
     "\n",
     kUnitHelp},
#endif
#ifdef FAULTBOX_WATCH
    {"watch", "",
     "Follows the kernel's log and records what does not stop the machine: warnings, hangs, hardware\n"
     "errors, faults of processes. Runs until SIGTERM.\n"
     "\n"},
#endif
#ifdef FAULTBOX_CORE
    {"core", " PID [TID SIGNAL UID GID TIME] [--proc DIR] [--user UID[:GID]]",
     "Records a crashed process, whose core is standard input. In /proc/sys/kernel/core_pattern:\n"
     "\n"
     "  |/usr/bin/faultbox core %P %i %s %u %g %t\n"
     "\n"
     "  --proc DIR        the folder of processes (default /proc)\n"
     "  --user UID[:GID]  whom to read the process's memory as (default 65534)\n"},
#endif
#ifdef FAULTBOX_SELFTEST
    {"selftest", " [--mark | --check] [--json]",
     "Checks whether this image keeps and records crashes. To be run as root.\n"
     "\n"
     "Exit status: 0 all ok, 1 a check failed, 3 none failed but one cannot tell, 2 wrong usage.\n"
     "\n"
     "  --mark          put a mark into the memory that is to outlive a restart\n"
     "  --check         after one restart: is the mark still there?\n",
     kJsonHelp},
#endif
};

constexpr const char* kCommonSynopsis =
#ifndef FAULTBOX_HARVEST_ONLY
    " [--store DIR] [--config FILE]\n";
#else
    " [--store DIR]\n";
#endif

void PutSynopsis(const char* before, const VerbUsage& usage, journal::Output& out) {
    out.Put(before);
    out.Put(usage.name);
    out.Put(usage.synopsis);
    out.Put(kCommonSynopsis);
}

}  // namespace

void PutUsage(std::string_view verb, journal::Output& out) {
    const char* before = "usage: faultbox ";
    auto usage = std::ranges::find(kVerbs, verb, &VerbUsage::name);
    if (usage != std::end(kVerbs)) {
        PutSynopsis(before, *usage, out);
        out.Put("\n");
        out.Put(usage->details);
        out.Put(usage->shared);
        out.Put(
            "  --store DIR     where records are kept (default /var/lib/faultbox)\n"
#ifndef FAULTBOX_HARVEST_ONLY
            "  --config FILE   the settings (default /etc/faultbox.conf)\n"
#endif
        );
        return;
    }
    for (const VerbUsage& each : kVerbs) {
        PutSynopsis(before, each, out);
        before = "       faultbox ";
    }
    out.Put(
        "       faultbox --version\n"
        "       faultbox VERB --help\n"
        "\n"
        "Records what the kernel left of its crashes. Exit status: 0 all well, 1 something could not be\n"
        "read or stored, 2 wrong usage or unreadable input.\n");
}

}  // namespace faultbox
