"""Tests of the course of watch that need no virtual machine."""

import unittest

from faultlab.commands import LabError
from faultlab.watch_process import parse_totals, parse_usage

STATUS = """Name:\tfault box
VmHWM:\t     444 kB
voluntary_ctxt_switches:\t10
nonvoluntary_ctxt_switches:\t3
"""
STAT = "56 (fault) box) S 1 1 1 34816 1 4194304 71 0 2 0 17 4 0 0 20 0 1 0 163 4087808 88 4294967295 65536\n"
SMAPS = """00010000-00040000 r-xp 00000000 00:02 26         /bin/faultbox
Rss:                 192 kB
Pss:                 192 kB
00041000-007ab000 rw-p 00000000 00:00 0
Rss:                 160 kB
"""


class WatchTest(unittest.TestCase):
    def test_what_a_process_has_used(self) -> None:
        usage = parse_usage(STATUS + STAT + SMAPS)
        self.assertEqual((usage.switches, usage.ticks, usage.peak_kib, usage.resident_kib), (13, 21, 444, 352))

    def test_what_is_no_status(self) -> None:
        for text in (STATUS, STAT, ""):
            self.assertRaises(LabError, parse_usage, text)

    def test_totals(self) -> None:
        said = "stored 000001-276f3e7393e96052.fbx 1842 bytes\n" \
               "500 events, 1 records, 264 repeats, 235 events not recorded, 7 messages missed\n"
        self.assertEqual(parse_totals(said), {"events": 500, "records": 1, "repeats": 264, "events not recorded": 235,
                                              "messages missed": 7})
        self.assertRaises(LabError, parse_totals, "Terminated\n")


if __name__ == "__main__":
    unittest.main()
