"""Tests of the course of flash file systems that need no virtual machine."""

import unittest
from pathlib import Path

from faultlab.flash import FAILURES, FLASH, ERASE_BLOCK, KINDS, behind_mtd, check_harvest
from faultlab.machines import find_machine
from faultlab.outcome import Outcome

GOOD = [{"id": 1, "signature": "aa", "count": 1}, {"id": 2, "signature": "bb"}]


class FakeGuest:
    """Says what a guest would whose store holds these records."""

    def __init__(self, records: list[dict], left: str, pstore: str, unread: int, harvests: list[tuple[int, str]]) -> None:
        self._records, self._left, self._pstore, self._unread = records, left, pstore, unread
        self._harvests = harvests

    def status(self, line: str) -> tuple[int, str]:
        if line.startswith("faultbox harvest"):
            return self._harvests.pop(0)
        return (1 if line.startswith(f"faultbox show {self._unread} ") else 0), ""

    def json(self, line: str) -> list[dict]:
        return self._records

    def run(self, line: str) -> str:
        return self._pstore if "pstore" in line else self._left


class HarvestTest(unittest.TestCase):
    def failures(self, records: list[dict], left: str = "000001-aa.fbx\n", pstore: str = "", unread: int = 0,
                 harvests: tuple[tuple[int, str], ...] = ((0, ""), (0, ""))) -> list[str]:
        outcome = Outcome()
        check_harvest(FakeGuest(records, left, pstore, unread, list(harvests)), ["aa", "bb"], "boot", outcome)
        self.assertEqual(7, outcome.checks)
        return outcome.failures

    def test_what_is_there_once_is_good(self) -> None:
        self.assertEqual([], self.failures(GOOD))

    def test_what_is_lost_doubled_or_left_is_told(self) -> None:
        self.assertIn("['aa']", self.failures(GOOD[:1])[0])
        self.assertIn("'bb', 'bb'", self.failures([*GOOD, {"id": 3, "signature": "bb"}])[0])
        self.assertIn("counted twice", self.failures([{"id": 1, "signature": "aa", "count": 2}, GOOD[1]])[0])
        self.assertIn("[2] cannot be read", self.failures(GOOD, unread=2)[0])
        self.assertIn("half a record", self.failures(GOOD, left="000002-bb.fbx.tmp\n")[0])
        self.assertIn("stay in pstore", self.failures(GOOD, pstore="dmesg-ramoops-1\n")[0])


    def test_half_a_record_is_said_once(self) -> None:
        said = "faultbox: 000001-0000000000000000.bad: a record that lost power was set aside at offset 0\n"
        self.assertEqual([], self.failures(GOOD, harvests=((1, said), (0, ""))))
        self.assertIn("ended with 1", self.failures(GOOD, harvests=((1, said), (1, said)))[0])
        self.assertIn("ended with 1", self.failures(GOOD, harvests=((1, "faultbox: no space\n"), (0, "")))[0])
        self.assertIn("ended with 0", self.failures(GOOD, harvests=((0, said), (0, "")))[0])


class FlashTest(unittest.TestCase):
    def test_the_flash_is_there_before_ubi(self) -> None:
        modules = tuple(Path(name) for name in ("mtd.ko", "ubi.ko", "ubifs.ko"))
        names = [path.stem for path in behind_mtd(modules, Path("lab_flash.ko"))]
        self.assertEqual(["mtd", "lab_flash", "ubi", "ubifs"], names)

    def test_the_flash_lies_in_ram_that_nobody_else_has(self) -> None:
        spec = find_machine("amd64")
        ram = int(spec.qemu[spec.qemu.index("-m") + 1]) << 20
        self.assertGreaterEqual(FLASH[0], spec.region.address + spec.region.size)
        # SeaBIOS puts its tables at the end of RAM.
        self.assertLess(FLASH[0] + FLASH[1], ram - (1 << 20))
        self.assertEqual(0, FLASH[1] % ERASE_BLOCK)

    def test_what_is_broken_is_repaired(self) -> None:
        self.assertEqual({"f2fs", "ubifs"}, {kind.name for kind in KINDS})
        self.assertTrue(all(failure.repair and failure.said for failure in FAILURES))


if __name__ == "__main__":
    unittest.main()
