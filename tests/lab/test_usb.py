"""Tests of the course of sticks and serial lines that need no virtual machine."""

import unittest
from pathlib import Path

from faultlab.shell import status_of
from faultlab.usb import exported
from faultlab.usb_image import shared_libraries


class UsbTest(unittest.TestCase):
    def test_status_is_the_last_one(self) -> None:
        self.assertEqual(status_of("lab: status 2\r\nhook: done\r\nlab: status 0\r\nlab: command?"), 0)

    def test_exported_records(self) -> None:
        self.assertEqual(exported("done: 12 records in faultbox-rack4-000012.fbb\r\n"), 12)
        self.assertEqual(exported("done: 1 record in faultbox-rack4-000001.fbb\r\n"), 1)
        self.assertEqual(exported("done: 0 records\r\n"), 0)
        self.assertIsNone(exported("faultbox: /dev/sda: cannot write: Input/output error\r\n"))

    def test_loader_is_a_shared_library_too(self) -> None:
        names = [path.name for path in shared_libraries(Path("/bin/sh"))]
        self.assertTrue(any(name.startswith("ld-linux") for name in names), names)
        self.assertIn("libc.so.6", names)
