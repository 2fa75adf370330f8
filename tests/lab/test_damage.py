"""Tests of the damage runs that need no virtual machine: python3 -m unittest discover tests/lab"""

import tempfile
import unittest
from pathlib import Path
from random import Random
from typing import Any

from faultlab.check import SILENCE, Comparison, Verdict, compare, signature
from faultlab.damage import DAMAGES, SEEDS, Copy, Correction, Damage, Must, Original
from faultlab.damage_check import Complaint, Crash, Said, judge, zone_corrections
from faultlab.damage_course import COURSES, course_names
from faultlab.damage_run import comparison
from faultlab.region import Region
from faultlab.table import Result, accept, load_reference, lost
from faultlab.truth import fault_names
from faultlab.zones import BLOCK_SIZE, HEADER_SIZE, find_zones
from test_lab import fault_named, true_report

REGION = Region(0)


def damage_named(name: str) -> Damage:
    return next(damage for damage in DAMAGES if damage.name == name)


def region_with(texts: dict[int, bytes]) -> bytes:
    """A region whose zones hold these texts, by the number of the zone; without true parity."""
    content = bytearray(REGION.size)
    for number, zone in enumerate(find_zones(REGION)):
        text = texts.get(number, b"")
        content[zone.offset:zone.data] = b"DBGC" + len(text).to_bytes(4, "little") * 2
        content[zone.data:zone.data + len(text)] = text
    return bytes(content)


def original() -> Original:
    texts = {0: b"o" * 4650, 1: b"p" * 5251, 6: b"c" * 12556}
    return Original(region_with(texts), REGION, region_with({0: b"O" * 300, 1: b"P" * 500}))


def changed(damaged: bytes, whole: bytes) -> list[int]:
    return [at for at, (now, before) in enumerate(zip(damaged, whole)) if now != before]


class ZonesTest(unittest.TestCase):
    # By hand from fs/pstore/ram.c and ram_core.c, 6.1: 0x33000 bytes for dumps, six records.
    def test_the_zones_lie_where_the_kernel_puts_them(self) -> None:
        places = [(zone.kind, zone.offset, zone.size) for zone in find_zones(REGION)]
        self.assertEqual([("dmesg", 0x8800 * index, 0x8800) for index in range(6)], places[:6])
        self.assertEqual([("console", 0x33000, 0x8000), ("ftrace", 0x3b000, 0x1000), ("pmsg", 0x3c000, 0x4000)],
                         places[6:])

    # 0x8800 - 12 - 16 = 34788 bytes in blocks of 144: 242 of them; 243 times 16 bytes of parity.
    def test_parity_stands_behind_the_data(self) -> None:
        zone = find_zones(REGION)[1]
        self.assertEqual((242, 0x8800 - 12 - 243 * 16), (zone.block_count, zone.capacity))
        blocks = zone.blocks(region_with({1: b"x" * (BLOCK_SIZE + 1)}))
        self.assertEqual([0x8800 + HEADER_SIZE, 0x8800 + HEADER_SIZE + BLOCK_SIZE], [one.data.start for one in blocks])
        self.assertEqual(0x8800 + HEADER_SIZE + zone.capacity, blocks[0].parity.start)
        self.assertEqual(0x11000, zone.header().parity.stop)


class DamageTest(unittest.TestCase):
    def test_what_can_be_corrected_is_damaged_everywhere_and_counted(self) -> None:
        whole = original()
        copy = damage_named("ecc-most").make(whole, Random(1))
        places = set(changed(copy.content, whole.content))
        for zone in whole.filled():
            codewords = [zone.header(), *zone.blocks(whole.content)]
            self.assertEqual([8] * len(codewords), [len(places & set(one.bytes())) for one in codewords])
            self.assertEqual(Correction(8 * len(codewords), 0), copy.ecc[zone.offset])
        self.assertEqual({8 * 38, 8 * 43, 8 * 100}, {ecc.corrected for ecc in copy.ecc.values()})

    def test_a_bit_per_byte_is_flipped(self) -> None:
        whole = original()
        copy = damage_named("ecc-bits").make(whole, Random(1))
        self.assertEqual({1}, {(copy.content[at] ^ whole.content[at]).bit_count()
                               for at in changed(copy.content, whole.content)})

    def test_a_lost_block_is_one_block_of_one_dump(self) -> None:
        whole = original()
        copy = damage_named("block-lost").make(whole, Random(1))
        places = changed(copy.content, whole.content)
        self.assertEqual(40, len(places))
        self.assertTrue(any(set(places) <= set(block.bytes()) for block in whole.dumps()[0].blocks(whole.content)))

    def test_every_damage_can_be_done_and_a_seed_makes_the_same_one_again(self) -> None:
        whole = original()
        for damage in DAMAGES:
            copy = damage.make(whole, Random(SEEDS[0]))
            self.assertNotEqual(whole.content, copy.content, damage.name)
            self.assertEqual(copy, damage.make(whole, Random(SEEDS[0])), damage.name)

    def test_older_dumps_stand_behind_the_new_ones(self) -> None:
        content = damage_named("older-records").make(original(), Random(1)).content
        zones = find_zones(REGION)
        self.assertEqual([4650, 5251, 300, 500, 0], [zone.used(content) for zone in zones[:5]])

    def test_a_region_without_a_second_dump_has_none_to_fall_back_on(self) -> None:
        only = Original(region_with({0: b"o" * 300}), REGION)
        for name in ("zero-first-dump", "random-first-dump", "cut-last-dump", "older-records"):
            self.assertIsNone(damage_named(name).make(only, Random(1)), name)


class JudgeTest(unittest.TestCase):
    def setUp(self) -> None:
        fault = fault_named("rpmsg_sock_release")
        self.report = true_report(fault)
        self.crash = Crash(fault, tuple(compare(fault, self.report)), signature(fault, self.report))

    def judge(self, name: str, report: dict[str, Any], copy: Copy = Copy(b""), status: int = 0,
              ecc: dict[int, Correction] | None = None, words: str = "") -> list[Verdict]:
        damage = damage_named(name)
        said = Said(status, report, words, ecc or {})
        return [one.verdict for one in judge(damage, [self.crash], copy, said, damage.decode_status)]

    def test_the_truth_is_enough(self) -> None:
        self.assertEqual([], self.judge("cut-behind-dumps", self.report))

    def test_a_lost_answer_counts_only_where_it_is_due(self) -> None:
        del self.report["events"][0]["explanation"]
        self.assertIn(Verdict.MISSING, self.judge("cut-behind-dumps", self.report))
        self.assertEqual([], self.judge("cut-last-dump", self.report))
        self.assertIn(Verdict.MISSING, self.judge("cut-last-dump", {"events": []}))

    def test_a_wrong_answer_counts_always(self) -> None:
        self.report["events"][0]["comm"] = "swapper"
        self.assertEqual([Verdict.WRONG_AS_CERTAIN], self.judge("cut-last-dump", self.report))

    def test_a_crash_out_of_noise_is_wrong_as_certain(self) -> None:
        self.assertIn(Verdict.WRONG_AS_CERTAIN, self.judge("random-all", self.report, status=2, words="noise"))
        self.assertEqual([], self.judge("random-all", {"events": []}, status=2, words="noise"))
        self.assertEqual([Verdict.WRONG], self.judge("random-all", {"events": []}, status=0, words="noise"))

    def test_damage_must_be_said(self) -> None:
        self.assertEqual([Verdict.MISSING], self.judge("block-lost", self.report))
        self.assertEqual([], self.judge("block-lost", self.report, words="zone 0: 1 blocks are beyond correction"))

    def test_counts_of_corrected_bytes_are_exact(self) -> None:
        copy = Copy(b"", {0: Correction(304, 0), 0x8800: Correction(344, 0)})
        for event in self.report["events"]:
            event["ecc"] = {"corrected": 304, "uncorrectable": 0}
        self.assertEqual([], self.judge("ecc-most", self.report, copy))
        zones = {0: Correction(304, 0), 0x8800: Correction(343, 0)}
        self.assertEqual([Verdict.WRONG_AS_CERTAIN], self.judge("ecc-most", self.report, copy, ecc=zones))
        self.assertEqual([Verdict.MISSING], self.judge("ecc-most", self.report, copy, ecc={0: Correction(304, 0)}))
        self.report["events"][0]["ecc"]["corrected"] = 303
        self.assertEqual([Verdict.WRONG_AS_CERTAIN], self.judge("ecc-most", self.report, copy))

    def test_two_crashes_are_told_apart_by_their_addresses(self) -> None:
        other = fault_named("codec_flush")
        report = true_report(other)
        crashes = [self.crash, Crash(other, tuple(compare(other, report)), SILENCE)]
        damage = damage_named("older-records")
        both = {"events": [self.report["events"][0], report["events"][0]]}
        self.assertEqual([], judge(damage, crashes, Copy(b""), Said(0, both, ""), (0,)))
        both["events"][1]["relation"] = {"to": 0, "as": "followed"}
        self.assertEqual({Verdict.MISSING}, {one.verdict for one in judge(damage, crashes, Copy(b""), Said(0, both, ""),
                                                                          (0,))})

    def test_two_crashes_at_one_address_are_told_apart_by_their_places(self) -> None:
        crashes, events = [], []
        for name in ("usb_link_power", "usb_port_power"):
            fault = fault_named(name)
            report = true_report(fault)
            if name == "usb_link_power":
                report["events"][0]["explanation"]["findings"] = []
            crashes.append(Crash(fault, tuple(compare(fault, report)), SILENCE))
            events.append(report["events"][0])
        said = Said(0, {"events": events}, "")
        self.assertEqual([], judge(damage_named("older-records"), crashes, Copy(b""), said, (0,)))

    def test_the_counts_are_read_from_the_record(self) -> None:
        shown = ("source.0.name: zone 0 at 0x0\nsource.0.ecc_corrected: 3\nsource.0.ecc_uncorrectable: 0\n"
                 "source.1.name: zone 6 at 0x33000\nsource.1.ecc_corrected: 0\nsource.1.ecc_uncorrectable: 2\n")
        self.assertEqual({0: Correction(3, 0), 0x33000: Correction(0, 2)}, zone_corrections(shown))


class ResultTest(unittest.TestCase):
    def test_the_worst_counts(self) -> None:
        damage = damage_named("ecc-most")
        complaints = [Complaint(Verdict.MISSING, "a"), Complaint(Verdict.WRONG_AS_CERTAIN, "b")]
        self.assertEqual(Verdict.WRONG_AS_CERTAIN, comparison(damage, "f", complaints).verdict)
        self.assertEqual(Verdict.MISSING, comparison(damage, "f", complaints[:1]).verdict)
        self.assertEqual(Verdict.FOUND, comparison(damage, "f", []).verdict)
        self.assertEqual(SILENCE, comparison(damage, "f", None).found)

    def test_the_table_keeps_damages_as_it_keeps_faults(self) -> None:
        damage = damage_named("ecc-most")
        found = Result("arm", damage, {"decode": [Comparison("f", ("all",), "all")]})
        missing = Result("arm", damage, {"decode": [Comparison("f", ("all",), SILENCE)]})
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "table.json"
            accept([found], path)
            self.assertEqual(["decode.f"], lost(missing, load_reference(path)))

    def test_names_are_not_shared(self) -> None:
        names = [*fault_names(), *course_names(), *(damage.name for damage in DAMAGES)]
        self.assertEqual(len(names), len(set(names)))
        for course in COURSES:
            self.assertLessEqual(set(course.faults), set(fault_names()))
            self.assertNotEqual(Must.NOTHING, course.must)


if __name__ == "__main__":
    unittest.main()
