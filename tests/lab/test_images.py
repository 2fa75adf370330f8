"""Tests of the images' judge that need no virtual machine."""

import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace

from faultlab.commands import LabError
from faultlab.image_checks import check_record, complaints, crashes, dumps
from faultlab.image_machines import IMAGE_MACHINES, boot_command, has_ramoops
from faultlab.image_stick import partition_table
from faultlab.outcome import Outcome
from faultlab.shell import Shell, answer_in
from faultlab.unit_state import (build_id_of_notes, capability_mask, mount_options, parse_status, parse_units)

UNITS = """MainPID=0\r
Result=success\r
Id=faultbox-harvest.service\r
ActiveState=active\r
SubState=exited\r
\r
MainPID=173\r
Id=faultbox-watch.service\r
ActiveState=active\r
"""

STATUS = """Uid:\t0\t0\t0\t0\r
CapEff:\t00000004000000c3\r
NoNewPrivs:\t1\r
Seccomp:\t2\r
"""

# Of a unit with ProtectSystem=strict and StateDirectory=.
MOUNTS = """95 62 254:0 / / ro,relatime shared:49 - ext4 /dev/root rw
96 95 0:6 / /dev rw,nosuid master:2 - devtmpfs udev rw,size=4k
120 95 254:0 /var/lib/faultbox /var/lib/faultbox rw,relatime shared:60 - ext4 /dev/root rw
"""

# Two notes as readelf -n shows them of Debian's vmlinux: "Linux", type 0x100, and the build id.
NOTES = bytes.fromhex("06000000 04000000 00010000 4c696e7578000000 00000000"
                      "04000000 14000000 03000000 474e5500 eb4fbcd037e7253717950bf2b93bd5566f47c56f")


class UnitStateTest(unittest.TestCase):
    def test_units_of_systemctl_show(self) -> None:
        units = parse_units(UNITS)
        self.assertEqual({"faultbox-harvest.service", "faultbox-watch.service"}, units.keys())
        self.assertEqual("exited", units["faultbox-harvest.service"]["SubState"])
        self.assertEqual("173", units["faultbox-watch.service"]["MainPID"])

    def test_status_of_a_process(self) -> None:
        status = parse_status(STATUS)
        self.assertEqual(["0"] * 4, status["Uid"])
        # As `systemd-analyze capability --mask` prints it.
        mask = capability_mask("CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_SETGID", "CAP_SETUID", "CAP_SYSLOG")
        self.assertEqual(int(status["CapEff"][0], 16), mask)

    def test_mounts(self) -> None:
        self.assertIn("ro", mount_options(MOUNTS, "/"))
        self.assertIn("rw", mount_options(MOUNTS, "/var/lib/faultbox"))
        self.assertEqual([], mount_options(MOUNTS, "/home"))

    def test_build_id_behind_another_note(self) -> None:
        self.assertEqual("eb4fbcd037e7253717950bf2b93bd5566f47c56f", build_id_of_notes(NOTES))
        self.assertEqual("", build_id_of_notes(NOTES[:24]))
        self.assertEqual("", build_id_of_notes(b"\xff" * 11))


# The console of a guest whose busybox made the sum.
LISTED = (b"ls /sys/fs/pstore\r\nlab: answer e14d9b870f1422d8da4eb3696a374913  -\r\nconsole-ramoops-0\r\n"
          b"dmesg-ramoops-0\r\ndmesg-ramoops-1\r\npmsg-ramoops-0\r\nlab: status 0\r\nlab: command?\r\n")
FILES = "console-ramoops-0\ndmesg-ramoops-0\ndmesg-ramoops-1\npmsg-ramoops-0\n"
KERNEL_LINE = b"[   41.203518] watchdog: BUG: soft lockup - CPU#1 stuck for 23s! [kworker/1:2:77]\r\n"
# The sum is that of: printf "4lab: status 0\n" | md5sum
FOUR = b"printf 4\r\nlab: answer 0bc9100c26918715350b257f9915c683  -\r\n4lab: status 0\r\nlab: command?\r\n"


class AnswerTest(unittest.TestCase):
    def test_status_and_text(self) -> None:
        answer = answer_in(LISTED)
        self.assertEqual((0, FILES), (answer.status, answer.text))
        answer = answer_in(FOUR)
        self.assertEqual((0, "4"), (answer.status, answer.text))

    def test_what_breaks_into_an_answer_is_no_part_of_it(self) -> None:
        for broken in (LISTED.replace(b"dmesg-ramoops-1", b"dmesg-ra" + KERNEL_LINE + b"moops-1"),
                       # The end of the line's echo, and what QEMU says twice when a connection is closed.
                       LISTED.replace(b"console-", b"/sys/fs/pstore\r\nconsole-"),
                       LISTED.replace(b"pmsg-ramoops-0", b"pmsg-ramoops-0\r\npmsg-ramoops-0"),
                       LISTED.replace(b"status 0", b"status 1"), LISTED.replace(b"lab: answer", b"lab: \r\nanswer"),
                       LISTED.replace(b"lab: status 0\r\n", b""), b"ls /sys/fs/pstore\r\n", b""):
            self.assertIsNone(answer_in(broken), broken)

    def test_what_stands_before_or_behind_an_answer_does_no_harm(self) -> None:
        for around in (b"ls /sys/fs/pst" + KERNEL_LINE + LISTED, LISTED + KERNEL_LINE, LISTED[:90] + LISTED,
                       LISTED.replace(b"lab: answer", b"ls /slab: answer")):
            self.assertEqual(FILES, answer_in(around).text, around)


class ShellTest(unittest.TestCase):
    """What is broken is asked for again, and nothing is run twice."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.log = Path(folder.name) / "serial.log"
        self.log.write_bytes(b"lab: command?\r\n")
        self.typed: list[str] = []

    def shell(self, *shown: bytes) -> Shell:
        answers = iter(shown)

        def type_line(line: str, timeout: float) -> None:
            self.typed.append(line)
            with self.log.open("ab") as log:
                log.write(next(answers))

        def wait_for_text(text: str, timeout: float, start: int = 0) -> None:
            self.assertIn(text.encode(), self.log.read_bytes()[start:])

        return Shell(SimpleNamespace(type=type_line, wait_for_text=wait_for_text), self.log)

    def test_a_broken_answer_is_told_again(self) -> None:
        broken = LISTED.replace(b"dmesg-ramoops-1", KERNEL_LINE)
        self.assertEqual(FILES, self.shell(broken, broken, LISTED).run("ls /sys/fs/pstore"))
        self.assertEqual(["ls /sys/fs/pstore", "", ""], self.typed)

    def test_a_line_that_fails_is_an_error(self) -> None:
        # The sum is coreutils' of "lab: status 1\n".
        failed = b"false\r\nlab: answer d5ba4166f6b3574854ae805078e1e6a4  -\r\nlab: status 1\r\nlab: command?\r\n"
        with self.assertRaisesRegex(LabError, "status 1"):
            self.shell(failed).run("false")

    def test_an_answer_that_stays_broken_is_an_error(self) -> None:
        with self.assertRaisesRegex(LabError, "no whole answer"):
            self.shell(*[LISTED.replace(b"status 0", b"status 1")] * 9).run("ls /sys/fs/pstore")


class StickTest(unittest.TestCase):
    def test_partition_table(self) -> None:
        table = partition_table(2048, 63488)
        self.assertEqual(512, len(table))
        self.assertEqual(b"\x55\xaa", table[510:])
        self.assertEqual((2048, 63488), (int.from_bytes(table[454:458], "little"),
                                         int.from_bytes(table[458:462], "little")))
        self.assertEqual(bytes(48), table[462:510])


class MachineTest(unittest.TestCase):
    def test_a_built_in_ramoops_has_its_parameters_on_the_command_line(self) -> None:
        for name, spec in IMAGE_MACHINES.items():
            arguments = " ".join(boot_command(spec, Path("vmlinuz"), Path("run")))
            self.assertEqual(has_ramoops(spec), "ramoops.mem_address" in arguments, name)
            # The package's sysctl settings are what ends an oops in a panic.
            self.assertNotIn("panic", arguments)


class FakeGuest:
    """Says what a recorder would."""

    def __init__(self, records: list[dict], crashed: dict, pstore: str = "") -> None:
        self._records = records
        self._crashed = crashed
        self._pstore = pstore

    def records(self) -> list[dict]:
        return self._records

    def text(self, line: str) -> str:
        return self._pstore

    def json(self, line: str) -> dict:
        return {"event": [{"kind": "panic"}], "crashed": self._crashed, "harvester": {"boot_id": "02"}}

    def identity(self) -> dict[str, str]:
        return {"boot_id": "02"}


CRASH = {"id": 1, "headline": "Kernel panic - not syncing: sysrq triggered crash", "count": 1}
OTHER = {"id": 2, "headline": "sh: SIGSEGV in libc.so.6", "count": 1}


class RecordTest(unittest.TestCase):
    def failures(self, *, records: list[dict], crashed: dict, pstore: str = "") -> list[str]:
        outcome = Outcome()
        check_record(FakeGuest(records, crashed, pstore), {"boot_id": "01"}, {"image_version": "7"}, outcome, "boot")
        self.assertGreater(outcome.checks, 0)
        return outcome.failures

    def test_the_crash_with_its_system(self) -> None:
        self.assertEqual([], self.failures(records=[OTHER, CRASH], crashed={"boot_id": "01", "image_version": "7"}))
        self.assertEqual([CRASH], crashes([OTHER, CRASH]))

    def test_what_is_lost_doubled_or_joined_wrongly_is_told(self) -> None:
        good = {"boot_id": "01", "image_version": "7"}
        self.assertIn("0 records", self.failures(records=[OTHER], crashed=good)[0])
        self.assertIn("2 records", self.failures(records=[CRASH, CRASH], crashed=good)[0])
        self.assertIn("counted 2 times", self.failures(records=[CRASH | {"count": 2}], crashed=good)[0])
        self.assertIn("boot_id is 02", self.failures(records=[CRASH], crashed=good | {"boot_id": "02"})[0])
        self.assertIn("image_version is None", self.failures(records=[CRASH], crashed={"boot_id": "01"})[0])
        self.assertIn("disagrees", self.failures(records=[CRASH], crashed=good | {"disagreement": ["release"]})[0])
        self.assertIn("not empty", self.failures(records=[CRASH], crashed=good, pstore="dmesg-ramoops-0")[0])

    def test_a_console_is_no_dump(self) -> None:
        self.assertEqual([], self.failures(records=[CRASH], crashed={"boot_id": "01", "image_version": "7"},
                                           pstore="console-ramoops-0  pmsg-ramoops-0"))
        self.assertEqual(["dmesg-ramoops-0"], dumps(["console-ramoops-0", "dmesg-ramoops-0"]))

    def test_complaints_of_the_recorder(self) -> None:
        journal = "stored 000001-7b01d2fbe2a5e2e9.fbx 17318 bytes\r\nfaultbox: /dev/mem: no permission\r\n"
        self.assertEqual(["faultbox: /dev/mem: no permission"], complaints(journal))


if __name__ == "__main__":
    unittest.main()
