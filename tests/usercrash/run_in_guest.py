#!/usr/bin/env python3
"""Lets a C++ program with four threads crash under a real kernel in QEMU, with the recorder as core_pattern: every frame
of every thread must be gdb's for the same core. Then the bad cases: a process in a PID namespace, one that is killed while
it is dumped, a core_pipe_limit of 0, a stack that is overwritten.

    run_in_guest.py arm64 --build build --output build/usercrash-arm64

Program and libraries are those of the machine's cross compiler. Exit status 0: all checks held; 1: one did not; 2: the
guest could not start.
"""

import argparse
import pathlib
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[0] / "lab"))

from compare_with_gdb import CRASHES, frames_of, settings  # noqa: E402
from faultlab.commands import LabError, run  # noqa: E402
from faultlab.debian_kernel import Symbols  # noqa: E402
from faultlab.guest import Guest, GuestImage, booted  # noqa: E402
from faultlab.image import make_disk, read_disk  # noqa: E402
from faultlab.machines import MachineSpec, find_machine  # noqa: E402
from faultlab.outcome import Outcome, report_course  # noqa: E402
from guest_programs import has_table, make_root  # noqa: E402

RECORDER = "|/bin/faultbox core %P %i %s %u %g %t"
KEEPER = "|/bin/guest-core %P %i %s %u %g %t"
SLOW = "|/bin/guest-slow-core %P %i %s %u %g %t"
THREADS = 4
NO_TABLE = 2
"""`end` of a list of callers in the record (FORMAT.md)."""
DEADLINE_SECONDS = 60.0
SMALL_STACKS = "ulimit -s 256"
"""KiB, of each thread: the whole core must fit on the disk."""


def image_for(spec: MachineSpec, root: pathlib.Path, faultbox: pathlib.Path) -> GuestImage:
    kernel = spec.get_kernel(Symbols.NONE)
    files = {name: path.read_bytes() for name, path in make_root(spec, root).items()}
    files |= {f"bin/{name}": (HERE / name).read_bytes() for name in ("guest-core", "guest-slow-core")}
    return GuestImage(spec, kernel, faultbox, tuple(kernel.modules), files=files)


class Crasher:
    """Lets programs crash in the guest."""

    def __init__(self, guest: Guest) -> None:
        self.guest = guest

    def pattern(self, pattern: str, limit: int = 4) -> None:
        self.guest.run(f"echo '{pattern}' >/proc/sys/kernel/core_pattern; echo {limit} >/proc/sys/kernel/core_pipe_limit")

    def crash(self, name: str, command: str) -> int:
        """The status with which the shell says that it ended."""
        return self.guest.status(f"echo {name} >/run/crash; ({SMALL_STACKS}; {command})", 200)[0]

    def wait_for(self, name: str) -> str:
        """What the recorder said, once its core_pattern has ended."""
        end = time.monotonic() + DEADLINE_SECONDS
        while self.guest.status(f"[ -e /run/done-{name} ]")[0] != 0:
            if time.monotonic() > end:
                raise LabError(f"the recorder of '{name}' does not end")
            time.sleep(0.5)
        return self.guest.run(f"cat /run/said-{name} /run/status-{name}")

    def records(self, store: str) -> list[dict]:
        return self.guest.records(store) if self.guest.status(f"[ -d {store} ]")[0] == 0 else []


def recorded_frames(record: dict) -> dict[int, list[int]]:
    return {thread["tid"]: [int(frame["address"], 16) for frame in thread.get("frame", [])]
            for thread in record["user_crash"]["thread"]}


def gdb_frames(root: pathlib.Path, core: pathlib.Path) -> dict[int, list[int]]:
    """What gdb shows for a core of the program, whose libraries lie in `root`."""
    commands = [*(f"set {setting}" for setting in settings()), f"set sysroot {root}", f"core-file {core}",
                r'thread apply all frame apply all -q printf "at %lx %lx\n", $pc, $sp']
    words = [word for command in commands for word in ("-ex", command)]
    command = ["gdb-multiarch", "-nx", "-q", "-batch", *words, str(root / "bin/crashing")]
    shown = subprocess.run(command, text=True, capture_output=True, stdin=subprocess.DEVNULL, check=False)
    return frames_of(shown.stdout)


def ends_without_table(crash: dict, thread: dict, root: pathlib.Path) -> bool:
    """Whether a list of callers ends because the last one's function has no unwind table on 32-bit ARM, and says so: by
    readelf. gdb goes on by what it makes of the function's first instructions."""
    if thread.get("end") != NO_TABLE:
        return False
    last = thread["frame"][-1]
    module = crash["module"][last["module"]]
    shown = run("readelf", "-uW", root / module["path"].lstrip("/"))
    return not has_table(shown, int(last["address"], 16) - int(module["bias"], 16))


def check_frames(folder: pathlib.Path, root: pathlib.Path, found: dict[str, dict], outcome: Outcome) -> None:
    for name, record in found.items():
        expected = gdb_frames(root, folder / "brought" / f"core-{name}")
        recorded = recorded_frames(record)
        outcome.expect(len(expected) == THREADS, f"{name}: gdb has {len(expected)} threads")
        crash = record["user_crash"]
        cut = [thread["tid"] for thread in crash["thread"] if ends_without_table(crash, thread, root)]
        there = {tid: frames[:len(recorded.get(tid, []))] if tid in cut else frames for tid, frames in expected.items()}
        same = recorded == there
        outcome.expect(same, f"{name}: recorded {as_hex(recorded)}, gdb has {as_hex(expected)}")
        lacking = sum(map(len, expected.values())) - sum(map(len, there.values()))
        without = f"; {lacking} more behind a function without unwind table" if lacking else ""
        outcome.say(f"  {name}: {sum(map(len, recorded.values()))} frames of {len(recorded)} threads"
                    f"{' are those of gdb' if same else ''}{without}")


def as_hex(threads: dict[int, list[int]]) -> dict[int, list[str]]:
    return {tid: [hex(pc) for pc in frames] for tid, frames in sorted(threads.items())}


def crash_all(crasher: Crasher, outcome: Outcome) -> dict[str, dict]:
    """Each crash of the program: its record."""
    found = {}
    crasher.pattern(KEEPER)
    for name, (signal, _) in CRASHES.items():
        status = crasher.crash(name, f"/bin/crashing {name}")
        said = crasher.wait_for(name)
        records = crasher.records(f"/disk/store-{name}")
        outcome.expect(status == 128 + signal, f"{name}: ended with {status}")
        outcome.expect(len(records) == 1, f"{name}: {len(records)} records: {said}")
        if records:
            found[name] = records[0]
            outcome.expect(records[0]["user_crash"]["signal"] == signal, f"{name}: {records[0]['user_crash']}")
    return found


def summary(record: dict) -> str:
    threads = record["user_crash"]["thread"]
    ends = [thread.get("end", "none") for thread in threads]
    return f"{len(threads)} threads, {[len(thread.get('frame', [])) for thread in threads]} frames, ends {ends}"


def check_direct(crasher: Crasher, name: str, command: str, limit: int, outcome: Outcome) -> dict | None:
    """One crash with nothing between kernel and recorder."""
    store = f"/disk/direct-{name}"
    crasher.pattern(f"{RECORDER} --store {store}", limit)
    crasher.crash(name, command)
    end = time.monotonic() + DEADLINE_SECONDS
    while not (records := crasher.records(store)) and time.monotonic() < end:
        time.sleep(0.5)
    outcome.expect(len(records) == 1, f"{name}: {len(records)} records")
    if not records:
        return None
    outcome.expect(records[0]["user_crash"]["signal"] == 11, f"{name}: {records[0]['user_crash']['signal']}")
    outcome.say(f"  {name}: {summary(records[0])}")
    return records[0]


def check_bad_cases(crasher: Crasher, outcome: Outcome) -> None:
    usual = check_direct(crasher, "usual", "/bin/crashing null", 4, outcome)
    inside = None
    if crasher.guest.status("[ -e /proc/self/ns/pid ]")[0] == 0:
        inside = check_direct(crasher, "pid-namespace", "unshare -p -m -f /bin/sh -c '/bin/crashing null; :'", 4, outcome)
    else:
        outcome.say("  PID namespaces: this kernel has none (CONFIG_PID_NS)")
    if usual and inside:
        counts = [sorted(map(len, recorded_frames(record).values())) for record in (usual, inside)]
        outcome.expect(counts[0] == counts[1], f"in a PID namespace {counts[1]} frames, outside {counts[0]}")
    check_direct(crasher, "no-pipe-limit", "/bin/crashing null", 0, outcome)
    smashed = check_direct(crasher, "smashed", "/bin/smashed", 4, outcome)
    if smashed:
        frames = recorded_frames(smashed)
        outcome.expect(all(1 <= len(pcs) <= 64 for pcs in frames.values()), f"smashed: {frames}")
    check_killed(crasher, outcome)


def check_killed(crasher: Crasher, outcome: Outcome) -> None:
    """SIGKILL while the kernel waits for the recorder: it must end, and must not take another process's memory."""
    crasher.pattern(SLOW)
    crasher.crash("killed", "/bin/crashing null & sleep 1; kill -9 $(cat /run/pid); wait")
    said = crasher.wait_for("killed")
    records = crasher.records("/disk/store-killed")
    outcome.expect(len(records) <= 1, f"killed: {len(records)} records")
    outcome.say(f"  killed while it is dumped: {summary(records[0]) if records else 'no record'}; {' '.join(said.split())}")


def run_course(machine: str, build: pathlib.Path, folder: pathlib.Path) -> Outcome:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    outcome = Outcome()
    spec = find_machine(machine)
    root = folder / "root"
    image = image_for(spec, root, build / spec.preset / "target/faultbox")
    disk = folder / "disk.img"
    make_disk(disk)
    with booted(image, folder, (f"file={disk},format=raw",)) as guest:
        crasher = Crasher(guest)
        found = crash_all(crasher, outcome)
        check_bad_cases(crasher, outcome)
        guest.power_off()
    read_disk(disk, folder / "brought")
    check_frames(folder, root, found, outcome)
    return outcome


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("machine", nargs="?", default="amd64", help="a machine of the lab (default: %(default)s)")
    parser.add_argument("--build", type=pathlib.Path, default=HERE.parents[1] / "build", help="default: %(default)s")
    parser.add_argument("--output", type=pathlib.Path, required=True)
    options = parser.parse_args()
    return report_course(f"usercrash {options.machine}", options.output / "serial.log",
                         lambda: run_course(options.machine, options.build, options.output.resolve()))


if __name__ == "__main__":
    sys.exit(main())
