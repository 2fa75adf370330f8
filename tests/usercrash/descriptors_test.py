#!/usr/bin/env python3
"""What `faultbox core` has open: descriptors_test.py FAULTBOX

The kernel starts it with the core as descriptor 0 and no other (kernel/umh.c, umh_pipe_setup), and waits for all that
hold the pipe or read the process. Its hook looks at the descriptors of itself, of the process that started it and of the
recorder. The core is made up: of a thread of a sleeping process, for x86-64 (fs/binfmt_elf.c, arch/x86/include/asm/elf.h).
"""

import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest

from compare_with_gdb import make_proc

FAULTBOX = sys.argv[1]
SIGSEGV = 11
HOOK = r"""#!/bin/sh
maker=$(sed -n 's/^PPid:\t//p' /proc/$PPID/status)
for process in $$:hook $PPID:starter $maker:recorder; do
    for file in /proc/${process%%:*}/fd/*; do echo "${process#*:} ${file##*/} $(readlink "$file")"; done
done >%s
"""


def make_core(pid: int) -> bytes:
    """An ELF core of one note, NT_PRSTATUS of that thread: struct elf_prstatus is 336 bytes."""
    status = bytearray(336)
    struct.pack_into("<i8xh", status, 0, SIGSEGV, SIGSEGV)
    struct.pack_into("<i", status, 32, pid)
    note = struct.pack("<III8s", 5, len(status), 1, b"CORE\0") + status
    header = struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\2\1\1", 4, 62, 1, 0, 64, 0, 0, 64, 56, 1, 0, 0, 0)
    program = struct.pack("<IIQQQQQQ", 4, 0, 120, 0, 0, len(note), 0, 4)
    return header + program + note


class Descriptors(unittest.TestCase):
    def setUp(self) -> None:
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="faultbox-core-"))
        self.addCleanup(shutil.rmtree, self.root)
        self.crashed = subprocess.Popen(["sleep", "60"])
        self.addCleanup(self.crashed.wait)
        self.addCleanup(self.crashed.kill)
        make_proc(self.root / "proc", self.crashed.pid)
        hook = self.root / "hook"
        hook.write_text(HOOK % (self.root / "said"))
        hook.chmod(0o755)
        self.settings = self.root / "faultbox.conf"
        self.settings.write_text(f"hook = {hook}\n")
        self.settings.chmod(0o600)

    def record_crash(self) -> dict[str, dict[int, str]]:
        """What each process had open, by descriptor."""
        pid = str(self.crashed.pid)
        command = [FAULTBOX, "core", pid, pid, str(SIGSEGV), "0", "0", "1700000000", "--proc", self.root / "proc",
                   "--store", self.root / "store", "--config", self.settings]
        reader, writer = os.pipe()
        os.write(writer, make_core(self.crashed.pid))
        os.close(writer)

        def close_output() -> None:
            os.close(1)
            os.close(2)

        subprocess.run(command, stdin=reader, preexec_fn=close_output, check=True, timeout=60)
        os.close(reader)
        self.assertEqual(len(list((self.root / "store").glob("*.fbx"))), 1)
        had: dict[str, dict[int, str]] = {}
        for line in (self.root / "said").read_text().splitlines():
            process, number, *target = line.split()
            had.setdefault(process, {})[int(number)] = " ".join(target)
        return had

    def test_all_three_standard_descriptors_are_open(self) -> None:
        for process, files in self.record_crash().items():
            self.assertEqual(files[0], "/dev/null", process)
            # The hook's own output goes into a file while it looks.
            for number in (2,) if process == "hook" else (1, 2):
                self.assertIn(files[number], ("/dev/kmsg", "/dev/null"), process)

    def test_the_crashed_process_is_let_go(self) -> None:
        for process, files in self.record_crash().items():
            held = [target for target in files.values() if target.startswith(f"/proc/{self.crashed.pid}/")]
            self.assertEqual(held, [], process)
            self.assertFalse(files[0].startswith("pipe:"), process)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
