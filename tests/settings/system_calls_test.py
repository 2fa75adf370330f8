#!/usr/bin/env python3
"""Which system calls the recorder leaves itself: system_calls_test.py FAULTBOX SAMPLE

Seccomp is 2 in /proc/PID/status of a process that has a filter, 0 of one that has none."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

FAULTBOX, SAMPLE = sys.argv[1:3]
HOOK = r"""#!/bin/sh
maker=$(sed -n 's/^PPid:\t//p' /proc/$PPID/status)
for process in self $PPID $maker; do sed -n 's/^Seccomp:\t//p' /proc/$process/status; done >%s
"""


def seccomp_of(pid: int | str) -> str | None:
    """Nothing for a process that is gone, or where the kernel has no filters."""
    try:
        found = re.search(r"^Seccomp:\t(\d)$", pathlib.Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    except OSError:
        return None
    return found and found.group(1)


def full_pipe() -> tuple[int, int]:
    """A pipe that whoever writes to it waits for."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    try:
        while True:
            os.write(writer, b"\0" * 4096)
    except BlockingIOError:
        os.set_blocking(writer, True)
    return reader, writer


def can_read_log() -> bool:
    """The kernel asks for CAP_SYSLOG when the log is opened (kernel/printk/printk.c, devkmsg_open)."""
    try:
        os.close(os.open("/dev/kmsg", os.O_RDONLY))
    except OSError:
        return False
    return True


@unittest.skipUnless(seccomp_of("self"), "this kernel filters no system calls")
class SystemCalls(unittest.TestCase):
    def setUp(self) -> None:
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="faultbox-calls-"))
        self.addCleanup(shutil.rmtree, self.root)
        self.settings = self.root / "faultbox.conf"
        self.settings.write_text("unit_id = Rack 4\n")
        self.pstore = self.root / "pstore"
        self.pstore.mkdir()
        shutil.copy(SAMPLE, self.pstore / "dmesg-ramoops-0")

    def start(self, *arguments: object, **streams: object) -> subprocess.Popen:
        command = [FAULTBOX, *arguments, "--store", self.root / "store", "--config", self.settings]
        return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, **streams)

    def wait_for_filter(self, process: subprocess.Popen) -> None:
        for _ in range(500):
            if process.poll() is not None or seccomp_of(process.pid) == "2":
                break
            time.sleep(0.01)
        self.assertEqual(seccomp_of(process.pid), "2")

    def end(self, process: subprocess.Popen) -> None:
        self.assertEqual(process.wait(timeout=30), 0, process.stderr.read())
        process.stderr.close()

    def run_filtered(self, *arguments: object) -> str:
        """What the verb prints, which it must not have done before it was looked at."""
        reader, writer = full_pipe()
        with self.start(*arguments, stdout=writer) as process:
            os.close(writer)
            self.wait_for_filter(process)
            with os.fdopen(reader) as output:
                text = output.read().lstrip("\0")
            self.end(process)
        return text

    def test_verbs_that_end(self) -> None:
        self.assertRegex(self.run_filtered("harvest", "--pstore", self.pstore), r"^stored 000001-[0-9a-f]{16}.fbx ")
        self.assertEqual(list(self.pstore.iterdir()), [])
        self.assertEqual(self.run_filtered("manifest"), "boot 1, new image\n")
        stick = self.root / "stick"
        stick.mkdir()
        self.assertEqual(self.run_filtered("export", stick), "done: 1 record in faultbox-rack_4-000001.fbb\n")

    def test_serve(self) -> None:
        with self.start("serve", "-", stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
            self.wait_for_filter(process)
            process.stdin.write("no frame")
            process.stdin.close()
            self.end(process)

    @unittest.skipUnless(can_read_log(), "the kernel's log cannot be read")
    def test_watch_goes_on_behind_a_stop(self) -> None:
        with self.start("watch", stdout=subprocess.DEVNULL) as process:
            self.wait_for_filter(process)
            for stop_or_end in (signal.SIGSTOP, signal.SIGCONT, signal.SIGTERM):
                time.sleep(0.2)
                self.assertIsNone(process.poll())
                process.send_signal(stop_or_end)
            self.end(process)

    def test_the_hook_has_no_filter(self) -> None:
        hook = self.root / "hook"
        hook.write_text(HOOK % (self.root / "said"))
        hook.chmod(0o755)
        self.settings.write_text(f"hook = {hook}\n")
        with self.start("harvest", "--pstore", self.pstore, stdout=subprocess.DEVNULL) as process:
            self.end(process)
        # The hook, the process that started it, and the harvest.
        self.assertEqual((self.root / "said").read_text().split(), ["0", "0", "2"])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
