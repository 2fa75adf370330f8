#!/usr/bin/env python3
"""The Debian package of a recorder's preset: package_test.py BUILD_DIR SOURCE_DIR ARCHITECTURE CPACK

Builds the package from what is built and looks at it with dpkg-deb and readelf."""

import gzip
import pathlib
import re
import sys
import tempfile
import unittest

from commands import run

BUILD, SOURCE = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
ARCHITECTURE, CPACK = sys.argv[3], sys.argv[4]
INTEGRATION = SOURCE / "toolchains" / "integration"

# ELF machine as readelf names it.
MACHINES = {"armhf": "ARM", "arm64": "AArch64", "amd64": "Advanced Micro Devices X86-64", "i386": "Intel 80386"}

ALWAYS = {
    "/usr/bin/faultbox": "-rwxr-xr-x",
    "/usr/libexec/faultbox/adopt-systemd-pstore": "-rwxr-xr-x",
    "/usr/lib/systemd/system/faultbox-harvest.service": "-rw-r--r--",
    "/usr/lib/sysctl.d/50-faultbox.conf": "-rw-r--r--",
    "/usr/lib/tmpfiles.d/faultbox.conf": "-rw-r--r--",
    "/etc/faultbox.conf": "-rw-r--r--",
    "/usr/share/doc/faultbox/copyright": "-rw-r--r--",
    "/usr/share/doc/faultbox/changelog.gz": "-rw-r--r--",
    "/usr/share/doc/faultbox/image.md.gz": "-rw-r--r--",
    "/usr/share/doc/faultbox/threat-model.md.gz": "-rw-r--r--",
    "/usr/share/doc/faultbox/examples/faultbox.init": "-rwxr-xr-x",
    "/usr/share/doc/faultbox/examples/faultbox.config": "-rw-r--r--",
    "/usr/share/doc/faultbox/examples/faultbox-ramoops.dtsi": "-rw-r--r--",
    "/usr/share/man/man1/faultbox.1.gz": "-rw-r--r--",
    "/usr/share/man/man5/faultbox.conf.5.gz": "-rw-r--r--",
}
OF_FEATURE = {
    "MANIFEST": ["/usr/lib/systemd/system/faultbox-manifest.service", "/usr/lib/systemd/system/faultbox-manifest.timer"],
    "WATCH": ["/usr/lib/systemd/system/faultbox-watch.service"],
    "SERVE": ["/usr/lib/systemd/system/faultbox-serve@.service"],
    "USB": ["/usr/lib/systemd/system/faultbox-usb@.service", "/usr/lib/udev/rules.d/90-faultbox-usb.rules"],
    "CORE": ["/usr/lib/sysctl.d/51-faultbox-core.conf"],
}


def features() -> set[str]:
    """The options of the build that are on."""
    cache = (BUILD / "CMakeCache.txt").read_text()
    on = set(re.findall(r"^FAULTBOX_(\w+):BOOL=(?:ON|TRUE|1)$", cache, re.M))
    if "HARVEST_ONLY" in on:
        return set()
    return on & OF_FEATURE.keys() - (set() if "MANIFEST" in on else {"WATCH"})


def wanted_files() -> dict[str, str]:
    files = dict(ALWAYS)
    for feature in features():
        files |= {path: "-rw-r--r--" for path in OF_FEATURE[feature]}
    return files


class PackageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.work = tempfile.TemporaryDirectory()
        folder = pathlib.Path(cls.work.name)
        run(CPACK, "-G", "DEB", "-B", folder / "made", "--config", BUILD / "CPackConfig.cmake", cwd=folder)
        [cls.package] = (folder / "made").glob("*.deb")
        cls.root = folder / "root"
        run("dpkg-deb", "-x", cls.package, cls.root)
        run("dpkg-deb", "-e", cls.package, folder / "control")
        cls.control = folder / "control"

    @classmethod
    def tearDownClass(cls) -> None:
        cls.work.cleanup()

    def test_its_name_says_version_and_architecture(self) -> None:
        self.assertRegex(self.package.name, rf"^faultbox_\d+\.\d+\.\d+_{ARCHITECTURE}\.deb$")

    def test_it_holds_these_files_with_these_modes_and_nothing_else(self) -> None:
        found, folders = {}, set()
        for line in run("dpkg-deb", "--contents", self.package).splitlines():
            mode, owner, _, _, _, name = line.split(None, 5)
            self.assertEqual(owner, "root/root", line)
            if mode.startswith("d"):
                self.assertEqual(mode, "drwxr-xr-x", line)
                folders.add(name.removeprefix(".").rstrip("/"))
            else:
                found[name.removeprefix(".")] = mode
        self.assertEqual(found, wanted_files())
        parents = {str(parent).rstrip("/") for name in found for parent in pathlib.PurePosixPath(name).parents}
        self.assertEqual(folders, parents - {""})

    def test_control_fields(self) -> None:
        fields = {name: run("dpkg-deb", "--field", self.package, name).strip()
                  for name in ("Package", "Architecture", "Section", "Depends", "Maintainer")}
        self.assertEqual(fields["Package"], "faultbox")
        self.assertEqual(fields["Architecture"], ARCHITECTURE)
        self.assertEqual(fields["Depends"], "")
        self.assertRegex(fields["Maintainer"], r"^.+ <.+@.+>$")

    def test_the_settings_are_a_conffile(self) -> None:
        self.assertEqual((self.control / "conffiles").read_text().split(), ["/etc/faultbox.conf"])

    def test_maintainer_scripts(self) -> None:
        for name in ("postinst", "prerm", "postrm"):
            self.assertEqual((self.control / name).stat().st_mode & 0o777, 0o755, name)
            run("sh", "-n", self.control / name)

    def test_the_recorder_is_static_stripped_and_of_the_architecture(self) -> None:
        program = self.root / "usr/bin/faultbox"
        header = run("readelf", "-hl", program)
        self.assertRegex(header, rf"Machine: +{MACHINES[ARCHITECTURE]}\n")
        self.assertNotIn("INTERP", header)
        self.assertNotIn(".symtab", run("readelf", "-S", program))

    def test_what_is_packed_is_the_source(self) -> None:
        for packed, source in {
            "usr/share/man/man1/faultbox.1.gz": "docs/man/faultbox.1",
            "usr/share/man/man5/faultbox.conf.5.gz": "docs/man/faultbox.conf.5",
            "usr/share/doc/faultbox/image.md.gz": "docs/image.md",
        }.items():
            self.assertEqual(gzip.decompress((self.root / packed).read_bytes()), (SOURCE / source).read_bytes(), packed)

    def test_units_and_rules_start_programs_that_are_there(self) -> None:
        texts = list((self.root / "usr/lib").rglob("*faultbox*.*"))
        started = set()
        for text in texts:
            if text.is_file():
                started |= set(re.findall(r"(?:^ExecStart=-?|= \|)(/\S+)", text.read_text(), re.M))
        self.assertIn("/usr/bin/faultbox", started)
        for program in started:
            self.assertTrue((self.root / program.lstrip("/")).is_file(), program)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
