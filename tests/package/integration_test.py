#!/usr/bin/env python3
"""What puts the recorder into an image, as far as it can be checked without that image: integration_test.py SOURCE_DIR"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

from commands import run

SOURCE = pathlib.Path(sys.argv[1])
INTEGRATION = SOURCE / "toolchains" / "integration"

FAKE_FAULTBOX = """#!/bin/sh
case "$1" in
--help) echo "       faultbox watch [--store DIR]"; exit ;;
esac
echo "$@" >>"$LOG"
echo "$1 says this" >&2
[ "$1" != watch ] || exec -a 'faultbox watch' sleep 60
"""

# The parts of Buildroot that faultbox.mk uses.
BUILDROOT = """
BR2_{arch} = y
BR2_EXTERNAL_FAULTBOX_PATH = {tree}
FAULTBOX_DL_DIR = {tree}/dist
TARGET_DIR = {target}
INSTALL = install
TAR = tar
KCONFIG_ENABLE_OPT = echo $(1)=y
KCONFIG_SET_OPT = echo $(1)=$(2)
include {tree}/package/faultbox/faultbox.mk
# A recipe's target is the folder of the package.
{build}:
\tmkdir -p $@
\t$(FAULTBOX_EXTRACT_CMDS)
\t$(FAULTBOX_INSTALL_TARGET_CMDS)
\t$(FAULTBOX_INSTALL_INIT_{init})
config: ; @$(FAULTBOX_LINUX_CONFIG_FIXUPS)
"""


def configured_options() -> dict[str, str]:
    text = (INTEGRATION / "kernel/faultbox.config").read_text()
    return dict(re.findall(r"^(CONFIG_\w+)=(\S+)$", text, re.M))


class IntegrationTest(unittest.TestCase):
    def setUp(self) -> None:
        work = tempfile.TemporaryDirectory()
        self.addCleanup(work.cleanup)
        self.work = pathlib.Path(work.name)

    def fake_recorder(self) -> dict[str, str]:
        program = self.work / "faultbox"
        program.write_text(FAKE_FAULTBOX.replace("/bin/sh", "/bin/bash"))
        program.chmod(0o755)
        return {**os.environ, "FAULTBOX": str(program), "LOG": str(self.work / "log"),
                "FAULTBOX_SYSTEMD": str(self.work / "systemd")}

    def logged(self) -> list[str]:
        log = self.work / "log"
        return log.read_text().splitlines() if log.exists() else []

    def wait_for(self, line: str) -> None:
        end = time.monotonic() + 60
        while line not in self.logged():
            self.assertLess(time.monotonic(), end, self.logged())
            time.sleep(0.05)

    def test_scripts_are_shell(self) -> None:
        for name in ("faultbox.init", "adopt-systemd-pstore", "add-to-image.sh"):
            run("sh", "-n", INTEGRATION / name)

    def make_units(self) -> tuple[pathlib.Path, pathlib.Path, list[str]]:
        root = self.work / "root"
        units = root / "usr/lib/systemd/system"
        units.mkdir(parents=True)
        for program in ("usr/bin/faultbox", "usr/libexec/faultbox/adopt-systemd-pstore"):
            (root / program).parent.mkdir(parents=True, exist_ok=True)
            (root / program).write_text("#!/bin/sh\n")
            (root / program).chmod(0o755)
        names = []
        for unit in [*INTEGRATION.glob("*.service"), *INTEGRATION.glob("*.timer")]:
            shutil.copy(unit, units)
            names.append(unit.name.replace("@.", "@sda1."))
        for name in ("sysinit.target", "multi-user.target", "local-fs.target", "shutdown.target", "timers.target",
                     "basic.target"):
            (units / name).write_text("[Unit]\nDefaultDependencies=no\n")
        return root, units, names

    def test_systemd_understands_the_units(self) -> None:
        root, units, names = self.make_units()
        told = [line for line in self.verify(root, names) if "faultbox" in line]
        self.assertEqual(told, [])
        # The check can fail.
        bad = units / "faultbox-watch.service"
        bad.write_text(bad.read_text().replace("Restart=on-failure", "Restart=sometimes"))
        told = [line for line in self.verify(root, names) if "faultbox-watch" in line]
        self.assertTrue(told)

    def verify(self, root: pathlib.Path, names: list[str]) -> list[str]:
        done = subprocess.run(["systemd-analyze", "verify", "--man=no", f"--root={root}", *names], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=120)
        return done.stdout.splitlines()

    def test_systemd_starts_harvest_and_not_systemd_pstore(self) -> None:
        _, units, _ = self.make_units()
        # The order and place of systemd 252's own unit.
        (units / "systemd-pstore.service").write_text(
            "[Unit]\nDefaultDependencies=no\nBefore=sysinit.target shutdown.target\n[Service]\nType=oneshot\n"
            "ExecStart=/bin/true\n")
        for target, unit in (("sysinit.target", "systemd-pstore"), ("multi-user.target", "faultbox-harvest")):
            (units / f"{target}.wants").mkdir(exist_ok=True)
            (units / f"{target}.wants/{unit}.service").symlink_to(f"../{unit}.service")
        (units / "multi-user.target").write_text("[Unit]\nRequires=sysinit.target\nAfter=sysinit.target\n")
        self.assertEqual(self.plan(units), (True, True))
        # Without the conflict both would be started.
        harvest = units / "faultbox-harvest.service"
        harvest.write_text(harvest.read_text().replace("Conflicts=systemd-pstore.service\n", ""))
        self.assertEqual(self.plan(units), (True, False))

    def plan(self, units: pathlib.Path) -> tuple[bool, bool]:
        """Whether systemd would start harvest, and whether it would leave out systemd-pstore."""
        environment = {**os.environ, "SYSTEMD_UNIT_PATH": str(units), "SYSTEMD_LOG_LEVEL": "debug"}
        done = subprocess.run(["systemd-analyze", "verify", "--man=no", str(units / "multi-user.target")], text=True,
                              env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=120)
        self.assertNotIn("ordering cycle", done.stdout)
        return ("Installed new job faultbox-harvest.service/start" in done.stdout,
                "by deleting job systemd-pstore.service/start" in done.stdout)

    def test_the_drop_in_for_a_read_only_root(self) -> None:
        """docs/image.md has it. No unit makes systemd make a folder below /var/lib, which would fail there."""
        text = (SOURCE / "docs/image.md").read_text()
        [section] = re.findall(r"^## A store on a data partition\n(.*?)^## ", text, re.M | re.S)
        drop_in = "".join(line[4:] for line in section.splitlines(keepends=True) if line.startswith("    "))
        self.assertIn("\nReadWritePaths=/data\n", drop_in)
        root, units, names = self.make_units()
        services = list(units.glob("faultbox-*.service"))
        self.assertGreater(len(services), 3)
        for service in services:
            self.assertNotIn("\nStateDirectory=", service.read_text())
            self.assertIn(f"`{service.stem}`", section.replace(f"/{service.name}.d/", f"`{service.stem}`"))
            (units / f"{service.name}.d").mkdir()
            (units / f"{service.name}.d/store.conf").write_text(drop_in)
        self.assertEqual([line for line in self.verify(root, names) if "faultbox" in line], [])

    def test_harvest_keeps_systemd_pstore_out(self) -> None:
        unit = (INTEGRATION / "faultbox-harvest.service").read_text()
        self.assertIn("\nConflicts=systemd-pstore.service\n", unit)
        self.assertNotRegex(unit, r"(?m)^(ProtectKernelTunables|PrivateDevices|ProtectKernelLogs)=")

    def test_the_store_is_left_to_its_owner(self) -> None:
        # systemd.exec(5): StateDirectory= gives the folder and what is in it to User=, here root, at each start.
        for unit in INTEGRATION.glob("*.service"):
            text = unit.read_text()
            self.assertNotRegex(text, r"(?m)^StateDirectory", unit.name)
            self.assertRegex(text, r"(?m)^ReadWritePaths=(.* )?-/var/lib/faultbox( |$)", unit.name)

    def test_what_systemd_has_archived_is_harvested(self) -> None:
        archive = self.work / "archive"
        for name in ("dmesg-ramoops-0", "12345/dmesg-efi-1", "12345/001/dmesg-efi-2", "empty/dmesg.txt",
                     "reset/console-ramoops-0"):
            (archive / name).parent.mkdir(parents=True, exist_ok=True)
            (archive / name).write_text("text")
        (archive / "link").symlink_to(archive / "12345")
        run(INTEGRATION / "adopt-systemd-pstore", archive, env=self.fake_recorder())
        folders = [os.path.normpath(line.removeprefix("harvest --pstore ")) for line in self.logged()]
        self.assertEqual(folders, [str(archive), str(archive / "12345"), str(archive / "12345/001")])

    def test_adopting_nothing_is_well(self) -> None:
        run(INTEGRATION / "adopt-systemd-pstore", self.work / "missing", env=self.fake_recorder())
        self.assertEqual(self.logged(), [])

    def test_init_script(self) -> None:
        environment = {**self.fake_recorder(), "FAULTBOX_PSTORE": "/proc", "FAULTBOX_LATE_S": "0",
                       "FAULTBOX_PIDFILE": str(self.work / "pid"), "FAULTBOX_LOG": str(self.work / "kmsg")}
        (self.work / "kmsg").write_text("")
        script = INTEGRATION / "faultbox.init"
        run(script, "start", env=environment)
        self.wait_for("watch")
        self.wait_for("manifest")
        pid = int((self.work / "pid").read_text())
        end = time.monotonic() + 60
        # The recorder's last program: between two programs a process has no command line.
        while pathlib.Path(f"/proc/{pid}/cmdline").read_bytes() != b"faultbox watch\x0060\0":
            self.assertLess(time.monotonic(), end)
            time.sleep(0.05)
        run(script, "status", env=environment)
        run(script, "stop", env=environment)
        self.assertEqual(subprocess.run([script, "status"], env=environment, check=False).returncode, 3)
        while self.logged().count("manifest") < 2:
            self.assertLess(time.monotonic(), end)
            time.sleep(0.05)
        self.assertEqual([line for line in self.logged() if line != "watch"], ["harvest", "manifest", "manifest"])
        # What the recorder complains about is in the kernel's log.
        told = [f"{verb} says this" for verb in ("harvest", "manifest", "manifest", "watch")]
        while sorted((self.work / "kmsg").read_text().splitlines()) != told:
            self.assertLess(time.monotonic(), end)
            time.sleep(0.05)

    def test_init_script_leaves_it_to_the_units(self) -> None:
        environment = {**self.fake_recorder(), "FAULTBOX_PSTORE": "/proc", "FAULTBOX_PIDFILE": str(self.work / "pid")}
        pathlib.Path(environment["FAULTBOX_SYSTEMD"]).mkdir()
        for verb in ("start", "restart"):
            run(INTEGRATION / "faultbox.init", verb, env=environment)
        self.assertFalse((self.work / "pid").exists())
        self.assertEqual(self.logged(), [])

    def test_the_kernel_fragment_has_what_selftest_wants(self) -> None:
        source = (SOURCE / "target/selftest/kernel_config.cc").read_text()
        wanted = re.findall(r'"(CONFIG_\w+)=y"', source)
        self.assertGreater(len(wanted), 3)
        for option in wanted:
            self.assertEqual(configured_options().get(option), "y", option)

    def test_the_device_tree_fragment_compiles(self) -> None:
        board = self.work / "board.dts"
        board.write_text('/dts-v1/;\n/ { #address-cells = <1>; #size-cells = <1>; };\n'
                         f'/include/ "{INTEGRATION}/kernel/faultbox-ramoops.dtsi"\n')
        run("dtc", "-I", "dts", "-O", "dtb", "-o", self.work / "board.dtb", board)
        tree = run("dtc", "-q", "-I", "dtb", "-O", "dts", self.work / "board.dtb")
        sizes = dict(re.findall(r"(record-size|console-size|pmsg-size) = <(0x\w+)>", tree))
        self.assertEqual(sorted(sizes), ["console-size", "pmsg-size", "record-size"])
        self.assertIn("no-map;", tree)

    def make_package(self, arch: str) -> pathlib.Path:
        tree = self.work / "deb"
        files = ["usr/bin/faultbox", "etc/faultbox.conf", "usr/lib/sysctl.d/50-faultbox.conf",
                 "usr/lib/systemd/system/faultbox-harvest.service", "usr/lib/udev/rules.d/90-faultbox-usb.rules",
                 "usr/lib/tmpfiles.d/faultbox.conf", "usr/libexec/faultbox/adopt-systemd-pstore",
                 "usr/share/doc/faultbox/examples/faultbox.init"]
        for name in files:
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            (tree / name).write_text(name)
        (tree / "DEBIAN").mkdir(exist_ok=True)
        (tree / "DEBIAN/control").write_text(f"Package: faultbox\nVersion: 0.1.0\nArchitecture: {arch}\n"
                                             "Maintainer: x <x@example.invalid>\nDescription: x\n")
        package = self.work / f"faultbox_0.1.0_{arch}.deb"
        run("dpkg-deb", "-Zgzip", "--root-owner-group", "-b", tree, package)
        return package

    def buildroot(self, arch: str, init: str) -> pathlib.Path:
        debian = {"arm": "armhf", "aarch64": "arm64", "x86_64": "amd64", "i386": "i386"}[arch]
        tree = self.work / f"tree-{arch}-{init}"
        run(INTEGRATION / "add-to-image.sh", "buildroot", tree, self.make_package(debian))
        target, build = tree / "target", tree / "build"
        makefile = tree / "Makefile"
        makefile.write_text(BUILDROOT.format(arch=arch, tree=tree, target=target, build=build, init=init))
        run("make", "-f", makefile, build)
        return tree

    def test_buildroot_installs_the_package(self) -> None:
        for arch in ("arm", "aarch64", "x86_64", "i386"):
            tree = self.buildroot(arch, "SYSTEMD")
            self.assertTrue((tree / "target/usr/lib/systemd/system/faultbox-harvest.service").is_file())
            self.assertEqual((tree / "target/usr/bin/faultbox").stat().st_mode & 0o777, 0o755)
        tree = self.buildroot("arm", "SYSV")
        self.assertTrue(os.access(tree / "target/etc/init.d/S20faultbox", os.X_OK))
        options = run("make", "-s", "-f", tree / "Makefile", "config").splitlines()
        self.assertEqual(options, [f"{option}={value}" for option, value in configured_options().items()])

    def test_buildroot_hashes_are_those_of_the_files(self) -> None:
        tree = self.buildroot("arm", "SYSV")
        lines = (tree / "package/faultbox/faultbox.hash").read_text().splitlines()[1:]
        self.assertEqual(len(lines), 2)
        files = [tree / "dist/faultbox_0.1.0_armhf.deb", INTEGRATION / "debian/copyright"]
        for line, file in zip(lines, files):
            self.assertEqual(line.split()[:2], ["sha256", run("sha256sum", file).split()[0]])

    def test_yocto_layer(self) -> None:
        layer = self.work / "meta-faultbox"
        run(INTEGRATION / "add-to-image.sh", "yocto", layer, self.make_package("armhf"))
        [recipe] = layer.glob("recipes-support/faultbox/*.bb")
        text = recipe.read_text()
        self.assertTrue((recipe.parent / "files/faultbox_0.1.0_armhf.deb").is_file())
        self.assertTrue((layer / "recipes-kernel/linux/files/faultbox.cfg").is_file())
        [units] = re.findall(r'^SYSTEMD_SERVICE:\$\{PN\} = "(.*)"$', text, re.M)
        for unit in units.split():
            self.assertTrue((INTEGRATION / unit).is_file(), unit)
        for has_systemd in (True, False):
            image = self.install_recipe(text, has_systemd)
            for unit in ("usr/lib/systemd/system/faultbox-harvest.service", "usr/lib/tmpfiles.d/faultbox.conf",
                         "usr/libexec/faultbox/adopt-systemd-pstore"):
                self.assertEqual((image / unit).is_file(), has_systemd, unit)
            self.assertTrue((image / "usr/lib/sysctl.d/50-faultbox.conf").is_file())
            self.assertTrue(os.access(image / "usr/bin/faultbox", os.X_OK))
            # A distribution with systemd may have sysvinit too, for which update-rc.d.bbclass wants the script.
            [name] = re.findall(r'^INITSCRIPT_NAME = "(.*)"$', text, re.M)
            self.assertTrue(os.access(image / "etc/init.d" / name, os.X_OK))

    def install_recipe(self, recipe: str, has_systemd: bool) -> pathlib.Path:
        """The image that do_install makes. With bitbake's variables replaced it is a shell function."""
        image = self.work / f"image-{has_systemd}"
        [body] = re.findall(r"^do_install\(\) \{\n(.*?)^\}$", recipe, re.M | re.S)
        body = re.sub(r"\$\{@[^}]*\}", str(has_systemd).lower(), body)
        values = {"S": self.work / "deb", "D": image, "bindir": "/usr/bin", "sysconfdir": "/etc",
                  "nonarch_libdir": "/usr/lib", "nonarch_base_libdir": "/lib",
                  "systemd_system_unitdir": "/usr/lib/systemd/system"}
        for name, value in values.items():
            body = body.replace("${" + name + "}", str(value))
        run("sh", "-euc", body)
        return image


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
