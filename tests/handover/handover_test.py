#!/usr/bin/env python3
"""Records through the built programs: handover_test.py FAULTBOX FAULTSCOPE TESTS_DIR

Exports to a folder, and pulls over two pseudo terminals with a cable between them that can be pulled."""

import gzip
import json
import os
import pathlib
import re
import select
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import unittest

FAULTBOX, FAULTSCOPE, TESTS = sys.argv[1:4]
CASES = ("audio_latency", "bt_read_only", "can_resume")


class Cable:
    """Two pseudo terminals, and what carries bytes between them: `limit` bytes, then it is pulled."""

    def __init__(self, limit: int | None = None) -> None:
        self.masters, self.slaves = zip(os.openpty(), os.openpty())
        self.names = [os.ttyname(fd) for fd in self.slaves]
        # As a line is before anybody has set it up: with echo, and with line ends changed.
        for fd in self.slaves:
            os.close(fd)
        self.left = limit
        self.carried = 0
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._carry)
        self.thread.start()

    def _carry(self) -> None:
        while not self.stopped.is_set():
            ready = select.select(self.masters, [], [], 0.05)[0]
            for source in ready:
                target = self.masters[1 - self.masters.index(source)]
                if not self._pass_on(source, target):
                    return

    def _pass_on(self, source: int, target: int) -> bool:
        try:
            data = os.read(source, 4096)
        except OSError:  # nobody has the other side open
            time.sleep(0.02)
            return True
        if self.left is not None:
            data = data[: self.left]
            self.left -= len(data)
        os.write(target, data)
        self.carried += len(data)
        if self.left == 0:
            self.pull()
            return False
        return True

    def pull(self) -> None:
        """Both sides see a hang-up."""
        for fd in self.masters:
            os.close(fd)

    def close(self) -> None:
        self.stopped.set()
        self.thread.join()
        if self.left != 0:
            self.pull()


class HandOver(unittest.TestCase):
    def setUp(self) -> None:
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="faultbox-handover-"))
        self.addCleanup(shutil.rmtree, self.root)
        self.store = self.root / "store"
        for case in CASES:
            region = self.root / "region.bin"
            region.write_bytes(gzip.decompress((pathlib.Path(TESTS) / "cases/lab-arm" / case / "region.bin.gz").read_bytes()))
            subprocess.run([FAULTBOX, "harvest", "--ramoops", region, "--store", self.store, "--config", self.config()],
                           check=True, stdout=subprocess.DEVNULL)
        self.records = {path.name: path.read_bytes() for path in self.store.iterdir()}
        self.assertEqual(len(self.records), len(CASES))

    def config(self) -> str:
        path = self.root / "faultbox.conf"
        path.write_text("unit_id = Rack 4\n")
        return str(path)

    def faultbox(self, *arguments: object) -> subprocess.CompletedProcess:
        command = [FAULTBOX, *arguments, "--store", self.store, "--config", self.config()]
        return subprocess.run(command, capture_output=True, text=True, timeout=60)

    def export(self, *options: str) -> str:
        folder = self.root / "stick"
        folder.mkdir(exist_ok=True)
        done = self.faultbox("export", folder, *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def decode(self, *paths: object) -> dict:
        done = subprocess.run([FAULTSCOPE, "decode", "--json", *paths], capture_output=True, text=True, timeout=60)
        return json.loads(done.stdout) | {"status": done.returncode, "stderr": done.stderr}

    def pull(self, cable: Cable, *options: str) -> tuple[subprocess.CompletedProcess, int]:
        unit, host = cable.names
        serve = subprocess.Popen([FAULTBOX, "serve", unit, "--store", self.store, "--config", self.config()],
                                 stderr=subprocess.PIPE)
        time.sleep(0.3)
        done = subprocess.run([FAULTSCOPE, "pull", host, "-o", self.root / "pulled", *options],
                              capture_output=True, text=True, timeout=120)
        cable.close()
        served = serve.wait(timeout=30)
        serve.stderr.close()
        return done, served

    def pulled(self) -> dict[str, bytes]:
        """By the names that the records have in the store."""
        return {path.name.removeprefix("faultbox-rack_4-"): path.read_bytes() for path in (self.root / "pulled").iterdir()}

    def test_names_are_of_the_units_file(self) -> None:
        serial = self.root / "serial"
        settings = self.root / "unit.conf"
        settings.write_text(f"unit_id_file = {serial}\n")
        # As /proc/device-tree/serial-number, and as a file that somebody has written.
        for text, name in ((b"SN-4711\0", "sn-4711"), (b"hu 17 \n", "hu_17")):
            serial.write_bytes(text)
            folder = self.root / name
            folder.mkdir()
            done = subprocess.run([FAULTBOX, "export", folder, "--all", "--store", self.store, "--config", settings],
                                  capture_output=True, text=True, timeout=60)
            self.assertEqual(done.stdout, f"done: 3 records in faultbox-{name}-000003.fbb\n", done.stderr)

    def test_export(self) -> None:
        self.assertEqual(self.export(), "done: 3 records in faultbox-rack_4-000003.fbb\n")
        self.assertEqual(self.export(), "done: 0 records\n")
        self.assertEqual(self.export("--all"), "done: 3 records in faultbox-rack_4-000003-2.fbb\n")
        bundle = self.root / "stick/faultbox-rack_4-000003.fbb"
        self.assertEqual(bundle.read_bytes(), (self.root / "stick/faultbox-rack_4-000003-2.fbb").read_bytes())
        for content in self.records.values():
            self.assertIn(content, bundle.read_bytes())
        decoded = self.decode(bundle)
        self.assertEqual(decoded["status"], 0)
        self.assertEqual([entry["kind"] for entry in decoded["inputs"]], ["bundle"])
        alone = self.decode(*sorted(self.root.glob("store/*.fbx")))
        roots = lambda report: [event["signature"] for event in report["events"]]
        self.assertEqual(roots(decoded), roots(alone))

    def test_manifest(self) -> None:
        """What is installed goes with the records, as the running system says it."""
        self.assertEqual(self.faultbox("manifest").returncode, 0)
        self.export()
        decoded = self.decode(next(self.root.glob("stick/*.fbb")))
        self.assertRegex(decoded["inputs"][0]["notes"][0],
                         f"^manifest: unit Rack 4, .*kernel {re.escape(os.uname().release)}, boot 1, [0-9]+ modules$")

    def test_damaged_bundle(self) -> None:
        self.export()
        bundle = self.root / "stick/faultbox-rack_4-000003.fbb"
        content = bytearray(bundle.read_bytes())
        content[16 + 20 + 40] ^= 1
        bundle.write_bytes(content)
        decoded = self.decode(bundle)
        self.assertEqual(decoded["status"], 1)
        self.assertIn("offset 0x10: checksum of a part", decoded["stderr"])
        whole = self.decode(*sorted(self.root.glob("store/*.fbx"))[1:])
        self.assertEqual(len(decoded["events"]), len(whole["events"]))

    def test_pull(self) -> None:
        done, served = self.pull(Cable())
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(served, 0)
        self.assertEqual(self.pulled(), self.records)
        self.assertEqual(done.stdout.count("pulled record"), 3)
        done, _ = self.pull(Cable())
        self.assertEqual((done.returncode, done.stdout), (0, ""))
        done, _ = self.pull(Cable(), "--all")
        self.assertEqual((done.returncode, done.stdout.count("already here")), (0, 3))
        self.assertEqual(self.pulled(), self.records)

    def test_pulled_cable(self) -> None:
        said = ""
        for limit in (30, 100, 3000, 5000, 8000):
            done, _ = self.pull(Cable(limit))
            self.assertEqual(done.returncode, 1, f"{limit}: {done.stdout}")
            self.assertIn("faultscope: /dev/pts/", done.stderr)
            said += done.stdout
        done, _ = self.pull(Cable())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.pulled(), self.records)
        self.assertEqual((said + done.stdout).count("pulled record"), 3)

    def test_misuse(self) -> None:
        self.assertEqual(self.faultbox("export", self.root / "missing").returncode, 2)
        self.assertEqual(self.faultbox("export").returncode, 2)
        self.assertEqual(self.faultbox("serve", self.root / "missing").returncode, 2)
        self.assertEqual(self.faultbox("usb", "/dev/null").returncode, 0)  # off in the configuration
        pull = lambda *words: subprocess.run([FAULTSCOPE, "pull", *words], capture_output=True).returncode
        self.assertEqual(pull("/dev/missing", "-o", self.root / "pulled"), 2)
        self.assertEqual(pull("/dev/missing"), 2)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
