"""Tests of the images' judge that need no virtual machine."""

import unittest
from pathlib import Path

from faultlab.commands import LabError
from faultlab.image_checks import check_record, complaints, crashes, dumps
from faultlab.image_guest import answer_of
from faultlab.image_machines import IMAGE_MACHINES, boot_command, has_ramoops
from faultlab.image_stick import partition_table
from faultlab.outcome import Outcome
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


class AnswerTest(unittest.TestCase):
    def test_status_and_text(self) -> None:
        answer = answer_of("uname -r\r\n6.1.0-56-amd64\r\nlab: status 0\r\nlab: command?\r\n")
        self.assertEqual((0, "6.1.0-56-amd64"), (answer.status, answer.text))
        answer = answer_of("false\r\nlab: status 1\r\nlab: command?\r\n")
        self.assertEqual((1, ""), (answer.status, answer.text))

    def test_a_line_that_does_not_end(self) -> None:
        self.assertEqual("4", answer_of("cat x\r\n4lab: status 0\r\nlab: command?\r\n").text)

    def test_no_status_is_an_error(self) -> None:
        with self.assertRaises(LabError):
            answer_of("cat x\r\n")


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
