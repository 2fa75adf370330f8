#!/usr/bin/env python3
"""Measures faultscope against its budgets, beside other tools on the same input in the same run.

    tests/bench/budgets.py --vmlinux VMLINUX [--build build/release] [--decode-stacktrace SCRIPT] [--only cold,struct,batch,scan]

VMLINUX is an x86-64 kernel with DWARF (of Debian's linux-image-*-dbg). Prints of each run the least CPU time (user and
system), the least wall time and the least peak memory among the rounds, and their ratio to the first line: other work on
the machine hardly changes the first, and the last. Files are in the page cache. Tools that are missing are named.

cold    decode of one oops with 12 callers, which are 30 frames with what is inlined into them, and of one with 30, which
        are 70, without a saved index.
struct  the layout of one structure, without a saved index.
batch   records with a saved index, lines of JSON to a file: all of different sites, and nine of ten repeating a site; of
        crashes with 12 callers and with 30.
scan    console text without crashes, and text full of them.
"""
import argparse
import dataclasses
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]


@dataclasses.dataclass
class Cost:
    cpu: float  # Seconds of user and system time, children included.
    wall: float
    memory: float  # MB, of the largest process.

    def least(self, other: "Cost") -> "Cost":
        return Cost(min(self.cpu, other.cpu), min(self.wall, other.wall), min(self.memory, other.memory))


def run_once(command: list, given: pathlib.Path | None, environment: dict) -> Cost:
    """What a command and its children cost. Its output goes to a file, as it would in a batch."""
    with tempfile.TemporaryFile() as output, open(given or os.devnull, "rb") as source:
        begin = time.monotonic()
        process = subprocess.Popen(command, stdin=source, stdout=output, stderr=subprocess.DEVNULL,
                                   env=os.environ | environment)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode > 1 or output.seek(0, os.SEEK_END) == 0:
            sys.exit(f"{command[0]} ended with {process.returncode} and printed {output.tell()} bytes")
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


class Table:
    """Lines of costs, the first of which the others are compared with."""

    def __init__(self, title: str, rounds: int):
        self.rounds = rounds
        self.first: Cost | None = None
        print(title)

    def line(self, name: str, command: list, given: pathlib.Path | None = None, environment: dict | None = None,
             records: int = 0) -> Cost | None:
        if shutil.which(str(command[0])) is None:
            print(f"  {name:<34} not installed")
            return None
        costs = [run_once(list(map(str, command)), given, environment or {}) for _ in range(self.rounds)]
        best = costs[0]
        for cost in costs[1:]:
            best = best.least(cost)
        self.first = self.first or best
        text = f"  {name:<34} CPU {best.cpu:7.3f} s  wall {best.wall:7.3f} s  {best.memory:7.1f} MB"
        if records:
            text += f"  {records / best.cpu:8.0f} records a second of CPU"
        else:
            text += (f"  CPU x{best.cpu / self.first.cpu:.2f}  wall x{best.wall / self.first.wall:.2f}"
                     f"  memory x{best.memory / self.first.memory:.2f}")
        print(text, flush=True)
        return best


class Bench:
    def __init__(self, options: argparse.Namespace, work: pathlib.Path):
        self.options, self.work = options, work
        self.faultscope = options.build / "host/faultscope"
        self.no_index = {"FAULTSCOPE_CACHE": ""}
        self.index = {"FAULTSCOPE_CACHE": str(work / "cache")}

    def crashes(self, what: str, *counts: int) -> pathlib.Path:
        path = self.work / "-".join(map(str, (what, *counts)))
        log = ROOT / "tests/bench/crash-amd64.log"
        with path.open("wb") as output:
            subprocess.run([self.options.build / "tests/bench/make_crashes", self.options.vmlinux, log, what,
                            *map(str, counts)], stdout=output, check=True)
        return path

    def cold(self) -> None:
        vmlinux = self.options.vmlinux
        for callers in (12, 30):
            text, addresses = self.crashes("text", 1, 1, callers), self.crashes("addresses", 1, 1, callers)
            table = Table(f"cold decode, one oops with {callers} callers, no saved index", self.options.rounds)
            table.line("faultscope decode", [self.faultscope, "decode", text, "--symbols", vmlinux],
                       environment=self.no_index)
            table.line("eu-addr2line -i -f", ["eu-addr2line", "-i", "-f", "-e", vmlinux], addresses)
            table.line("llvm-symbolizer-19", ["llvm-symbolizer-19", f"--obj={vmlinux}"], addresses)
        if self.options.decode_stacktrace:
            slow = Table.__new__(Table)
            slow.rounds, slow.first = 1, table.first
            slow.line("decode_stacktrace.sh (one run)", ["bash", self.options.decode_stacktrace, vmlinux], text)

    def struct(self) -> None:
        for name in self.options.structs.split(","):
            table = Table(f"struct {name}, no saved index", self.options.rounds)
            table.line("faultscope struct", [self.faultscope, "struct", "--symbols", self.options.vmlinux, name],
                       environment=self.no_index)
            table.line("pahole -F dwarf -C", ["pahole", "-F", "dwarf", "-C", name, self.options.vmlinux])

    def batch(self) -> None:
        subprocess.run([self.faultscope, "index", self.options.vmlinux], env=os.environ | self.index, check=True,
                       stdout=subprocess.DEVNULL)
        for callers in (12, 30):
            table = Table(f"batch of crashes with {callers} callers, saved index, --json-lines to a file",
                          min(self.options.rounds, 3))
            for name, count in {"every record another site": 2000, "nine of ten repeat a site": 20000}.items():
                records = self.crashes("records", 2000, count, callers)
                table.line(name, [self.faultscope, "decode", records, "--symbols", self.options.vmlinux,
                                  "--json-lines"], environment=self.index, records=count)

    def scan(self) -> None:
        texts = {"text without crashes": self.quiet_text(), "text full of crashes": self.crashes("text", 3000)}
        for name, text in texts.items():
            megabytes = text.stat().st_size / 1e6
            print(f"scan of {megabytes:.0f} MB of {name}, MB a second of CPU")
            scan = subprocess.run([self.options.build / "tests/bench/oops_scan", text], capture_output=True, text=True,
                                  check=True).stdout
            ours = float(scan.split()[1])
            print(f"  {'oops_scan':<34} {ours:8.1f}  {scan.split(maxsplit=3)[3].strip()}")
            for peer in (["wc", "-l"], ["grep", "-c", "Unable to handle kernel"]):
                costs = [run_once(peer, text, {"LC_ALL": "C"}) for _ in range(self.options.rounds)]
                theirs = megabytes / max(min(cost.cpu for cost in costs), 1e-6)
                print(f"  {' '.join(peer):<34} {theirs:8.1f}  ours x{ours / theirs:.2f}")

    def quiet_text(self) -> pathlib.Path:
        """The logs of tests/cases/quiet, one behind the other, up to 64 MB."""
        logs = sorted(path for path in (ROOT / "tests/cases/quiet").rglob("*") if path.suffix in (".log", ".txt"))
        once = b"".join(path.read_bytes() for path in logs)
        path = self.work / "quiet"
        path.write_bytes(once * (64_000_000 // len(once) + 1))
        return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vmlinux", type=pathlib.Path, required=True)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release")
    parser.add_argument("--decode-stacktrace", type=pathlib.Path)
    parser.add_argument("--structs", default="task_struct,netlbl_domaddr_map")
    parser.add_argument("--only", default="cold,struct,batch,scan")
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        with open(options.vmlinux, "rb") as vmlinux:
            while vmlinux.read(1 << 24):
                pass  # Into the page cache.
        bench = Bench(options, pathlib.Path(folder))
        for part in options.only.split(","):
            getattr(bench, part)()


if __name__ == "__main__":
    main()
