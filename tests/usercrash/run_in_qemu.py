#!/usr/bin/env python3
"""Lets a program crash under a real 32-bit ARM kernel in QEMU, whose core_pattern is the recorder, and checks the record.
It crashes three times: the record must be one, and count them.

    run_in_qemu.py --faultbox build/armv7-release/target/faultbox --reader build/release/target/faultbox --output DIR

The recorder is the one for the vehicle, the kernel the lab's (arm-lpae), and llvm-symbolizer says which function lies at
each recorded frame. The guest has 60 s of its own; the first run makes the lab's kernel when its cache has none.
"""
import argparse
import base64
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/lab"))

from faultlab.image import Cpio, get_busybox  # noqa: E402
from faultlab.kernel import arm_recipe, get_kernel  # noqa: E402

COMPILER = "arm-linux-gnueabihf-gcc"
LIBRARIES = pathlib.Path("/usr/arm-linux-gnueabihf/lib")

INIT = """#!/bin/sh
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t tmpfs tmpfs /var
mkdir /var/lib
echo '|/usr/bin/faultbox core %P %i %s %u %g %t' > /proc/sys/kernel/core_pattern
echo 4 > /proc/sys/kernel/core_pipe_limit
for run in 1 2 3; do
    /usr/bin/media
    echo "status $?"
done
/usr/bin/faultbox list --json
for record in /var/lib/faultbox/*.fbx; do
    echo "record begins"
    base64 $record
    echo "record ends"
done
poweroff -f
"""

# Functions of the thread that crashed, innermost first, and of the others.
CRASHED = ["push", "play", "play", "play", "main"]
WAITING = "listen_for_buttons"


def build_program(folder: pathlib.Path) -> pathlib.Path:
    program = folder / "media"
    subprocess.run([COMPILER, "-O1", "-g", "-funwind-tables", "-pthread", "-Wl,--build-id", "-o", str(program),
                    str(pathlib.Path(__file__).with_name("media.c"))], check=True)
    return program


def make_initramfs(folder: pathlib.Path, program: pathlib.Path, faultbox: pathlib.Path) -> pathlib.Path:
    archive = Cpio()
    for name in ("bin", "dev", "proc", "sys", "var", "lib", "usr", "usr/bin"):
        archive.folder(name)
    archive.character_device("dev/console", (5, 1))
    archive.character_device("dev/null", (1, 3))
    archive.file("bin/busybox", get_busybox("armhf").read_bytes(), executable=True)
    for applet in ("sh", "mount", "mkdir", "base64", "poweroff"):
        archive.link(f"bin/{applet}", "busybox")
    for library in ("ld-linux-armhf.so.3", "libc.so.6", "libgcc_s.so.1"):
        archive.file(f"lib/{library}", (LIBRARIES / library).read_bytes(), executable=True)
    archive.file("usr/bin/media", program.read_bytes(), executable=True)
    archive.file("usr/bin/faultbox", faultbox.read_bytes(), executable=True)
    archive.file("init", INIT.encode(), executable=True)
    path = folder / "initramfs.cpio"
    path.write_bytes(archive.finish())
    return path


def boot(folder: pathlib.Path, initramfs: pathlib.Path, kernel: pathlib.Path) -> str:
    result = subprocess.run(
        ["qemu-system-arm", "-M", "virt", "-cpu", "cortex-a15", "-m", "256", "-nographic", "-no-reboot", "-net", "none",
         "-kernel", str(kernel), "-initrd", str(initramfs), "-append", "console=ttyAMA0 panic=-1 quiet"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=400, check=False)
    (folder / "console.log").write_text(result.stdout)
    return result.stdout.replace("\r", "")


def read_record(console: str, folder: pathlib.Path, reader: str) -> dict:
    records = re.findall(r"record begins\n(.*?)\nrecord ends", console, re.DOTALL)
    if len(records) != 1:
        sys.exit(f"{len(records)} records, not 1; see {folder}/console.log")
    store = folder / "store"
    store.mkdir(exist_ok=True)
    for old in store.iterdir():
        old.unlink()
    content = base64.b64decode(records[0])
    signature = int.from_bytes(content[8:16], "little")
    (store / f"000001-{signature:016x}.fbx").write_bytes(content)
    shown = subprocess.run([reader, "show", "1", "--store", str(store), "--json"], capture_output=True, text=True,
                           check=True)
    return json.loads(shown.stdout)


def names_of(thread: dict, crash: dict, program: pathlib.Path) -> list[str]:
    """llvm-symbolizer's names for the frames in the program; the file's name for others."""
    names = []
    for index, frame in enumerate(thread["frame"]):
        module = crash["module"][frame["module"]]
        if module["path"] != "/usr/bin/media":
            names.append(pathlib.Path(module["path"]).name)
            continue
        address = int(frame["address"], 16) - int(module["bias"], 16) - (1 if index else 0)
        found = subprocess.run(["llvm-symbolizer-19", "--no-inlines", "--functions", f"--obj={program}", hex(address)],
                               capture_output=True, text=True, check=True)
        names.append(found.stdout.splitlines()[0])
    return names


def check(crash: dict, event: dict, program: pathlib.Path) -> None:
    threads = [names_of(thread, crash, program) for thread in crash["thread"]]
    print("\n".join(" < ".join(names) for names in threads))
    assert (crash["signal"], crash["code"]) == (11, 1), crash
    # slot is NULL, and its element 11 is written.
    assert event["fault_address"] == hex(11 * 4), event["fault_address"]
    assert event["comm"] == "media" and event["arch"] == "arm"
    assert threads[0][:len(CRASHED)] == CRASHED, threads[0]
    assert len(threads) == 4
    assert all(WAITING in names and "libc.so.6" in names[:1] for names in threads[1:]), threads
    build_id = re.search(r"Build ID: (\w+)", subprocess.run(["llvm-readelf-19", "-n", str(program)], check=True,
                                                            capture_output=True, text=True).stdout)
    assert build_id and build_id.group(1) == crash["module"][0]["build_id"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--faultbox", required=True, type=pathlib.Path, help="the recorder for armv7")
    parser.add_argument("--reader", required=True, help="a recorder for this machine, to show the record")
    parser.add_argument("--output", required=True, type=pathlib.Path)
    parser.add_argument("--kernel", type=pathlib.Path, help="a zImage instead of the lab's kernel")
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    program = build_program(options.output)
    kernel = options.kernel or get_kernel(arm_recipe("arm-lpae")).image
    console = boot(options.output, make_initramfs(options.output, program, options.faultbox), kernel)
    assert "status 139" in console, f"the program did not crash; see {options.output}/console.log"
    count = re.search(r'"count": ?(\d+)', console)
    assert count and count.group(1) == "3", f"three crashes of one kind are not counted; see {options.output}/console.log"
    record = read_record(console, options.output, options.reader)
    check(record["user_crash"], record["event"][0], program)


if __name__ == "__main__":
    main()
