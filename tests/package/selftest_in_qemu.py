#!/usr/bin/env python3
"""Runs `faultbox selftest` under a real 32-bit ARM kernel in QEMU that has our fragment in its device tree.

    selftest_in_qemu.py --faultbox build/armv7-release/target/faultbox --output DIR

A mark must outlive a restart in pmsg, and a panic in the console; it must not outlive a loss of power. The kernel is the
lab's (arm-lpae); the first run makes it when the lab's cache has none.
"""

import argparse
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/lab"))

from faultlab.image import Cpio, get_busybox  # noqa: E402
from faultlab.kernel import arm_recipe, get_kernel  # noqa: E402

FRAGMENT = ROOT / "toolchains/integration/kernel/faultbox-ramoops.dtsi"

INIT = """#!/bin/sh
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
mount -t pstore pstore /sys/fs/pstore
mount -t ext4 /dev/vda /disk
selftest() {
    faultbox selftest --store /disk/store "$@"
    echo "status $?"
}
echo x >> /disk/boots
boot=$(wc -l < /disk/boots)
echo 1 > /proc/sys/kernel/panic_on_oops
echo 1 > /proc/sys/kernel/panic
faultbox manifest --store /disk/store
echo "boot $boot begins"
selftest --check
case $boot in
1) selftest; selftest --mark; umount /disk; reboot -f ;;
2) rm /dev/pmsg0; selftest --mark; umount /disk; echo c > /proc/sysrq-trigger ;;
3) selftest --mark; umount /disk; poweroff -f ;;
*) umount /disk; poweroff -f ;;
esac
"""

APPLETS = ("sh", "mount", "umount", "wc", "rm", "reboot", "poweroff")

QEMU = ["qemu-system-arm", "-M", "virt", "-cpu", "cortex-a15", "-m", "512", "-nographic", "-net", "none"]

# What must be said of this image, by the lab's kernel and QEMU's machine: it has no watchdog and no /proc/config.gz.
EXPECTED = {"pstore": "ok", "back_end": "ok", "ramoops_zones": "ok", "pstore_console": "ok", "ramoops_region": "ok",
            "store": "ok", "store_space": "ok", "manifest": "ok", "watchdog": "fail", "bootstatus": "cannot tell",
            "panic_on_oops": "ok", "panic_timeout": "ok", "kernel_config": "cannot tell", "systemd_pstore": "ok"}


def make_initramfs(folder: pathlib.Path, faultbox: pathlib.Path) -> pathlib.Path:
    archive = Cpio()
    for name in ("bin", "dev", "proc", "sys", "disk"):
        archive.folder(name)
    archive.character_device("dev/console", (5, 1))
    archive.character_device("dev/null", (1, 3))
    archive.file("bin/busybox", get_busybox("armhf").read_bytes(), executable=True)
    for applet in APPLETS:
        archive.link(f"bin/{applet}", "busybox")
    archive.file("bin/faultbox", faultbox.read_bytes(), executable=True)
    archive.file("init", INIT.encode(), executable=True)
    path = folder / "initramfs.cpio"
    path.write_bytes(archive.finish())
    return path


def make_device_tree(folder: pathlib.Path) -> pathlib.Path:
    """QEMU's own, whose cells are 2, with the fragment."""
    machine, tree = folder / "machine.dtb", folder / "board.dtb"
    subprocess.run([word.replace("virt", f"virt,dumpdtb={machine}") for word in QEMU], check=True, capture_output=True)
    board = subprocess.run(["dtc", "-q", "-I", "dtb", "-O", "dts", machine], check=True, capture_output=True,
                           text=True).stdout
    fragment = FRAGMENT.read_text().replace("= <1>", "= <2>").replace("<0x5ff00000 0x100000>",
                                                                       "<0 0x5ff00000 0 0x100000>")
    (folder / "board.dts").write_text(board + fragment)
    subprocess.run(["dtc", "-q", "-I", "dts", "-O", "dtb", "-o", tree, folder / "board.dts"], check=True)
    return tree


def run(folder: pathlib.Path, kernel: pathlib.Path, initramfs: pathlib.Path, tree: pathlib.Path) -> list[str]:
    """Switches the machine on until it switches itself off; the lines of its console."""
    done = subprocess.run(
        [*QEMU, "-kernel", str(kernel), "-initrd", str(initramfs), "-dtb", str(tree), "-append",
         "console=ttyAMA0 quiet", "-drive", f"file={folder}/disk.img,format=raw,if=none,id=disk", "-device",
         "virtio-blk-device,drive=disk"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600, check=False)
    with (folder / "console.log").open("a") as log:
        log.write(done.stdout)
    return done.stdout.replace("\r", "").splitlines()


def outcomes(lines: list[str]) -> dict[int, list[tuple[str, str, str]]]:
    """Of each boot: outcome, check, finding."""
    boots, boot = {}, 0
    for line in lines:
        if begins := re.fullmatch(r"boot (\d+) begins", line):
            boot = int(begins[1])
            boots[boot] = []
        elif told := re.fullmatch(r"(ok|fail|cannot tell): (\w+): (.*)", line):
            boots[boot].append((told[1], told[2], told[3]))
    return boots


def check(boots: dict[int, list[tuple[str, str, str]]]) -> None:
    assert sorted(boots) == [1, 2, 3, 4], boots
    found = {name: outcome for outcome, name, _ in boots[1]}
    for name, outcome in EXPECTED.items():
        assert found[name] == outcome, (name, boots[1])
    marks = {boot: [(outcome, text) for outcome, name, text in told if name == "warm_reset"]
             for boot, told in boots.items()}
    assert marks[1][0][0] == "cannot tell" and marks[1][1][0] == "ok", marks
    assert marks[2][0] == ("ok", 'the mark outlived the restart, in "pmsg-ramoops-0"'), marks
    assert marks[3][0] == ("ok", 'the mark outlived the restart, in "console-ramoops-0"'), marks
    assert marks[4][0][0] == "fail", marks


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--faultbox", type=pathlib.Path, required=True)
    parser.add_argument("--output", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    folder = arguments.output
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "console.log").unlink(missing_ok=True)
    disk = folder / "disk.img"
    with disk.open("wb") as file:
        file.truncate(64 << 20)
    subprocess.run(["mke2fs", "-q", "-F", "-t", "ext4", disk], check=True)
    kernel = get_kernel(arm_recipe("arm-lpae")).image
    machine = (folder, kernel, make_initramfs(folder, arguments.faultbox), make_device_tree(folder))
    # Between the two runs the machine has no power.
    check(outcomes([*run(*machine), *run(*machine)]))
    print("selftest tells the truth of this image")


if __name__ == "__main__":
    main()
