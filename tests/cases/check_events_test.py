#!/usr/bin/env python3
"""Tests of the comparison in check_events.py."""

import contextlib
import io
import json
import stat
import sys
import tempfile
import unittest
from pathlib import Path

import check_events


def paths(expected, got):
    return [difference.path for difference in check_events.compare_events(expected, got)]


class Events(unittest.TestCase):
    def test_equal(self):
        self.assertEqual(paths([{"kind": "bug"}], [{"kind": "bug", "line": 3}]), [])

    def test_missing_event(self):
        self.assertEqual(paths([{"kind": "bug"}, {"kind": "panic"}], [{"kind": "bug"}]), ["events.length"])

    def test_additional_event(self):
        self.assertEqual(paths([], [{"kind": "bug"}]), ["events.length"])

    def test_order(self):
        got = [{"kind": "panic"}, {"kind": "bug"}]
        self.assertEqual(paths([{"kind": "bug"}, {"kind": "panic"}], got), ["events[0].kind", "events[1].kind"])

    def test_names_the_place(self):
        difference = check_events.compare_events([{"fault": {"address": "0x8"}}], [{"fault": {"address": "0x9"}}])[0]
        self.assertEqual((difference.path, difference.expected, difference.got), ("events[0].fault.address", "0x8", "0x9"))


class Values(unittest.TestCase):
    def test_null_is_null_or_absent(self):
        self.assertEqual(paths([{"cpu": None}], [{}]), [])
        self.assertEqual(paths([{"cpu": None}], [{"cpu": None}]), [])

    def test_null_is_not_a_value(self):
        for value in (0, "", [], {}, False):
            self.assertEqual(paths([{"cpu": None}], [{"cpu": value}]), ["events[0].cpu"])

    def test_zero_is_not_absent(self):
        self.assertEqual(paths([{"cpu": 0}], [{}]), ["events[0].cpu"])

    def test_number_is_not_text(self):
        self.assertEqual(paths([{"cpu": 1}], [{"cpu": "1"}]), ["events[0].cpu"])

    def test_boolean_is_not_a_number(self):
        self.assertEqual(paths([{"reliable": True}], [{"reliable": 1}]), ["events[0].reliable"])
        self.assertEqual(paths([{"cpu": 0}], [{"cpu": False}]), ["events[0].cpu"])

    def test_seconds(self):
        self.assertEqual(paths([{"time_s": 0.878127}], [{"time_s": 0.878127}]), [])
        self.assertEqual(paths([{"time_s": 2}], [{"time_s": 2.0}]), [])


class Objects(unittest.TestCase):
    def test_only_the_keys_given(self):
        self.assertEqual(paths([{"pc": {"symbol": "f"}}], [{"pc": {"symbol": "f", "offset": "0x1"}}]), [])

    def test_missing_object(self):
        self.assertEqual(paths([{"pc": {"symbol": "f"}}], [{"pc": None}]), ["events[0].pc"])

    def test_empty_object_wants_an_object(self):
        self.assertEqual(paths([{"facts": {}}], [{"facts": {"seconds": 1}}]), [])
        self.assertEqual(paths([{"facts": {}}], [{}]), ["events[0].facts"])


class Lists(unittest.TestCase):
    TRACE = [{"symbol": "a", "offset": "0x1"}, {"symbol": "b"}, {"symbol": "c"}]

    def test_equal(self):
        self.assertEqual(paths([{"trace": [{"symbol": name} for name in "abc"]}], [{"trace": self.TRACE}]), [])

    def test_shorter_and_longer(self):
        self.assertEqual(paths([{"trace": self.TRACE[:2]}], [{"trace": self.TRACE}]), ["events[0].trace.length"])
        self.assertEqual(paths([{"trace": self.TRACE}], [{"trace": self.TRACE[:2]}]), ["events[0].trace.length"])

    def test_empty_list_wants_an_empty_list(self):
        self.assertEqual(paths([{"trace": []}], [{"trace": []}]), [])
        self.assertEqual(paths([{"trace": []}], [{"trace": self.TRACE}]), ["events[0].trace.length"])

    def test_element(self):
        expected = [{"symbol": "a"}, {"symbol": "x"}, {"symbol": "c"}]
        self.assertEqual(paths([{"trace": expected}], [{"trace": self.TRACE}]), ["events[0].trace[1].symbol"])

    def test_contains(self):
        got = [{"trace": self.TRACE}]
        self.assertEqual(paths([{"trace": {"contains": [{"symbol": "c"}, {"symbol": "a"}]}}], got), [])
        self.assertEqual(paths([{"trace": {"contains": [{"symbol": "d"}]}}], got), ["events[0].trace.contains"])

    def test_contains_plain_values(self):
        self.assertEqual(paths([{"a": {"contains": ["x"]}}], [{"a": ["y", "x"]}]), [])
        self.assertEqual(paths([{"a": {"contains": ["x"]}}], [{"a": ["xy"]}]), ["events[0].a.contains"])

    def test_starts_with(self):
        got = [{"trace": self.TRACE}]
        self.assertEqual(paths([{"trace": {"starts_with": [{"symbol": "a"}, {"symbol": "b"}]}}], got), [])
        self.assertEqual(paths([{"trace": {"starts_with": [{"symbol": "b"}]}}], got), ["events[0].trace[0].symbol"])
        longer = self.TRACE + [{"symbol": "d"}]
        self.assertEqual(paths([{"trace": {"starts_with": longer}}], got), ["events[0].trace.length"])

    def test_length(self):
        self.assertEqual(paths([{"trace": {"length": 3}}], [{"trace": self.TRACE}]), [])
        self.assertEqual(paths([{"trace": {"length": 2}}], [{"trace": self.TRACE}]), ["events[0].trace.length"])

    def test_rules_together(self):
        rules = {"starts_with": [{"symbol": "a"}], "length": 4}
        self.assertEqual(paths([{"trace": rules}], [{"trace": self.TRACE}]), ["events[0].trace.length"])

    def test_rules_want_a_list(self):
        self.assertEqual(paths([{"trace": {"length": 0}}], [{"trace": None}]), ["events[0].trace"])

    def test_an_object_with_such_a_key_stays_an_object(self):
        self.assertEqual(paths([{"facts": {"length": 3}}], [{"facts": {"length": 3}}]), [])
        self.assertEqual(paths([{"facts": {"length": 3}}], [{"facts": {"length": 4}}]), ["events[0].facts.length"])


class Quiet(unittest.TestCase):
    def test_info_only(self):
        self.assertEqual(check_events.loud_events([{"severity": "info"}]), [])
        self.assertEqual(len(check_events.loud_events([{"severity": "warning"}, {"severity": "info"}])), 1)

    def test_event_without_severity_is_loud(self):
        self.assertEqual(len(check_events.loud_events([{}])), 1)


class Run(unittest.TestCase):
    """The whole program, with a script in the place of faultscope that prints what lies beside the log."""

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)
        self.program = self.folder / "program"
        self.program.write_text(f"#!{sys.executable}\nimport sys\nname = sys.argv[2]\n"
                                "assert sys.argv[1] == 'decode' and sys.argv[3] == '--json'\n"
                                "sys.stdout.write(open(name + '.out').read())\n"
                                "sys.exit(3 if 'broken' in name else 1)\n")
        self.program.chmod(self.program.stat().st_mode | stat.S_IXUSR)

    def add(self, name, expected, got, log="input.log"):
        folder = self.folder / "cases" / name
        folder.mkdir(parents=True)
        (folder / log).write_text("text")
        (folder / f"{log}.out").write_text(json.dumps({"events": got}))
        if expected is not None:
            (folder / "events.json").write_text(json.dumps({"input": log, "events": expected}))

    def run_check(self, *names):
        saved, sys.argv = sys.argv, ["check_events", str(self.program), str(self.folder / "cases"), *names]
        output = io.StringIO()
        try:
            with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
                return check_events.main(), output.getvalue()
        finally:
            sys.argv = saved

    def test_counts_cases_and_quiet_logs(self):
        self.add("good", [{"kind": "bug"}], [{"kind": "bug"}])
        self.add("bad", [{"kind": "bug"}], [{"kind": "panic"}])
        self.add("without", None, [])
        self.add("quiet", None, [{"severity": "fatal", "headline": "x"}], "boot.log")
        status, text = self.run_check()
        self.assertEqual(status, 1)
        self.assertIn('bad:\n  events[0].kind: expected "bug", got "panic"\n', text)
        self.assertIn("quiet/boot.log:\n", text)
        self.assertTrue(text.endswith("3 cases, 2 differ\n"), text)

    def test_equal(self):
        self.add("good", [], [])
        self.assertEqual(self.run_check("good"), (0, "1 cases, 0 differ\n"))

    def test_unknown_case(self):
        self.add("good", [], [])
        self.assertEqual(self.run_check("goood")[0], 2)

    def test_no_cases(self):
        (self.folder / "cases").mkdir()
        self.assertEqual(self.run_check()[0], 2)

    def test_program_fails(self):
        self.add("case", [], [], "broken.log")
        status, text = self.run_check()
        self.assertEqual(status, 1)
        self.assertIn("exit status 3", text)

    def test_missing_input(self):
        self.add("case", [], [])
        (self.folder / "cases/case/input.log").unlink()
        self.assertEqual(self.run_check()[0], 1)


if __name__ == "__main__":
    unittest.main()
