#!/usr/bin/env python3
"""Tests of rebase.py with programs that only say what they were given."""

import gzip
import tempfile
import unittest
from pathlib import Path

import rebase

ECHO = """#!/bin/sh
echo "$@"
for word in "$@"; do case $word in *.bin) cat "$word" ;; *.ko) cat "$word" ;; esac; done
"""


class GroupTest(unittest.TestCase):
    def setUp(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)
        self.group = Path(self._folder.name) / "lab-arm"
        self.case = self.group / "can_resume"
        self.case.mkdir(parents=True)
        (self.group / "symbols").mkdir()
        (self.group / "symbols" / "headunit.ko").write_text("symbols\n")
        (self.case / "NOTES.md").write_text("# A crash\n")
        (self.case / "case.toml").write_text('zones = "ecc=16"\nsymbols = ["../symbols/headunit.ko"]\n')
        (self.case / "region.bin.gz").write_bytes(gzip.compress(b"region\n"))
        program = self.group / "program"
        program.write_text(ECHO)
        program.chmod(0o755)
        self.programs = rebase.Programs(program, program)

    def test_packed_inputs_and_shared_symbols_are_found_from_inside_the_case(self) -> None:
        texts = rebase.results(rebase.load_case(self.case), self.programs)
        self.assertEqual("decode region.bin --symbols ../symbols/headunit.ko\nregion\nsymbols\n", texts["report.txt"])
        self.assertIn("harvest --ramoops region.bin:ecc=16 --store", texts["record.txt"])
        self.assertEqual(["NOTES.md", "case.toml", "region.bin.gz"], sorted(path.name for path in self.case.iterdir()))

    def test_a_group_stands_for_the_cases_in_it(self) -> None:
        self.assertTrue(rebase.is_group(self.group))
        self.assertFalse(rebase.is_group(self.case))
        self.assertEqual([self.case.resolve()], rebase.chosen_folders([str(self.case)]))
        with self.assertRaises(rebase.CaseError):  # A case that nothing is expected of would pass unseen.
            rebase.chosen_folders([str(self.group)])
        (self.case / "events.json").write_text("{}")
        self.assertEqual([], rebase.chosen_folders([str(self.group)]))
        (self.case / "report.txt").write_text("")
        self.assertEqual([self.case.resolve()], rebase.chosen_folders([str(self.group)]))

    def test_shared_symbols_lie_beside_the_case(self) -> None:
        for name in ("../../headunit.ko", "/etc/passwd", "../symbols/other.ko", "../symbols/../program"):
            (self.case / "case.toml").write_text(f'symbols = ["{name}"]\n')
            with self.assertRaises(rebase.CaseError, msg=name):
                rebase.load_case(self.case)

    def test_a_case_with_nothing_packed_is_decoded_where_it_is(self) -> None:
        (self.case / "region.bin.gz").unlink()
        (self.case / "region.bin").write_text("plain\n")
        case = rebase.load_case(self.case)
        self.assertIs(case, rebase.unpacked(case, self.group))
        self.assertIn("plain", rebase.results(case, self.programs)["report.txt"])


if __name__ == "__main__":
    unittest.main()
