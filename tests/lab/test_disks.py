"""Tests of the course of failing disks that need no virtual machine."""

import unittest
from pathlib import Path

from faultlab.disks import FAILURES, complaint, second_disk


class DisksTest(unittest.TestCase):
    def test_what_the_recorder_complains_of(self) -> None:
        text = "stored 000001-ca6397aa8a89a994.fbx 1973 bytes\nfaultbox: dmesg-ramoops-1: cannot write: No space left\n"
        self.assertEqual(complaint(text), "faultbox: dmesg-ramoops-1: cannot write: No space left")
        self.assertEqual(complaint(""), "it says nothing")

    def test_every_node_is_defined_before_it_is_used(self) -> None:
        words = second_disk(Path("second.img"), "virtio-blk-device")
        nodes = [dict(field.split("=", 1) for field in word.split(",")) for word in words if "node-name=" in word]
        self.assertEqual([node["node-name"] for node in nodes], ["good", "write", "flush", "second"])
        self.assertTrue(all(node["image"] == "good" for node in nodes if node["driver"] == "blkdebug"))
        self.assertIn("drive=second", words[-1])

    def test_what_is_broken_is_repaired(self) -> None:
        self.assertTrue(all(failure.repair and failure.said for failure in FAILURES))


if __name__ == "__main__":
    unittest.main()
