"""An image with busybox init: what the recorder's init script does when it is really booted."""

import shutil
from pathlib import Path

from .busybox_image import make_busybox_image
from .debian_image import IMAGE_VERSION, RECORDER_USER
from .image_checks import (STORE, check_hook, check_mark, check_modules, check_record, check_selftest, check_store,
                           check_user_crash, crashes, set_mark)
from .image_guest import ImageGuest
from .image_machines import IMAGE_MACHINES, boot_command, has_ramoops, lacks
from .outcome import Outcome
from .qemu import Machine
from .recorder_package import ImagePrograms, make_package
from .unit_state import SECCOMP_MODE_FILTER, parse_status

SCRIPT = "/etc/init.d/S20faultbox"


def check_watch(guest: ImageGuest, outcome: Outcome, what: str) -> None:
    """The script started the watch, which has become the user of the settings, given up all rights and filters its
    system calls where the kernel can. Its one child, which runs the hook, does not. The read-only file system is
    systemd's, and there is none."""
    outcome.expect(guest.shell(f"{SCRIPT} status").status == 0, f"{what}: the script says that no watch runs")
    running = guest.text("pidof faultbox").split()
    states = {pid: parse_status(guest.text(f"cat /proc/{pid}/status")) for pid in running}
    first = [pid for pid in running if states[pid]["PPid"][0] not in running]
    outcome.expect(len(running) == 2 and len(first) == 1, f"{what}: these recorders run: {states}")
    status = states[first[0]]
    filters = {pid: state["Seccomp"][0] for pid, state in states.items() if "Seccomp" in state}
    expected = {pid: str(SECCOMP_MODE_FILTER) if pid == first[0] else "0" for pid in filters}
    outcome.expect(filters == expected, f"{what}: of {running}, watch being {first[0]}, these filter: {filters}")
    outcome.expect(status["Uid"] == [RECORDER_USER] * 4, f"{what}: watch runs as {status['Uid']}")
    outcome.expect(int(status["CapEff"][0], 16) == 0, f"{what}: watch has the capabilities {status['CapEff']}")
    outcome.expect(status["NoNewPrivs"] == ["1"], f"{what}: watch may gain rights")


def wait_for_manifest(guest: ImageGuest, boot: int, outcome: Outcome) -> None:
    """The script harvests in the background; the manifest comes behind it."""
    name = f"{STORE}/boot-{boot:06}.fbm"
    there = guest.shell(f"n=0; until [ -s {name} ]; do n=$((n+1)); [ $n -lt 60 ] || break; sleep 1; done; [ -s {name} ]")
    outcome.expect(there.status == 0, f"boot {boot} has no manifest: {guest.shell(f'ls -l {STORE}').text}")


def first_boot(guest: ImageGuest, not_ok: dict[str, str], outcome: Outcome) -> None:
    guest.wait_for_boot()
    wait_for_manifest(guest, 1, outcome)
    outcome.expect(guest.shell("grep -q ' /sys/fs/pstore ' /proc/mounts").status == 0, "the script did not mount pstore")
    check_watch(guest, outcome, "boot 1")
    check_store(guest, f"{RECORDER_USER}:{RECORDER_USER}", outcome)
    check_selftest(guest, not_ok, outcome, "boot 1")
    check_user_crash(guest, outcome)
    guest.text(f"{SCRIPT} stop; sleep 1")
    outcome.expect(guest.shell("pidof faultbox").status != 0, "the script does not stop the watch")
    outcome.expect(guest.shell(f"{SCRIPT} status").status == 3, "a watch that was stopped has another status than 3")
    guest.text(f"{SCRIPT} restart; sleep 1")
    check_watch(guest, outcome, "restarted")


def second_boot(guest: ImageGuest, not_ok: dict[str, str], outcome: Outcome) -> None:
    crashed = guest.identity()
    guest.crash()
    wait_for_manifest(guest, 2, outcome)
    check_record(guest, crashed, {"image_version": IMAGE_VERSION, "os": "Busybox of the lab"}, outcome, "boot 2")
    check_watch(guest, outcome, "boot 2")
    check_hook(guest, RECORDER_USER, outcome)
    check_store(guest, f"{RECORDER_USER}:{RECORDER_USER}", outcome)
    check_selftest(guest, not_ok, outcome, "boot 2")


def third_boot(guest: ImageGuest, marks: bool, outcome: Outcome) -> None:
    """A restart without a crash adds nothing. Where there is pmsg, a mark outlives it."""
    before = guest.text(f"ls {STORE} | grep fbx")
    if marks:
        set_mark(guest, outcome)
    guest.restart("reboot")
    wait_for_manifest(guest, 3, outcome)
    if marks:
        check_mark(guest, outcome)
    after = guest.text(f"ls {STORE} | grep fbx")
    outcome.expect(after == before, f"a restart has changed the records: {before} became {after}")
    outcome.expect([record["count"] for record in crashes(guest.records())] == [1], "the crash was counted again")


def run_busybox_course(architecture: str, programs: ImagePrograms, folder: Path) -> Outcome:
    """Makes the image in the run folder and boots it three times."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    outcome = Outcome()
    spec = IMAGE_MACHINES[architecture]
    kernel = make_busybox_image(spec, make_package(spec, programs.build, folder), folder)
    not_ok = lacks(spec)
    with Machine(boot_command(spec, kernel, folder), folder) as machine:
        guest = ImageGuest(machine, folder / "serial.log", spec.boot_timeout)
        first_boot(guest, not_ok, outcome)
        if not has_ramoops(spec):
            check_modules(guest, "ramoops", outcome)
        second_boot(guest, not_ok, outcome)
        third_boot(guest, has_ramoops(spec), outcome)
        guest.power_off("poweroff")
    return outcome
