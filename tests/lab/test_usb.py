"""Tests of the course of sticks and serial lines that need no virtual machine."""

import unittest
from pathlib import Path

from faultlab.shell import Answer
from faultlab.usb import exported, pulled
from faultlab.usb_image import shared_libraries


class UsbTest(unittest.TestCase):
    def test_exported_records(self) -> None:
        self.assertEqual(exported(Answer(0, "done: 12 records in faultbox-rack4-000012.fbb\n")), 12)
        self.assertEqual(exported(Answer(0, "done: 1 record in faultbox-rack4-000001.fbb\n")), 1)
        self.assertEqual(exported(Answer(0, "done: 0 records\n")), 0)
        self.assertIsNone(exported(Answer(1, "faultbox: /dev/sda: cannot write: Input/output error\n")))

    def test_pulled_records(self) -> None:
        # The cable was pulled between record 6 and the unit's answer; record 7 was not acknowledged at all.
        said = ("pulled record 5 of rack4: 4812 bytes\npulled record 6 of rack4: 3976 bytes\n"
                "pulled record 7 of rack4: 5120 bytes\n"
                "faultscope: /dev/ttyACM0: cannot read: Input/output error\nfaultscope: waiting for /dev/ttyACM0\n"
                "already here: record 7 of rack4: 5120 bytes\npulled record 8 of rack4: 4100 bytes\n")
        self.assertEqual(pulled(said), [5, 6, 7, 8])
        self.assertEqual(pulled("record 9 of rack4 is gone from the unit\n"), [])

    def test_loader_is_a_shared_library_too(self) -> None:
        names = [path.name for path in shared_libraries(Path("/bin/sh"))]
        self.assertTrue(any(name.startswith("ld-linux") for name in names), names)
        self.assertIn("libc.so.6", names)
