"""Tests of the lab's own code that need no virtual machine: python3 -m unittest discover tests/lab"""

import unittest
from typing import Any

from faultlab.arm import Region
from faultlab.check import compare, count_crashes
from faultlab.image import Cpio
from faultlab.kernel import missing_options
from faultlab.truth import Fault, load_faults, truth_header


def true_report(fault: Fault) -> dict[str, Any]:
    """What a perfect faultscope says."""
    member = {"type": fault.member.type, "path": fault.member.path, "offset": fault.member.offset}
    innermost = {"type": fault.innermost.type, "path": fault.innermost.path, "offset": fault.innermost.offset}
    frames = [{"function": frame.function, "file": f"/usr/src/headunit/{frame.file}", "line": frame.line,
               "inlined": frame.inlined} for frame in fault.frames]
    finding = {"access": fault.access, "size": fault.size, "member": member, "innermost": innermost,
               "pointer": {"expression": fault.expressions[-1], "class": fault.classes[-1]}}
    event = {"kind": fault.kinds[0], "severity": "fatal", "comm": fault.comm, "symbols": {"verified": "consistent"},
             "fault": {"address": f"0x{fault.address or 0:08x}", "status": hex(fault.status)},
             "explanation": {"findings": [finding]}, "location": {"frames": frames}}
    return {"events": [event, {"severity": "fatal", "relation": {"to": 0, "as": "same-crash"}}]}


class CheckTest(unittest.TestCase):
    def test_the_truth_is_equal_to_itself(self) -> None:
        for fault in load_faults(None):
            for item in compare(fault, true_report(fault)):
                self.assertTrue(item.equal, f"{fault.name}: {item}")

    def test_a_wrong_line_is_different(self) -> None:
        fault = load_faults(None)[0]
        report = true_report(fault)
        report["events"][0]["location"]["frames"][0]["line"] += 1
        self.assertEqual(["location"], [item.field for item in compare(fault, report) if not item.equal])

    def test_silence_is_different_everywhere(self) -> None:
        fault = load_faults(None)[0]
        self.assertFalse(any(item.equal for item in compare(fault, {"events": []})))

    def test_a_second_crash_is_counted(self) -> None:
        events = [{"severity": "fatal", "relation": {"as": "root"}}, {"severity": "fatal"}, {"severity": "info"}]
        self.assertEqual(2, count_crashes(events))


class GeneratedTest(unittest.TestCase):
    def test_the_compiler_checks_the_head_units_offset(self) -> None:
        header = truth_header(load_faults(None))
        self.assertIn("static_assert(offsetof(struct rpmsg_endpoint, priv) == 44", header)


class KernelTest(unittest.TestCase):
    def test_lost_options_are_found(self) -> None:
        fragment = "# a comment\nCONFIG_A=y\nCONFIG_B=4\n# CONFIG_C is not set\n# CONFIG_D is not set\n"
        config = "CONFIG_A=y\nCONFIG_B=2\nCONFIG_C=y\n"
        self.assertEqual(["CONFIG_B=4", "# CONFIG_C is not set"], missing_options(fragment, config))


class ImageTest(unittest.TestCase):
    def test_cpio_entries_are_aligned(self) -> None:
        archive = Cpio()
        archive.file("a", b"12345")
        data = archive.finish()
        self.assertEqual(0, len(data) % 4)
        self.assertEqual(b"070701", data[:6])
        self.assertEqual(b"12345\0\0\0" + b"070701", data[112:126])


class RegionTest(unittest.TestCase):
    def test_kernel_and_recorder_are_told_the_same(self) -> None:
        region = Region()
        self.assertIn("ramoops.record_size=0x8000", region.kernel_arguments())
        self.assertIn("record=0x8000", region.device_options())


if __name__ == "__main__":
    unittest.main()
