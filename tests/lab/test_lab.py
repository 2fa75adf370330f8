"""Tests of the lab's own code that need no virtual machine: python3 -m unittest discover tests/lab"""

import json
import subprocess
import sys
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path
from typing import Any

from faultlab.check import SILENCE, Comparison, Verdict, compare, compare_signatures, count_crashes, silent
from faultlab.commands import LabError
from faultlab.debian_kernel import make_relocatable
from faultlab.image import RECORDER_DISK_SIZE, Cpio, make_recorder_disk
from faultlab.kernel import KernelRecipe, keep_split_debug, merge_fragments, missing_options
from faultlab.kernel_modules import ModuleIndex, dependencies
from faultlab.kernel_tree import TreeRecipe, check_configuration, get_tree_kernel, unmet_options
from faultlab.machines import MACHINES, find_machine, with_kernel_tree
from faultlab.module import copy_module
from faultlab.qemu import Machine, is_echoed
from faultlab.region import Region
from faultlab.serial import check_text
from faultlab.table import Result, accept, is_good, load_reference, lost, row_name, summary
from faultlab.truth import LAB, Fault, Member, Report, for_machine, load_faults, triggers_header, truth_header


def fault_named(name: str, machine: str = "arm") -> Fault:
    return next(fault for fault in load_faults(MACHINES[machine], None) if fault.name == name)


def member_json(member: Member | None) -> dict[str, Any] | None:
    return {"type": member.type, "path": member.path, "offset": member.offset} if member else None


def stated_json(truth: Fault | Report) -> dict[str, Any]:
    """What the kernel prints only of some kinds."""
    place = {"file": f"/usr/src/headunit/{truth.stated.file}", "line": truth.stated.line} if truth.stated else None
    return {"kind": truth.kinds[0], "source_location": place,
            "facts": {key: values[0] for key, values in truth.facts.items()}}


def true_report(fault: Fault) -> dict[str, Any]:
    """What a perfect faultscope says."""
    frames = [{"function": frame.function, "file": f"/usr/src/headunit/{frame.file}", "line": frame.line,
               "inlined": frame.inlined} for frame in fault.frames]
    innermost = (*fault.innermost, fault.member)[0]
    finding = {"access": first(fault.accesses), "size": fault.sizes[0] if fault.sizes else None,
               "member": member_json(fault.member), "innermost": member_json(innermost), "confidence": "certain",
               "pointer": {"expression": last(fault.expressions), "class": last(fault.classes)}}
    event = {**stated_json(fault), "severity": "fatal", "arch": fault.arch, "comm": fault.comm.replace("*", "0:1"),
             "symbols": {"verified": "consistent"}, "workqueue": fault.workqueue,
             "trace": [{"context": context} for context in fault.contexts],
             "fault": {"address": f"0x{fault.address or 0:08x}", "status": hex(fault.status or 0)},
             "explanation": {"findings": [finding]}, "location": {"frames": frames}}
    before = [{**stated_json(report), "severity": "warning"} for report in fault.before]
    panic = {"severity": "fatal", "relation": {"to": len(before), "as": "followed"},
             "panic_reason": fault.panic_reason}
    return {"events": [*before, event, panic]}


def first(values: tuple[str, ...]) -> str | None:
    return values[0] if values else None


def last(values: tuple[str, ...]) -> str | None:
    return values[-1] if values else None


def verdicts(items: list[Comparison], verdict: Verdict) -> list[str]:
    return [item.field for item in items if item.verdict == verdict]


class CheckTest(unittest.TestCase):
    def test_the_truth_is_found_on_every_machine(self) -> None:
        for spec in MACHINES.values():
            for fault in load_faults(spec, None):
                for item in compare(fault, true_report(fault)):
                    self.assertEqual(Verdict.FOUND, item.verdict, f"{spec.name} {fault.name}: {item}")

    def test_a_wrong_line_is_certain_when_the_symbols_agree(self) -> None:
        fault = fault_named("rpmsg_sock_release")
        report = true_report(fault)
        report["events"][0]["location"]["frames"][0]["line"] += 1
        self.assertEqual(["location"], verdicts(compare(fault, report), Verdict.WRONG_AS_CERTAIN))

    def test_a_wrong_line_is_not_certain_when_nothing_verified_the_symbols(self) -> None:
        fault = fault_named("rpmsg_sock_release")
        report = true_report(fault)
        report["events"][0]["location"]["frames"][0]["line"] += 1
        report["events"][0]["symbols"] = {"verified": "unverified", "reason": "no build id"}
        items = compare(fault, report)
        self.assertEqual(["location"], verdicts(items, Verdict.WRONG))
        self.assertEqual(["symbols"], verdicts(items, Verdict.MISSING))
        self.assertIn("unverified: no build id", [item.reason for item in items])

    def test_a_wrong_member_is_as_certain_as_its_finding(self) -> None:
        fault = fault_named("rpmsg_sock_release")
        report = true_report(fault)
        finding = report["events"][0]["explanation"]["findings"][0]
        finding["member"]["path"] = "ops"
        self.assertEqual(["member"], verdicts(compare(fault, report), Verdict.WRONG_AS_CERTAIN))
        finding["confidence"] = "possible"
        self.assertEqual(["member"], verdicts(compare(fault, report), Verdict.WRONG))

    def test_each_name_of_a_byte_in_a_union_is_right(self) -> None:
        fault = fault_named("tuner_service")
        report = true_report(fault)
        member = report["events"][0]["explanation"]["findings"][0]["member"]
        for path, expected in (("params.fm.bandwidth", []), ("params.raw[4]", ["member"])):
            member["path"] = path
            self.assertEqual(expected, verdicts(compare(fault, report), Verdict.WRONG_AS_CERTAIN))

    def test_a_function_without_types_names_no_member_or_the_callers(self) -> None:
        fault = fault_named("nav_destination")
        report = true_report(fault)
        finding = report["events"][0]["explanation"]["findings"][0]
        finding["innermost"] = None
        self.assertEqual([], [item for item in compare(fault, report) if item.verdict != Verdict.FOUND])
        finding["innermost"] = {"type": "struct list_head", "path": "next", "offset": 0}
        self.assertEqual(["innermost"], verdicts(compare(fault, report), Verdict.WRONG_AS_CERTAIN))

    def test_inlined_functions_that_are_not_stated_are_not_compared(self) -> None:
        fault = fault_named("nav_lock")
        report = true_report(fault)
        frames = report["events"][0]["location"]["frames"]
        frames[0]["line"] = 281
        frames.insert(0, {"function": "arch_atomic_cmpxchg", "file": "atomic.h", "line": 1, "inlined": True})
        self.assertEqual([], [item for item in compare(fault, report) if item.verdict != Verdict.FOUND])
        frames[1]["function"] = "mutex_unlock"
        self.assertEqual(["location"], verdicts(compare(fault, report), Verdict.WRONG_AS_CERTAIN))

    def test_the_error_code_of_another_trap_is_a_fact_of_its_kind(self) -> None:
        fault = fault_named("media_queue_poison", "amd64")
        report = true_report(fault)
        event = report["events"][0]
        event["fault"]["status"] = None
        self.assertEqual(["status"], verdicts(compare(fault, report), Verdict.MISSING))
        event["facts"]["error_code"] = "0x0"
        self.assertEqual([], [item for item in compare(fault, report) if item.verdict != Verdict.FOUND])
        event["facts"]["error_code"] = "0x10"
        self.assertEqual(["status"], verdicts(compare(fault, report), Verdict.WRONG_AS_CERTAIN))

    def test_silence_is_missing_everywhere(self) -> None:
        fault = fault_named("rpmsg_sock_release")
        items = compare(fault, {"events": []})
        self.assertEqual([item.field for item in items], verdicts(items, Verdict.MISSING))

    def test_faultscope_says_why_there_is_no_member(self) -> None:
        fault = fault_named("rpmsg_sock_release")
        report = true_report(fault)
        report["events"][0]["explanation"] = {"findings": [], "reason_missing": "void pointer"}
        reasons = {item.field: item.reason for item in compare(fault, report) if item.verdict == Verdict.MISSING}
        self.assertEqual("void pointer", reasons["member"])

    def test_a_panic_alone_is_no_answer(self) -> None:
        fault = fault_named("rpmsg_sock_release")
        report = true_report(fault)
        report["events"][0]["kind"] = "panic"
        self.assertEqual(["kind"], verdicts(compare(fault, report), Verdict.MISSING))
        report["events"][0]["kind"] = "bug"
        self.assertEqual(["kind"], verdicts(compare(fault, report), Verdict.WRONG_AS_CERTAIN))

    def test_what_the_kernel_survived_is_not_the_crash(self) -> None:
        fault = fault_named("warn_then_null")
        report = true_report(fault)
        report["events"][0]["source_location"]["line"] += 1
        self.assertEqual(["before1.stated"], verdicts(compare(fault, report), Verdict.WRONG_AS_CERTAIN))
        del report["events"][0]
        self.assertIn("before1.kind", verdicts(compare(fault, report), Verdict.MISSING))

    def test_the_beginning_of_a_process_name_is_enough_where_the_table_says_so(self) -> None:
        fault = fault_named("work_bug")
        report = true_report(fault)
        report["events"][0]["comm"] = "mediaserver"
        self.assertEqual(["comm"], verdicts(compare(fault, report), Verdict.WRONG_AS_CERTAIN))

    def test_the_panic_reason_may_be_that_of_the_panic_behind_the_crash(self) -> None:
        fault = fault_named("work_bug")
        report = true_report(fault)
        report["events"][1]["panic_reason"] = "Fatal exception in interrupt"
        self.assertEqual(["panic"], verdicts(compare(fault, report), Verdict.WRONG_AS_CERTAIN))
        del report["events"][1]["relation"]["to"]
        self.assertEqual(["panic"], verdicts(compare(fault, report), Verdict.MISSING))

    def test_a_second_crash_is_counted(self) -> None:
        events = [{"severity": "fatal", "relation": {"as": "root"}}, {"severity": "fatal"}, {"severity": "info"}]
        self.assertEqual(2, count_crashes(events))

    def test_a_report_that_the_kernel_panicked_over_is_a_crash(self) -> None:
        report = {"severity": "error", "relation": {"to": None, "as": "root"}}
        panic = {"severity": "fatal", "relation": {"to": 0, "as": "followed"}}
        self.assertEqual(1, count_crashes([report, panic]))
        self.assertEqual(1, count_crashes([report, {"severity": "fatal", "relation": {"to": None, "as": "root"}}]))
        self.assertEqual(0, count_crashes([report]))

    def test_forms_of_one_crash_have_one_signature(self) -> None:
        found = compare_signatures({"region": "a", "pstore": "a", "serial": "b", "store": SILENCE})
        self.assertEqual(["found", "found", "wrong", "missing"], [str(item.verdict) for item in found.values()])


class TableTest(unittest.TestCase):
    def setUp(self) -> None:
        self.fault = fault_named("rpmsg_sock_release")
        self.good = Result("arm", self.fault, {"region": compare(self.fault, true_report(self.fault))})
        self.silent = Result("arm", self.fault, {"region": silent(self.fault, "nothing to decode")})

    def test_what_was_found_once_must_not_get_lost(self) -> None:
        reference = {"arm": {self.fault.name: summary(self.good)}}
        self.assertTrue(is_good(self.good, reference))
        self.assertFalse(is_good(self.silent, reference))
        self.assertIn("region.member", lost(self.silent, reference))

    def test_what_was_never_found_may_be_missing(self) -> None:
        self.assertTrue(is_good(self.silent, {}))
        self.assertTrue(is_good(self.silent, {"arm": {self.fault.name: summary(self.silent)}}))

    def test_wrong_as_certain_is_never_good(self) -> None:
        report = true_report(self.fault)
        report["events"][0]["comm"] = "init"
        self.assertFalse(is_good(Result("arm", self.fault, {"region": compare(self.fault, report)}), {}))

    def test_a_failed_run_loses_all(self) -> None:
        reference = {"arm": {self.fault.name: summary(self.good)}}
        failed = Result("arm", self.fault, {}, "the machine did not boot")
        self.assertEqual(len(self.good.answers["region"]), len(lost(failed, reference)))
        self.assertFalse(is_good(failed, {}))

    def test_a_form_that_was_not_made_is_not_lost(self) -> None:
        reference = {"arm": {self.fault.name: {"store": {"found": ["kind"]}}}}
        self.assertEqual([], lost(self.good, reference))

    def test_accepted_results_are_read_back_and_others_stay(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "table.json"
            path.write_text(json.dumps({"i386": {"x": {"region": {"found": ["kind"]}}}}))
            accept([self.good], path)
            table = load_reference(path)
        self.assertEqual({"found": ["kind"]}, table["i386"]["x"]["region"])
        self.assertEqual(summary(self.good), table["arm"][self.fault.name])

    def test_rows_without_vmlinux_are_rows_of_their_own(self) -> None:
        self.assertNotEqual(row_name("amd64", True), row_name("amd64", False))


class TruthTest(unittest.TestCase):
    def test_the_compiler_checks_the_offset_by_pointer_width(self) -> None:
        expected = {"arm": 44, "i386": 44, "arm64": 72, "amd64": 72}
        for machine, offset in expected.items():
            header = truth_header(load_faults(MACHINES[machine], None))
            self.assertIn(f"static_assert(offsetof(struct rpmsg_endpoint, priv) == {offset}", header)

    def test_what_a_machine_does_not_have_is_declared_but_not_triggered(self) -> None:
        for machine, listed in {"arm": False, "amd64": True}.items():
            header = triggers_header(load_faults(MACHINES[machine], None))
            self.assertIn("int trigger_divide_error(void);", header)
            self.assertEqual(listed, "X(divide_error)" in header)
            self.assertNotIn("sysrq_crash", header)

    def test_modules_are_not_built_anew_for_what_they_do_not_check(self) -> None:
        faults = load_faults(MACHINES["i386"], None)
        changed = [replace(fault, kinds=("bug",), status=1, address=2, frames=(), console="", facts={"a": ("b",)},
                           expressions=("other",), classes=("other",), accesses=("write",)) for fault in faults]
        for generate in (triggers_header, truth_header):
            self.assertEqual(generate(faults), generate(changed))

    def test_the_most_particular_selector_chooses(self) -> None:
        value = {"32": 1, "x86": 2, "i386": 3, "other": 4}
        chosen = {name: for_machine(value, MACHINES[name].selectors) for name in ("arm", "i386", "amd64", "arm64")}
        self.assertEqual({"arm": 1, "i386": 3, "amd64": 2, "arm64": 4}, chosen)

    def test_other_tables_hold_for_all(self) -> None:
        value = {"type": "struct a", "offset": {"32": 4, "64": 8}}
        self.assertEqual({"type": "struct a", "offset": 8}, for_machine(value, MACHINES["arm64"].selectors))

    def test_a_selector_that_no_machine_has_is_an_error(self) -> None:
        # What TOML makes of an amd64-6.12 without quotes.
        with self.assertRaises(LabError):
            for_machine({"amd64-6": {"12": 1}, "other": 2}, ("arm", "32"))

    def test_a_machine_that_no_value_is_for_is_an_error(self) -> None:
        with self.assertRaises(LabError):
            for_machine({"x86": 0}, MACHINES["arm"].selectors)


class SerialTest(unittest.TestCase):
    # Lines of the lab's own machines.
    ARM = ("8<--- cut here ---\n"
           "Unable to handle kernel NULL pointer dereference at virtual address 0000002c when write\n"
           "[0000002c] *pgd=80000040004003, *pmd=00000000\nInternal error: Oops: a05 [#1] PREEMPT SMP ARM\n")
    AMD64 = ("general protection fault, probably for non-canonical address 0xdead000000000128: 0000 [#1] PREEMPT SMP"
             " NOPTI\n")

    def test_the_crash_that_is_meant(self) -> None:
        check_text(fault_named("rpmsg_sock_release"), self.ARM)
        check_text(fault_named("media_queue_poison", "amd64"), self.AMD64)

    def test_another_crash(self) -> None:
        with self.assertRaises(LabError):
            check_text(fault_named("sysrq_crash", "amd64"), self.AMD64)
        for text in (self.ARM.replace("0000002c", "00000030"), self.ARM.replace("a05", "a07"), "no crash"):
            with self.assertRaises(LabError):
                check_text(fault_named("rpmsg_sock_release"), text)


class KernelTest(unittest.TestCase):
    def test_a_kernel_keeps_the_source_of_its_own_architecture(self) -> None:
        built = [spec.kernel for spec in MACHINES.values() if isinstance(spec.kernel, KernelRecipe)]
        for recipe in built:
            self.assertIn(f"ARCH={recipe.architecture}", recipe.make_arguments, recipe.name)

    def test_lost_options_are_found(self) -> None:
        fragment = "# a comment\nCONFIG_A=y\nCONFIG_B=4\n# CONFIG_C is not set\n# CONFIG_D is not set\n"
        config = "CONFIG_A=y\nCONFIG_B=2\nCONFIG_C=y\n"
        self.assertEqual(["CONFIG_B=4", "# CONFIG_C is not set"], missing_options(fragment, config))

    def test_a_later_fragment_replaces_options(self) -> None:
        merged = merge_fragments("# a comment\nCONFIG_A=y\nCONFIG_B=4\n", "# CONFIG_A is not set\nCONFIG_C=y\n")
        self.assertEqual(["# CONFIG_A is not set", "CONFIG_B=4", "CONFIG_C=y"], merged.splitlines())


class SplitDebugTest(unittest.TestCase):
    def test_the_kernels_files_lie_where_vmlinux_names_them(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            source = folder / "linux"
            for path in ("lib/rbtree.dwo", "fs/pstore/ram.dwo", "lib/rbtree.c"):
                (source / path).parent.mkdir(parents=True, exist_ok=True)
                (source / path).write_text(path)
            keep_split_debug(source, folder)
            self.assertEqual("lib/rbtree.dwo", (folder / "lib/rbtree.dwo").read_text())
            self.assertEqual("fs/pstore/ram.dwo", (folder / "fs/pstore/ram.dwo").read_text())
            self.assertEqual(["lib/rbtree.c"], [str(path.relative_to(source)) for path in source.rglob("*.*")])

    def test_a_module_takes_its_files_along(self) -> None:
        with tempfile.TemporaryDirectory() as name, tempfile.TemporaryDirectory() as run:
            for file in ("headunit.ko", "audio.dwo", "build.log"):
                (Path(name) / file).write_text(file)
            copy_module(Path(name) / "headunit.ko", Path(run))
            self.assertEqual(["audio.dwo", "headunit.ko"], sorted(path.name for path in Path(run).iterdir()))


def module(depends: str) -> bytes:
    """The part of a module's .modinfo that matters here."""
    return b"\x7fELF\0license=GPL\0depends=" + depends.encode() + b"\0retpoline=Y\0__UNIQUE_ID_depends339\0"


class DebianKernelTest(unittest.TestCase):
    def test_dependencies_are_read_from_the_module(self) -> None:
        self.assertEqual(["crc16", "reed_solomon"], dependencies(module("crc16,reed-solomon")))
        self.assertEqual([], dependencies(module("")))

    def test_modules_load_behind_what_they_depend_on(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            tree = Path(folder)
            for name, depends in {"ext4": "jbd2,mbcache,crc16", "jbd2": "crc16", "mbcache": "", "crc16": ""}.items():
                (tree / f"{name}.ko").write_bytes(module(depends))
            (tree / "modules.builtin").write_text("kernel/drivers/virtio/virtio.ko\n")
            index = ModuleIndex(tree)
            order = [path.stem for path in index.load_order(("virtio", "ext4"))]
            with self.assertRaises(LabError):
                index.load_order(("ramoops",))
        self.assertEqual(["crc16", "jbd2", "mbcache", "ext4"], order)

    def test_unpacked_headers_include_what_lies_beside_them(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            makefile = Path(folder) / "Makefile"
            makefile.write_text("include /usr/src/linux-headers-6.1.0-56-common/Makefile\n")
            make_relocatable(makefile)
            self.assertNotIn("/usr/src", makefile.read_text())
            with self.assertRaises(LabError):
                make_relocatable(makefile)


CONFIG = "CONFIG_PSTORE=y\nCONFIG_EXT4_FS=y\nCONFIG_PSTORE_RAM=m\n# CONFIG_DEVMEM is not set\n"


class KernelTreeTest(unittest.TestCase):
    def needed(self, machine: str) -> str:
        recipe = with_kernel_tree(MACHINES[machine], Path("/none"), ()).kernel
        assert isinstance(recipe, TreeRecipe)
        return "".join(path.read_text() for path in recipe.fragments())

    def recipe(self, machine: str, tree: Path) -> TreeRecipe:
        recipe = with_kernel_tree(MACHINES[machine], tree, ("CROSS_COMPILE=oem-",)).kernel
        assert isinstance(recipe, TreeRecipe)
        return recipe

    def test_what_may_be_a_module_may_be_built_in(self) -> None:
        needed = "CONFIG_PSTORE=y\nCONFIG_EXT4_FS=m\nCONFIG_PSTORE_RAM=m\nCONFIG_DEVMEM=y\nCONFIG_TTY=y\n"
        self.assertEqual(["CONFIG_DEVMEM=y", "CONFIG_TTY=y"], unmet_options(needed, CONFIG))
        self.assertEqual(["CONFIG_PSTORE_RAM=y"], unmet_options("CONFIG_PSTORE_RAM=y\n", CONFIG))

    def test_the_error_names_every_option_that_is_lacking(self) -> None:
        with self.assertRaisesRegex(LabError, "CONFIG_DEVMEM=y, .*CONFIG_VIRTIO_MMIO=m"):
            check_configuration(self.recipe("arm64", Path("/none")),
                                self.needed("arm64").replace("CONFIG_DEVMEM=y", "").replace("CONFIG_VIRTIO_MMIO=m", ""))
        check_configuration(self.recipe("arm64", Path("/none")), self.needed("arm64"))
        check_configuration(self.recipe("amd64", Path("/none")), self.needed("amd64"))

    def test_an_arm_kernel_needs_the_machine_with_its_fault_status(self) -> None:
        lpae = f"{self.needed('arm')}CONFIG_ARM_LPAE=y\n"
        check_configuration(self.recipe("arm", Path("/none")), lpae)
        check_configuration(self.recipe("arm-thumb2", Path("/none")), self.needed("arm"))
        with self.assertRaisesRegex(LabError, "take `arm`"):
            check_configuration(self.recipe("arm-thumb2", Path("/none")), lpae)
        with self.assertRaisesRegex(LabError, "take `arm-thumb2`"):
            check_configuration(self.recipe("arm", Path("/none")), self.needed("arm"))

    def test_the_compiler_of_the_tree_replaces_the_machines(self) -> None:
        spec = with_kernel_tree(MACHINES["i386"], Path("/none"), ("CROSS_COMPILE=oem-",))
        self.assertEqual(["CROSS_COMPILE=i686-linux-gnu-", "CROSS_COMPILE=oem-"],
                         [word for word in self.recipe("i386", Path("/none")).make_arguments if "CROSS" in word])
        self.assertEqual("i386-tree", spec.name)
        self.assertIn("oops=panic", spec.kernel_arguments)
        self.assertEqual("i386-tree", find_machine("i386-tree").name)

    def test_a_tree_that_is_not_built_is_told(self) -> None:
        with tempfile.TemporaryDirectory() as folder, self.assertRaisesRegex(LabError, "Image is missing: build"):
            get_tree_kernel(self.recipe("arm64", Path(folder)))


class ImageTest(unittest.TestCase):
    def test_cpio_entries_are_aligned(self) -> None:
        archive = Cpio()
        archive.file("a", b"12345")
        data = archive.finish()
        self.assertEqual(0, len(data) % 4)
        self.assertEqual(b"070701", data[:6])
        self.assertEqual(b"12345\0\0\0" + b"070701", data[112:126])


class RecorderDiskTest(unittest.TestCase):
    def test_the_recorder_is_what_the_disk_begins_with(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            recorder, disk = Path(folder) / "faultbox", Path(folder) / "disk"
            recorder.write_bytes(b"\x7fELF")
            make_recorder_disk(disk, recorder)
            self.assertEqual((b"\x7fELF\0", RECORDER_DISK_SIZE), (disk.read_bytes()[:5], disk.stat().st_size))
            recorder.write_bytes(bytes(RECORDER_DISK_SIZE + 1))
            with self.assertRaises(LabError):
                make_recorder_disk(disk, recorder)


class MachineTest(unittest.TestCase):
    def test_the_firmware_may_reset_the_machine_any_number_of_times(self) -> None:
        for resets in range(4):
            with tempfile.TemporaryDirectory() as name:
                command = [sys.executable, str(Path(__file__).with_name("fake_qemu.py")), "--resets", str(resets)]
                with Machine(command, Path(name)) as machine:
                    self.assertEqual("guest-reset", machine.wait_until_stopped(10))
                    machine.reset_warm("Linux version ", 10)
                    self.assertEqual("guest-shutdown", machine.wait_until_stopped(10), f"{resets} resets")


    def test_a_message_of_the_kernel_may_break_into_the_echo(self) -> None:
        # gnss_freed_fix on arm-thumb2.
        self.assertTrue(is_echoed(b"gnss_freed_fix\r\n", b"gnss_freed_fi[    2.069744][   T55] 8<--- cut here ---\r\n"
                                                         b"[    2.077124][   T55] x\r\n"))
        self.assertFalse(is_echoed(b"gnss_freed_fix\r\n", b"gnss_freed_fi"))


class CommandTest(unittest.TestCase):
    def test_every_command_says_what_it_does(self) -> None:
        commands = [*LAB.glob("run*.py"), LAB / "make_case.py"]
        self.assertGreater(len(commands), 5)
        for command in commands:
            answer = subprocess.run([sys.executable, command, "--help"], capture_output=True, text=True, check=False)
            self.assertEqual(0, answer.returncode, answer.stderr)
            self.assertIn("usage:", answer.stdout, command)


class RegionTest(unittest.TestCase):
    def test_kernel_and_recorder_are_told_the_same(self) -> None:
        region = Region(0x50000000)
        self.assertIn("ramoops.record_size=0x8000", region.kernel_arguments())
        self.assertIn("record=0x8000", region.device_options())

    def test_the_machine_without_ecc_tells_kernel_and_recorder_so(self) -> None:
        for name in ("arm-noecc", "arm-plain"):
            region = MACHINES[name].region
            self.assertIn("ramoops.ecc=0", region.kernel_arguments())
            self.assertIn("ecc=0", region.device_options())
            self.assertEqual(MACHINES["arm"].kernel, MACHINES[name].kernel)

    def test_every_region_lies_behind_the_kernels_ram_and_inside_the_machine(self) -> None:
        for spec in MACHINES.values():
            ram = int(spec.qemu[spec.qemu.index("-m") + 1]) << 20
            kernel = int(spec.kernel_ram.removesuffix("M")) << 20
            base = 0x40000000 if spec.arch in ("arm", "arm64") else 0
            self.assertLessEqual(base + kernel, spec.region.address, spec.name)
            self.assertLessEqual(spec.region.address + spec.region.size, base + ram, spec.name)


if __name__ == "__main__":
    unittest.main()
