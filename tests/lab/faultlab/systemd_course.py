"""An image with systemd and the recorder's package: what its units, scripts and rules do when it is really booted."""

import shutil
from pathlib import Path

from .debian_image import IMAGE_VERSION, RECORDER_USER, make_debian_image
from .image_checks import (STORE, check_hook, check_mark, check_modules, check_record, check_selftest, check_store,
                           check_user_crash, complaints, crashes, set_mark)
from .image_guest import ImageGuest
from .image_line import SerialLine
from .image_machines import IMAGE_MACHINES, boot_command, has_ramoops, lacks
from .image_stick import StickDrive, check_stick
from .machines import MachineSpec
from .outcome import Outcome
from .qemu import Machine
from .recorder_package import NEXT_VERSION, ImagePrograms, make_package
from .systemd_checks import (CAPABILITIES, HARVEST, MANIFEST, PSTORE, WATCH, check_boot, check_conflict, check_order,
                             check_watch_sandbox, exposures)
from .unit_state import capability_mask

ARCHIVE = "/var/lib/systemd/pstore"
SETTINGS = "user = recorder\nhook = /lab/hook\nimage_version_file = /etc/image-version\nusb_export = on\n"


class SystemdCourse:
    """One architecture: the boots of one image."""

    def __init__(self, guest: ImageGuest, spec: MachineSpec, outcome: Outcome) -> None:
        self._guest = guest
        self._not_ok = lacks(spec)
        self._built_in = has_ramoops(spec)
        self._outcome = outcome

    def boot_1(self) -> None:
        """The first boot of the image as it was made. At its end harvest is off, and the machine crashes."""
        guest, outcome = self._guest, self._outcome
        guest.wait_for_boot()
        check_boot(guest, outcome, "boot 1")
        check_order(guest, outcome, "boot 1")
        check_conflict(guest, outcome, "boot 1")
        check_watch_sandbox(guest, "0", capability_mask(*CAPABILITIES), outcome)
        check_store(guest, "0:0", outcome)
        check_selftest(guest, self._not_ok, outcome, "boot 1")
        check_user_crash(guest, outcome)
        for name, expected in (("panic", "5"), ("panic_on_oops", "1"), ("core_pipe_limit", "4")):
            found = guest.text(f"cat /proc/sys/kernel/{name}")
            outcome.expect(found == expected, f"kernel.{name} is {found}, not {expected}")
        outcome.say(f"  units rated {exposures(guest, HARVEST, MANIFEST, WATCH)}")
        guest.text(f"systemctl disable {HARVEST}")

    def boot_2(self) -> None:
        """Without the harvest systemd-pstore has moved the crash away; harvest takes it over once it is enabled."""
        guest, outcome = self._guest, self._outcome
        crashed = guest.identity()
        guest.crash()
        guest.shell("systemctl is-system-running --wait", 600)
        archived = guest.text(f"find {ARCHIVE} -name 'dmesg-*' | sort").split()
        outcome.expect(len(archived) > 0, f"{PSTORE} has archived nothing, so nothing is shown")
        outcome.expect(not crashes(guest.records()), "the crash was recorded with the harvest off")
        guest.text(f"systemctl enable {HARVEST} && systemctl start {HARVEST}")
        check_record(guest, crashed, {}, outcome, "adopted")
        left = guest.text(f"find {ARCHIVE} -name 'dmesg-*'")
        outcome.expect(left == "", f"what was adopted is still in the archive: {left}")
        self._change_settings()

    def _change_settings(self) -> None:
        """From here on the recorder has a user of its own, and the image a version."""
        guest, outcome = self._guest, self._outcome
        guest.text(f"rm {STORE}/*.fbx; printf '%s\\n' {' '.join(repr(line) for line in SETTINGS.splitlines())} "
                   ">>/etc/faultbox.conf; md5sum /etc/faultbox.conf >/lab/settings")
        guest.text(f"systemctl restart {MANIFEST} {WATCH}")
        check_watch_sandbox(guest, RECORDER_USER, 0, outcome)
        check_store(guest, f"{RECORDER_USER}:{RECORDER_USER}", outcome)

    def boot_3(self) -> None:
        """The crash is in the store by itself, although systemd-pstore is enabled too."""
        guest, outcome = self._guest, self._outcome
        crashed = guest.identity()
        archived = guest.text(f"find {ARCHIVE} -type f")
        system = guest.text(". /etc/os-release; echo $PRETTY_NAME")
        guest.crash()
        check_boot(guest, outcome, "boot 3")
        check_order(guest, outcome, "boot 3")
        check_conflict(guest, outcome, "boot 3")
        check_record(guest, crashed, {"image_version": IMAGE_VERSION, "os": system}, outcome, "boot 3")
        after = guest.text(f"find {ARCHIVE} -type f")
        outcome.expect(after == archived, f"{PSTORE} has archived {after}; before, there was {archived}")
        check_watch_sandbox(guest, RECORDER_USER, 0, outcome)
        check_store(guest, f"{RECORDER_USER}:{RECORDER_USER}", outcome)
        check_selftest(guest, self._not_ok, outcome, "boot 3")
        check_user_crash(guest, outcome)
        check_hook(guest, RECORDER_USER, outcome)
        if not self._built_in:
            check_modules(guest, "ramoops", outcome)

    def after_handover(self) -> None:
        """Units that run as root have left the store to the recorder's user, whose watch goes on."""
        check_store(self._guest, f"{RECORDER_USER}:{RECORDER_USER}", self._outcome)
        self._guest.text(f"systemctl start {MANIFEST}")
        check_store(self._guest, f"{RECORDER_USER}:{RECORDER_USER}", self._outcome)

    def boot_4(self) -> None:
        """A restart without a crash adds nothing."""
        guest, outcome = self._guest, self._outcome
        before = guest.text(f"ls {STORE} | grep fbx")
        if self._built_in:
            set_mark(guest, outcome)
        guest.restart("systemctl reboot")
        check_boot(guest, outcome, "boot 4")
        if self._built_in:
            check_mark(guest, outcome)
        after = guest.text(f"ls {STORE} | grep fbx")
        outcome.expect(after == before, f"a restart has changed the records: {before} became {after}")
        outcome.expect([record["count"] for record in crashes(guest.records())] == [1], "the crash was counted again")

    def upgrade(self) -> None:
        """A later package keeps settings, records, and what is enabled or not."""
        guest, outcome = self._guest, self._outcome
        guest.text("systemctl disable faultbox-manifest.timer")
        records = guest.text(f"ls {STORE}")
        apt(guest, "install /lab/upgrade.deb")
        version = guest.text("dpkg-query -W -f '${Version}' faultbox")
        outcome.expect(version == NEXT_VERSION, f"after the upgrade the version is {version}")
        outcome.expect(guest.shell("md5sum -c /lab/settings").status == 0, "an upgrade has changed the settings")
        outcome.expect(guest.text(f"ls {STORE}") == records, "an upgrade has changed the store")
        enabled = guest.shell("systemctl is-enabled faultbox-manifest.timer").text.strip()
        outcome.expect(enabled == "disabled", f"an upgrade makes what was disabled {enabled}")
        enabled = guest.shell(f"systemctl is-enabled {HARVEST} {WATCH} {MANIFEST}").text.split()
        outcome.expect(enabled == ["enabled"] * 3, f"an upgrade makes what was enabled {enabled}")
        said = complaints(guest.text("journalctl -b -o cat -u 'faultbox-*'"))
        outcome.expect(not said, f"after the upgrade the recorder complains: {said}")

    def remove(self) -> None:
        """Removing keeps settings and records, purging neither; nothing is left that starts what is gone."""
        guest, outcome = self._guest, self._outcome
        apt(guest, "remove faultbox")
        kept = guest.shell(f"ls {STORE}/*.fbx /etc/faultbox.conf")
        outcome.expect(kept.status == 0, f"removal took records or settings: {kept.text}")
        running = guest.shell("systemctl is-active faultbox-watch.service faultbox-manifest.timer").text.split()
        outcome.expect(running == ["inactive"] * 2, f"after the removal the units are {running}")
        pattern = guest.text("cat /proc/sys/kernel/core_pattern")
        outcome.expect("faultbox" not in pattern, f"after the removal the kernel starts {pattern}")
        apt(guest, "purge faultbox")
        left = guest.text("find / -xdev -name '*faultbox*' ! -path '/lab/*' ! -path '/proc/*' ! -path '/var/log/*'")
        outcome.expect(left == "", f"purging leaves {left}")
        failed = guest.text("systemctl --failed --plain --no-legend")
        outcome.expect(failed == "", f"after the removal units have failed: {failed}")
        guest.restart("systemctl reboot")
        state = guest.shell("systemctl is-system-running --wait", 600).text.strip()
        outcome.expect(state == "running", f"without the package the system is {state}")


def apt(guest: ImageGuest, words: str) -> None:
    guest.text(f"DEBIAN_FRONTEND=noninteractive apt-get -y -o APT::Sandbox::User=root {words}", 600)


def run_systemd_course(architecture: str, programs: ImagePrograms, folder: Path) -> Outcome:
    """Makes the image in the run folder and boots it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    outcome = Outcome()
    spec = IMAGE_MACHINES[architecture]
    packages = [make_package(spec, programs.build, folder, version) for version in (None, NEXT_VERSION)]
    kernel = make_debian_image(spec, architecture, *packages, folder)
    drive, line = StickDrive(folder), SerialLine(spec, programs.faultscope, folder)
    command = [*boot_command(spec, kernel, folder, "systemd.show_status=no"), *drive.hardware(), *line.hardware()]
    with Machine(command, folder) as machine:
        guest = ImageGuest(machine, folder / "serial.log", spec.boot_timeout * 2)
        course = SystemdCourse(guest, spec, outcome)
        course.boot_1()
        course.boot_2()
        course.boot_3()
        check_stick(guest, drive, outcome)
        line.check(guest, outcome)
        course.after_handover()
        course.boot_4()
        course.upgrade()
        course.remove()
        guest.power_off("systemctl poweroff")
    return outcome
