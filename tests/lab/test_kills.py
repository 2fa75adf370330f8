"""Tests of the judge of kills that need no virtual machine."""

import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace

from faultlab.kills import Left, check_kill
from faultlab.outcome import Outcome


def record(payload: bytes) -> bytes:
    return bytes(24) + len(payload).to_bytes(4, "little") + payload + bytes(4)


class KillTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        for name in ("store", "stick"):
            (self.folder / name).mkdir()
        self.put("store/000001-aa.fbx", record(b"first"))
        self.put("store/000002-bb.fbx", record(b"second") + bytes(4096))
        self.put("stick/unit.fbb", b"..first..second..")

    def put(self, name: str, content: bytes) -> None:
        (self.folder / name).write_bytes(content)

    def failures(self, *records: dict) -> list[str]:
        left = Left([], "", list(records or ({"signature": "aa"}, {"signature": "bb"})), [], self.folder)
        outcome = Outcome()
        check_kill(SimpleNamespace(records=["aa", "bb"]), left, "a kill", outcome)
        return outcome.failures

    def test_what_is_there_once_is_good(self) -> None:
        self.assertEqual([], self.failures())

    def test_what_is_lost_or_doubled_is_told(self) -> None:
        self.assertIn("['aa']", self.failures({"signature": "aa"})[0])
        self.assertIn("'bb', 'bb'", self.failures({"signature": "aa"}, {"signature": "bb"}, {"signature": "bb"})[0])
        self.assertIn("counted twice", self.failures({"signature": "aa", "count": 2}, {"signature": "bb"})[0])

    def test_half_a_bundle_is_told(self) -> None:
        self.put("stick/unit.fbb", b"..first..")
        self.put("stick/unit.tmp", b"")
        self.assertEqual(2, len(self.failures()))


if __name__ == "__main__":
    unittest.main()
