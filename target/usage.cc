#include "target/usage.h"

namespace faultbox {
namespace {

constexpr std::string_view kProgram =
    "usage: faultbox harvest [--pstore DIR] [--ramoops FILE[:SETTING=N,...]] [--store DIR] [--keep]\n"
#ifndef FAULTBOX_HARVEST_ONLY
    "       faultbox list [--store DIR] [--json]\n"
    "       faultbox show ID [--store DIR] [--json]\n"
    "       faultbox prune [--store DIR] [--max-bytes N] [--max-records N]\n"
#endif
#ifdef FAULTBOX_MANIFEST
    "       faultbox manifest [--store DIR]\n"
#endif
#ifdef FAULTBOX_EXPORT
    "       faultbox export DIR [--all] [--unit NAME] [--store DIR]\n"
#endif
#ifdef FAULTBOX_SERVE
    "       faultbox serve TTY [--unit NAME] [--store DIR]\n"
#endif
#ifdef FAULTBOX_USB
    "       faultbox usb DEVICE [--unit NAME] [--store DIR]\n"
#endif
#ifdef FAULTBOX_WATCH
    "       faultbox watch [--store DIR]\n"
#endif
#ifdef FAULTBOX_CORE
    "       faultbox core PID [TID SIGNAL UID GID TIME] [--store DIR]\n"
#endif
#ifdef FAULTBOX_SELFTEST
    "       faultbox selftest [--mark | --check] [--json] [--store DIR]\n"
#endif
    "       faultbox --version\n"
    "       faultbox VERB --help\n"
#ifndef FAULTBOX_HARVEST_ONLY
    "Each verb also takes --config FILE (default /etc/faultbox.conf).\n"
#endif
    "\n"
    "Records what the kernel left of its crashes. Exit status: 0 all well, 1 something could not be\n"
    "read or stored, 2 wrong usage or unreadable input.\n";

constexpr std::string_view kHarvest =
    "usage: faultbox harvest [--pstore DIR] [--ramoops FILE[:SETTING=N,...]] [--store DIR] [--keep]\n"
#if FAULTBOX_RESET
    "                        [--reset-reason FILE]\n"
#endif
    "\n"
    "Stores one record of each crash found, then removes what it was found in.\n"
    "\n"
    "  --pstore DIR    the kernel's files of the last crash (default /sys/fs/pstore)\n"
    "  --ramoops FILE  a raw ramoops region instead: a copy of it, or memory such as\n"
    "                  /dev/mem:base=0x50000000,size=0x100000\n"
    "                  settings: record, console, ftrace, pmsg, ecc (as the kernel's parameters),\n"
    "                  base, size (of the region in FILE)\n"
#if FAULTBOX_REGION_FINDER
    "  --ramoops auto  memory at the address that the kernel was given, if pstore shows nothing\n"
#endif
#if FAULTBOX_RESET
    "  --reset-reason FILE\n"
    "                  says why the system was reset, for the record of a reset without a crash\n"
#endif
    "  --store DIR     where records are kept (default /var/lib/faultbox)\n"
    "  --max-bytes N, --max-records N\n"
    "                  what the store may hold (default 16M, 256); records that were read go first,\n"
    "                  the first record of a kind never\n"
    "  --keep          leave the files of pstore where they are\n";

#ifndef FAULTBOX_HARVEST_ONLY
constexpr std::string_view kList =
    "usage: faultbox list [--store DIR] [--json]\n"
    "\n"
    "Lists the records, one a line: ID, signature, kind, headline.\n";

constexpr std::string_view kShow =
    "usage: faultbox show ID [--store DIR] [--json]\n"
    "\n"
    "Prints the facts of one record. ID is the number that `faultbox list` shows.\n";

constexpr std::string_view kPrune =
    "usage: faultbox prune [--store DIR] [--max-bytes N] [--max-records N]\n"
    "\n"
    "Removes records until the store is within its bounds (default 16M, 256): first those that were\n"
    "read, then what was set aside because it is damaged, then others, the oldest first; never the\n"
    "first record of a kind.\n";
#endif

#ifdef FAULTBOX_MANIFEST
constexpr std::string_view kManifest =
    "usage: faultbox manifest [--store DIR]\n"
    "\n"
    "Notes which kernel, modules and image run, for the harvest of the next boot. To be run at each boot,\n"
    "and again when modules were loaded; writes only what changed.\n";
#endif

#ifdef FAULTBOX_WATCH
constexpr std::string_view kWatch =
    "usage: faultbox watch [--store DIR]\n"
    "\n"
    "Follows the kernel's log and records what does not stop the machine: warnings, hung tasks, lockups,\n"
    "hardware errors, faults of processes. Runs until SIGTERM.\n";
#endif

}  // namespace

std::string_view UsageOf(harvest::Options::Verb verb) {
    using Verb = harvest::Options::Verb;
    switch (verb) {
        case Verb::kHarvest:
            return kHarvest;
#ifndef FAULTBOX_HARVEST_ONLY
        case Verb::kList:
            return kList;
        case Verb::kShow:
            return kShow;
        case Verb::kPrune:
            return kPrune;
#endif
#ifdef FAULTBOX_MANIFEST
        case Verb::kManifest:
            return kManifest;
#endif
#ifdef FAULTBOX_WATCH
        case Verb::kWatch:
            return kWatch;
#endif
        default:
            return kProgram;
    }
}

}  // namespace faultbox
