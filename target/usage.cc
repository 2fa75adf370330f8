#include "target/usage.h"

#include <algorithm>
#include <iterator>

namespace faultbox {
namespace {

struct VerbUsage {
    std::string_view name;
    const char* synopsis;  ///< What stands between the verb and "[--store DIR]".
    const char* details;
};

constexpr VerbUsage kVerbs[] = {
    {"harvest",
     " [--pstore DIR] [--ramoops FILE[:SETTING=N,...]] [--keep]\n"
     "                       "
#if FAULTBOX_RESET
     " [--reset-reason FILE]"
#endif
     ,
     "Stores one record of each crash found, then removes what it was found in.\n"
     "\n"
     "  --pstore DIR    the kernel's files of the last crash (default /sys/fs/pstore)\n"
     "  --ramoops FILE  a raw ramoops region instead: a copy of it, or memory such as\n"
     "    /dev/mem:base=0x50000000,size=0x100000; settings: base, size (of the region in FILE),\n"
     "    record, console, ftrace, pmsg, ecc (as the kernel's parameters)\n"
#if FAULTBOX_REGION_FINDER
     "  --ramoops auto  memory at the address that the kernel was given, if pstore shows nothing\n"
#endif
#if FAULTBOX_RESET
     "  --reset-reason FILE  says why the system was reset, for a reset without a crash\n"
#endif
     "  --max-bytes N, --max-records N  what the store may hold (default 16M, 256)\n"
     "  --keep          leave the files of pstore where they are\n"},
#ifndef FAULTBOX_HARVEST_ONLY
    {"list", " [--json]", "Lists the records, one a line: ID, signature, kind, headline.\n"},
    {"show", " ID [--json]", "Prints the facts of one record. ID is the number that `faultbox list` shows.\n"},
    {"prune", " [--max-bytes N] [--max-records N]",
     "Removes records until the store is within its bounds (default 16M, 256): first those that were\n"
     "read, then what was set aside because it is damaged, then others, the oldest first; the first\n"
     "record of a kind last, and only when it was handed over.\n"},
#endif
#ifdef FAULTBOX_MANIFEST
    {"manifest", "",
     "Notes which kernel, modules and image run, for the harvest of the next boot. To be run at each boot,\n"
     "and again when modules were loaded; writes only what changed.\n"},
#endif
#ifdef FAULTBOX_EXPORT
    {"export", " DIR [--all] [--unit NAME]",
     "Puts the records that were not handed over yet into one new file in DIR, and marks them.\n"
     "\n"
     "  --all        also those that were handed over before\n"
     "  --unit NAME  the unit in the file's name (default: unit_id of the settings, else the host name)\n"},
#endif
#ifdef FAULTBOX_SERVE
    {"serve", " TTY [--unit NAME]",
     "Hands records over to `faultscope pull` at the other end of a serial line, a pipe or a socket,\n"
     "until the line is closed. TTY \"-\" is standard input and output.\n"},
#endif
#ifdef FAULTBOX_USB
    {"usb", " DEVICE [--unit NAME]",
     "Hands records over to the stick whose partition DEVICE is, when it is for that: a vfat or exfat\n"
     "file system with a file faultbox-export.txt in its root. Does nothing unless the configuration\n"
     "says usb_export = on.\n"},
#endif
#ifdef FAULTBOX_WATCH
    {"watch", "",
     "Follows the kernel's log and records what does not stop the machine: warnings, hung tasks, lockups,\n"
     "hardware errors, faults of processes. Runs until SIGTERM.\n"},
#endif
#ifdef FAULTBOX_CORE
    {"core", " PID [TID SIGNAL UID GID TIME] [--proc DIR] [--user UID[:GID]]",
     "Records a crashed process; its core is read from standard input. The kernel starts it, by this\n"
     "line in /proc/sys/kernel/core_pattern:\n"
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
     "  --mark   put a mark into the memory that is to outlive a restart\n"
     "  --check  after one restart: is the mark still there?\n"
     "\n"
     "Exit status: 0 all ok, 1 a check failed, 2 none failed but one cannot tell, or wrong usage.\n"},
#endif
};

void PutSynopsis(const char* before, const VerbUsage& usage, journal::Output& out) {
    out.Put(before);
    out.Put(usage.name);
    out.Put(usage.synopsis);
    out.Put(" [--store DIR]\n");
}

}  // namespace

void PutUsage(std::string_view verb, journal::Output& out) {
    const char* before = "usage: faultbox ";
    auto usage = std::ranges::find(kVerbs, verb, &VerbUsage::name);
    if (usage != std::end(kVerbs)) {
        PutSynopsis(before, *usage, out);
        out.Put("\n");
        out.Put(usage->details);
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
#ifndef FAULTBOX_HARVEST_ONLY
        "Each verb also takes --config FILE.\n"
#endif
        "\n"
        "Records what the kernel left of its crashes. Exit status: 0 all well, 1 something could not be\n"
        "read or stored, 2 wrong usage or unreadable input.\n");
}

}  // namespace faultbox
