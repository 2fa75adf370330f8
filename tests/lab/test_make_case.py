"""Tests of make_case.py: python3 -m unittest discover tests/lab"""

import gzip
import tempfile
import tomllib
import unittest
from pathlib import Path

from faultlab.commands import LabError
from make_case import make_case, make_cases

CONSOLE = """[    0.000000] Linux version 6.1.192-faultbox-lab (faultbox@lab) #1 SMP
[    1.361316] Unable to handle kernel NULL pointer dereference at virtual address {address}
[    1.362028] Internal error: Oops: {status} [#1] PREEMPT SMP ARM
"""


class MakeCaseTest(unittest.TestCase):
    def setUp(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)
        self.machine, self.group = Path(self._folder.name) / "arm", Path(self._folder.name) / "lab-arm"
        self.make_run("rpmsg_sock_release", "0000002c", "a05")
        self.make_run("codec_flush", "00000024", "205")

    def make_run(self, fault: str, address: str, status: str) -> None:
        run = self.machine / fault
        run.mkdir(parents=True)
        (run / "serial.log").write_text(CONSOLE.format(address=address, status=status))
        (run / "region.bin").write_bytes(fault.encode() + bytes(4096))
        (run / "headunit.ko").write_text("ELF")

    def test_the_cases_of_a_machine_share_its_modules(self) -> None:
        cases = make_cases(self.machine, self.group, [])
        self.assertEqual(["codec_flush", "rpmsg_sock_release"], [case.name for case in cases])
        self.assertEqual(["headunit.ko"], [path.name for path in (self.group / "symbols").iterdir()])
        for case in cases:
            self.assertEqual(["NOTES.md", "case.toml", "region.bin.gz"], sorted(path.name for path in case.iterdir()))
            self.assertEqual(["../symbols/headunit.ko"], tomllib.loads((case / "case.toml").read_text())["symbols"])
            self.assertEqual(case.name.encode() + bytes(4096), gzip.decompress((case / "region.bin.gz").read_bytes()))
        self.assertIn("`priv` of `struct rpmsg_endpoint`, offset 0x2c", (cases[1] / "NOTES.md").read_text())

    def test_only_the_faults_that_are_named(self) -> None:
        self.assertEqual(["codec_flush"], [case.name for case in make_cases(self.machine, self.group, ["codec_flush"])])
        with self.assertRaises(LabError):
            make_cases(self.machine, self.group, ["can_resume"])

    def test_the_same_run_makes_the_same_files(self) -> None:
        make_cases(self.machine, self.group, [])
        before = {path: path.read_bytes() for path in self.group.rglob("*") if path.is_file()}
        make_cases(self.machine, self.group, [])
        self.assertEqual(before, {path: path.read_bytes() for path in self.group.rglob("*") if path.is_file()})

    def test_modules_of_another_build_are_refused(self) -> None:
        make_cases(self.machine, self.group, ["codec_flush"])
        (self.machine / "rpmsg_sock_release" / "headunit.ko").write_text("another")
        with self.assertRaises(LabError):
            make_cases(self.machine, self.group, ["rpmsg_sock_release"])

    def test_a_run_whose_console_shows_another_crash_is_no_case(self) -> None:
        (self.machine / "codec_flush" / "serial.log").write_text(CONSOLE.format(address="00000028", status="205"))
        with self.assertRaises(LabError):
            make_cases(self.machine, self.group, ["codec_flush"])

    def test_a_case_of_its_own_has_its_own_modules(self) -> None:
        case = Path(self._folder.name) / "alone"
        make_case(self.machine / "codec_flush", case)
        self.assertEqual(["NOTES.md", "case.toml", "headunit.ko", "region.bin"],
                         sorted(path.name for path in case.iterdir()))


if __name__ == "__main__":
    unittest.main()
