"""The recorder's `watch` on a real kernel's log: warnings, floods, a log that overflows, clocks that jump, suspend."""

import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from .commands import LabError, say
from .debian_kernel import Symbols
from .guest import Guest, GuestImage, booted, get_lab_module
from .image import make_disk
from .kernel import Kernel
from .machines import MachineSpec, find_machine
from .module import get_modules
from .outcome import Outcome
from .truth import Fault, load_faults
from .watch_process import LOG_LINES, NOISE, Record, Usage, Watching, first_sequence, last_sequence

QUIET_SECONDS = 5
"""After so long without a message, the recorder takes an event for whole (docs/watch.md)."""
REPEATS = 500


@dataclass(frozen=True)
class WatchPrograms:
    faultbox: Path
    """Static, for the machine."""
    idle_seconds: int
    is_short: bool = False
    """Without clock, suspend and other kinds than warnings."""


def kinds(records: list[Record]) -> list[str]:
    return [record["kind"] for record in records]


def watch_facts(record: Record) -> dict[str, int]:
    return record.get("watch", {})


def check_warning(guest: Guest, outcome: Outcome) -> None:
    """A warning becomes a record while the machine goes on, without any crash."""
    watching = Watching(guest, "warning")
    guest.run(f"echo 1 >{NOISE}/warn")
    records = watching.wait_for(1)
    outcome.expect(kinds(records) == ["warning"], f"a warning makes {kinds(records)}")
    if records:
        outcome.expect("lab_noise.c" in records[0]["headline"], f"the warning is {records[0]['headline']}")
        outcome.expect(watch_facts(records[0]).get("missed", 0) == 0, f"messages were missed: {records[0]}")
    status, totals = watching.end()
    outcome.expect(status == 0, f"SIGTERM: exit status {status}")
    outcome.expect(totals["records"] == 1 and totals["events"] == 1, f"one warning is told as {totals}")
    outcome.say(f"  one warning: {totals}")


def check_repeats(guest: Guest, outcome: Outcome) -> None:
    """The same warning again and again: all are counted, few are recorded."""
    watching = Watching(guest, "repeats")
    guest.run(f"echo 10 >{NOISE}/pause_ms; echo {REPEATS} >{NOISE}/warn", 300)
    status, totals = watching.end()
    records = watching.records()
    outcome.expect(status == 0, f"SIGTERM after a flood: exit status {status}")
    # An emulated processor may be too slow for the flood: then it must be said.
    is_whole = totals["messages missed"] == 0
    outcome.expect((totals["events"] == REPEATS) == is_whole, f"{REPEATS} warnings are told as {totals}")
    counted = sum(record["count"] for record in records)
    lost = totals["events not recorded"]
    outcome.expect(len(records) == 1, f"{len(records)} records of one fault")
    outcome.expect(lost > 0, f"all of {REPEATS} warnings were recorded: {totals}")
    outcome.expect(counted + lost == totals["events"], f"{totals}: {counted} in records, {lost} not recorded")
    outcome.say(f"  {REPEATS} times the same warning: {len(records)} record that counts {counted}, {lost} not recorded; "
                f"{totals['messages missed']} messages missed")


def check_overflow(guest: Guest, outcome: Outcome) -> None:
    """While the recorder is stopped, the log overflows: what was overwritten is told, to the message."""
    watching = Watching(guest, "overflow")
    watching.signal("STOP")
    before = last_sequence(guest)
    guest.run(f"echo {LOG_LINES} >{NOISE}/lines; echo 1 >{NOISE}/lost")
    missed = first_sequence(guest) - before - 1
    watching.signal("CONT")
    records = watching.wait_for(1)
    outcome.expect(missed > 0, f"the log did not overflow: {missed}")
    outcome.expect(kinds(records) == ["warning"], f"behind an overflow: {kinds(records)}")
    facts = watch_facts(records[0]) if records else {}
    outcome.expect(facts.get("missed") == missed, f"{missed} messages were overwritten, the record says {facts}")
    outcome.expect(facts.get("first_missed") == before + 1, f"the first one was {before + 1}, the record says {facts}")
    status, totals = watching.end()
    outcome.expect(status == 0 and totals["messages missed"] == missed, f"{missed} were missed, told as {totals}")
    outcome.say(f"  overflow: {missed} messages were overwritten, from {before + 1} on: {totals}")


def check_clock(guest: Guest, outcome: Outcome) -> None:
    """The clock is set while an event is being collected."""
    for name, date in (("back", "2001-02-03 04:05:06"), ("forward", "2037-02-03 04:05:06")):
        watching = Watching(guest, f"clock-{name}")
        guest.run(f"echo 1 >{NOISE}/warn; date -s '{date}'")
        began = time.monotonic()
        records = watching.wait_for(1)
        took = time.monotonic() - began
        outcome.expect(kinds(records) == ["warning"], f"the clock is set {name}: {kinds(records)}")
        outcome.expect(took > QUIET_SECONDS / 2, f"the clock is set {name}: recorded after {took:.1f} s")
        guest.run(f"echo 1 >{NOISE}/lost")
        records = watching.wait_for(2)
        outcome.expect(kinds(records) == ["warning"] * 2, f"after the clock was set {name}: {kinds(records)}")
        status, totals = watching.end()
        outcome.expect(status == 0 and totals["records"] == 2, f"the clock is set {name}: {status}, {totals}")
        outcome.say(f"  clock set {name} while an event is collected: recorded after {took:.1f} s, and the next one too")


def check_term(guest: Guest, outcome: Outcome) -> None:
    """SIGTERM in the middle of an event: what there is of it is stored. What was stored is not stored again."""
    watching = Watching(guest, "term")
    guest.run(f"echo 1 >{NOISE}/warn; usleep 300000")
    outcome.expect(not watching.records(), "the event was over before SIGTERM")
    began = time.monotonic()
    status, totals = watching.end()
    took = time.monotonic() - began
    outcome.expect(status == 0 and totals["records"] == 1, f"SIGTERM in an event: {status}, {totals}")
    outcome.expect(kinds(watching.records()) == ["warning"], f"SIGTERM in an event: {kinds(watching.records())}")
    outcome.say(f"  SIGTERM in the middle of an event: ended and stored in {took:.1f} s")
    again = Watching(guest, "term", keep_log=True)
    status, totals = again.end()
    outcome.expect(status == 0 and totals["events"] == 0 and len(again.records()) == 1,
                   f"started again, it records the same event: {totals}")


def check_idle(guest: Guest, seconds: int, outcome: Outcome) -> None:
    """Nothing is logged: the process must not run at all."""
    watching = Watching(guest, "idle")
    guest.run(f"sleep {QUIET_SECONDS + 1}")
    before, after = measure_idle(watching, seconds)
    outcome.expect(after.switches == before.switches, f"{after.switches - before.switches} context switches when idle")
    outcome.expect(after.ticks == before.ticks, f"{after.ticks - before.ticks} ticks of CPU time when idle")
    outcome.say(f"  idle for {seconds} s: {after.switches - before.switches} context switches (before: {before.switches}), "
                f"{after.ticks - before.ticks} ticks of CPU time (before: {before.ticks}); resident {after.resident_kib} KiB (VmHWM {after.peak_kib})")
    guest.run(f"echo 1 >{NOISE}/warn")
    watching.wait_for(1)
    usage = watching.usage()
    outcome.say(f"  after one record: resident {usage.resident_kib} KiB (VmHWM {usage.peak_kib})")
    watching.end()


def check_user_fault(guest: Guest, fault: Fault, outcome: Outcome) -> None:
    """A process that faults, where the kernel logs it."""
    for setting in fault.settings:
        file, _, value = setting.partition("=")
        guest.run(f"echo {value} >{file}")
    watching = Watching(guest, "user")
    guest.shell("mediaserver user_fault")
    found = kinds(watching.wait_for(1))
    outcome.expect(found == ["user-fault"], f"a process that faults: {found}")
    watching.end()
    outcome.say(f"  a process that faults: {', '.join(found)}")


def check_suspend(guest: Guest, outcome: Outcome) -> None:
    """All processes are frozen, and thawed 5 s later (Documentation/power/basic-pm-debugging.rst): once while nothing is
    logged, once in the middle of an event."""
    if guest.status("[ -w /sys/power/pm_test ] && echo freezer >/sys/power/pm_test")[0] != 0:
        outcome.say("  suspend: this kernel has none (CONFIG_PM_SLEEP_DEBUG)")
        return
    watching = Watching(guest, "suspend")
    suspend = "echo mem >/sys/power/state"
    guest.run(suspend)
    outcome.expect("mem" in guest.run("cat /sys/power/state"), "the machine cannot suspend")
    guest.run(f"echo 1 >{NOISE}/warn; {suspend}")
    records = watching.wait_for(1)
    outcome.expect(kinds(records) == ["warning"], f"suspend in the middle of an event: {kinds(records)}")
    guest.run(f"echo 1 >{NOISE}/lost")
    records = watching.wait_for(2)
    outcome.expect(kinds(records) == ["warning"] * 2, f"after suspend: {kinds(records)}")
    status, totals = watching.end()
    outcome.expect(status == 0 and totals["messages missed"] == 0, f"suspend: {status}, {totals}")
    log = guest.run("timeout 4 cat /dev/kmsg | grep 'Freezing user space processes'; :")
    frozen = log.count(";Freezing user space processes")
    outcome.expect(frozen >= 2, f"the processes were frozen {frozen} times")
    outcome.say(f"  suspended twice, once in the middle of an event: {totals}")


def measure_idle(watching: Watching, seconds: int) -> tuple[Usage, Usage]:
    """Before and after so long without a message. Soon after the boot the kernel may still have something to say."""
    guest = watching.guest
    for _ in range(5):
        log = last_sequence(guest)
        before = watching.usage()
        guest.run(f"sleep {seconds}", seconds + 60)
        after = watching.usage()
        if last_sequence(guest) == log + 1:
            return before, after
        say(f"the kernel logged: {guest.run('timeout 1 cat /dev/kmsg | tail -n 1; :').strip()}")
    raise LabError("the kernel does not stop logging")


def check_kinds(guest: Guest, faults: dict[str, Fault], outcome: Outcome) -> None:
    """Other reports that the machine survives. After an oops the kernel looks for hung tasks no more, and the soft lockup
    takes a processor away for good."""
    guest.run("insmod /modules/mediacodec.ko; insmod /modules/headunit.ko; cd /proc/sys/kernel; echo 0 >panic_on_oops; "
              "echo 2 >hung_task_timeout_secs; echo 1 >hung_task_warnings; echo 1 >watchdog_thresh; cd /")
    for name, background in (("hung_task", "&"), ("bt_use_after_free", ""), ("soft_lockup", "&")):
        watching = Watching(guest, name)
        guest.shell(f"mediaserver {name} {background}")
        guest.quiet()
        found = kinds(watching.wait_for(1))
        expected = faults[name].kinds
        outcome.expect(any(kind in expected for kind in found), f"{name}: {found}, not {expected}")
        outcome.say(f"  {name}: {', '.join(found)}")
        watching.end()


def image_for(spec: MachineSpec, kernel: Kernel, faults: list[Fault], programs: WatchPrograms) -> GuestImage:
    modules = get_modules(spec.name, kernel, faults)
    # Freed memory is poisoned: its use is no NULL pointer by chance.
    return GuestImage(spec, kernel, programs.faultbox, tuple(kernel.modules),
                      (get_lab_module("noise", spec.name, kernel), *modules), kernel_arguments="slub_debug=P")


def run_checks(guest: Guest, faults: dict[str, Fault], programs: WatchPrograms, outcome: Outcome) -> None:
    guest.run("insmod /modules/lab_noise.ko")
    check_warning(guest, outcome)
    check_idle(guest, programs.idle_seconds, outcome)
    check_repeats(guest, outcome)
    check_overflow(guest, outcome)
    check_term(guest, outcome)
    if programs.is_short:
        return
    check_clock(guest, outcome)
    check_suspend(guest, outcome)
    check_user_fault(guest, faults["user_fault"], outcome)
    check_kinds(guest, faults, outcome)


def run_watch_course(machine: str, programs: WatchPrograms, folder: Path) -> Outcome:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    outcome = Outcome()
    disk = folder / "disk.img"
    make_disk(disk)
    spec = find_machine(machine)
    kernel = spec.get_kernel(Symbols.NONE)
    faults = load_faults(spec, kernel.source)
    with booted(image_for(spec, kernel, faults, programs), folder, (f"file={disk},format=raw",)) as guest:
        run_checks(guest, {fault.name: fault for fault in faults}, programs, outcome)
    return outcome
