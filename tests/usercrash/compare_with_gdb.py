#!/usr/bin/env python3
"""Lets a program crash under gdb, feeds its core to `faultbox core` while it is still there, and compares: every frame of
every thread must be gdb's, and faultscope must name the function that crashed.

gdb holds the process, so that no core_pattern of the machine is touched. The kernel's "CoreDumping: 1" in
/proc/PID/status is the one thing that is not there; a folder of links to /proc with that line stands for /proc.
"""
import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent

# What each crash must be called: signal, and the innermost function of the program's own.
CRASHES = {
    "null": (11, "media::Queue::Push(int)"),
    "abort": (6, "media::Check(bool)"),
    "call": (11, "media::Call(int (*)(int), int)"),
    "handler": (11, "media::Queue::Push(int)"),
}


def settings() -> tuple[str, ...]:
    """gdb's settings. By debug information of the C library it adds frames of tail calls, which no stack has."""
    return ("debug-file-directory /nonexistent", "pagination off", "confirm off", "debuginfod enabled off",
            "style enabled off", "backtrace past-main on", "backtrace past-entry on")


def frames_of(shown: str) -> dict[int, list[int]]:
    """The pcs of every thread. Functions that were inlined share pc and stack pointer with their caller."""
    threads: dict[int, list[int]] = {}
    for thread in re.split(r"\n(?=Thread \d+ )", "\n" + shown):
        values = re.findall(r"at ([0-9a-f]+) ([0-9a-f]+)", thread)
        tid = re.search(r"LWP (\d+)", thread)
        if tid:
            pairs = [pair for i, pair in enumerate(values) if i == 0 or pair != values[i - 1]]
            threads[int(tid.group(1))] = [int(pc, 16) for pc, _ in pairs]
    return threads


class Gdb:
    """gdb, spoken to line by line."""

    def __init__(self, program: pathlib.Path, argument: str):
        self.process = subprocess.Popen(["gdb", "-nx", "-q", "--args", str(program), argument], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for setting in (*settings(), "disable-randomization off"):
            self.ask("set " + setting)

    def ask(self, command: str) -> str:
        """The output of one command."""
        self.process.stdin.write(f"{command}\necho \\nanswered\\n\n")
        self.process.stdin.flush()
        lines = []
        for line in self.process.stdout:
            line = re.sub(r"^(\(gdb\) )+", "", line.rstrip("\n"))
            if line == "answered":
                break
            lines.append(line)
        return "\n".join(lines)

    def frames(self) -> dict[int, list[int]]:
        return frames_of(self.ask('thread apply all frame apply all -q printf "at %lx %lx\\n", $pc, $sp'))

    def close(self) -> None:
        self.ask("kill")
        self.process.stdin.write("quit\n")
        self.process.stdin.close()
        self.process.wait()


def make_proc(folder: pathlib.Path, pid: int) -> None:
    """A folder of processes with links into /proc for this one, which claims to be in its dump."""
    process = folder / str(pid)
    process.mkdir(parents=True)
    for name in ("mem", "maps", "stat"):
        (process / name).symlink_to(f"/proc/{pid}/{name}")
    (process / "exe").symlink_to(os.readlink(f"/proc/{pid}/exe"))
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    (process / "status").write_text(status.replace("CoreDumping:\t0", "CoreDumping:\t1"))


def run(*command: str, **options) -> str:
    result = subprocess.run(command, text=True, capture_output=True, **options)
    if result.returncode != 0:
        sys.exit(f"{command[0]} {command[1]}: exit status {result.returncode}\n{result.stdout}{result.stderr}")
    return result.stdout


def check(crash: str, programs: argparse.Namespace, work: pathlib.Path) -> None:
    signal, function = CRASHES[crash]
    gdb = Gdb(work / "crashing", crash)
    gdb.ask("handle SIGUSR1 nostop noprint pass")
    gdb.ask("run")
    found = re.search(r"process (\d+)", gdb.ask("info proc"))
    assert found, "gdb knows no process"
    pid = int(found.group(1))
    gdb.ask(f"generate-core-file {work}/core")
    expected = gdb.frames()
    make_proc(work / "proc", pid)
    tid = re.search(r"LWP (\d+)", gdb.ask("thread")).group(1)
    with open(work / "core", "rb") as core:
        run(programs.faultbox, "core", str(pid), tid, str(signal), "0", "0", "1700000000", "--proc", str(work / "proc"),
            "--store", str(work / "store"), stdin=core)
    gdb.close()
    record, = (work / "store").glob("*.fbx")
    report = json.loads(run(programs.faultscope, "decode", str(record), "--json", "--symbols", str(work / "crashing")))
    event, = report["events"]
    user = event["user"]
    assert event["kind"] == "user-crash" and user["signal"] == signal, user["signal"]
    recorded = {thread["tid"]: [int(frame["address"], 16) for frame in thread["frames"]] for thread in user["threads"]}
    assert recorded == expected, f"{crash}: recorded {as_hex(recorded)}, gdb has {as_hex(expected)}"
    assert user["threads"][0]["tid"] == int(tid) and len(recorded) == 4, recorded.keys()
    named = [source["function"] for frame in user["threads"][0]["frames"] for source in frame["frames"]]
    assert named and named[0] == function, f"{crash}: in {named[:1]}, not in {function}"
    interrupted = [frame for frame in user["threads"][0]["frames"] if frame["interrupted"]]
    assert len(interrupted) == (1 if crash == "handler" else 0), interrupted
    print(f"{crash}: {sum(map(len, expected.values()))} frames of {len(expected)} threads are gdb's")


def as_hex(threads: dict[int, list[int]]) -> dict[int, list[str]]:
    return {tid: [hex(pc) for pc in frames] for tid, frames in threads.items()}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--faultbox", required=True)
    parser.add_argument("--faultscope", required=True)
    programs = parser.parse_args()
    for crash in CRASHES:
        with tempfile.TemporaryDirectory() as name:
            work = pathlib.Path(name)
            run("g++", "-O1", "-g", "-pthread", "-Wl,--build-id", "-o", str(work / "crashing"), str(HERE / "crashing.cc"))
            check(crash, programs, work)


if __name__ == "__main__":
    main()
