"""Tests of the course of crashed processes that need no virtual machine."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "usercrash"))

from guest_programs import has_table, libraries_of  # noqa: E402

# The first entries of Debian's libc.so.6 for armhf.
SHOWN = """
Unwind section '.ARM.exidx' at offset 0x10737c contains 3105 entries:

0x1e284: @0x106da8
  Compact model index: 1
  0x0c      vsp = vsp + 52
  0x3f      vsp = vsp + 256
  0x84 0x00 pop {r14}

0x1e32c: 0x8002afb0
  Compact model index: 0
  0x02      vsp = vsp + 12
  0xaf      pop {r4, r5, r6, r7, r8, r9, r10, r11, r14}
  0xb0      finish

0x1e414: 0x1 [cantunwind]

0x1e524 <a_name>: 0x80aab0b0
  Compact model index: 0
"""


class GuestProgramsTest(unittest.TestCase):
    def test_where_there_is_an_unwind_table(self) -> None:
        for address, expected in ((0x1e0ac, False), (0x1e284, True), (0x1e32a, True), (0x1e413, True), (0x1e414, False),
                                  (0x1e522, False), (0x1e524, True), (0x90000, True)):
            self.assertEqual(expected, has_table(SHOWN, address), hex(address))
        self.assertFalse(has_table("", 0x1e284))

    def test_libraries_of_a_program(self) -> None:
        found = libraries_of("gcc", Path("/bin/sh"))
        self.assertIn("lib/libc.so.6", found)
        self.assertTrue(any("ld-linux" in name for name in found), found)
        self.assertTrue(all(path.is_file() for path in found.values()), found)


if __name__ == "__main__":
    unittest.main()
