"""What systemd and the kernel say about a service: the texts of systemctl and of /proc, read."""

import re

CAPABILITIES = {"CAP_CHOWN": 0, "CAP_DAC_OVERRIDE": 1, "CAP_SETGID": 6, "CAP_SETUID": 7, "CAP_SYSLOG": 34}
"""Numbers of include/uapi/linux/capability.h."""
SECCOMP_MODE_FILTER = 2
"""include/uapi/linux/seccomp.h."""


def parse_units(text: str) -> dict[str, dict[str, str]]:
    """`systemctl show -p Id -p ... UNIT...`: for each Id its properties. Units stand apart by an empty line."""
    units = {}
    for block in re.split(r"\n\s*\n", text.replace("\r", "")):
        fields = dict(line.split("=", 1) for line in block.splitlines() if "=" in line)
        if "Id" in fields:
            units[fields["Id"]] = fields
    return units


def parse_status(text: str) -> dict[str, list[str]]:
    """/proc/PID/status: the words behind each name."""
    return {name: rest.split() for name, rest in re.findall(r"^(\w+):[ \t]*(.*)$", text.replace("\r", ""), re.M)}


def capability_mask(*names: str) -> int:
    return sum(1 << CAPABILITIES[name] for name in names)


def mount_options(mountinfo: str, path: str) -> list[str]:
    """The options of the last mount on `path`; empty where it is none (proc(5), /proc/[pid]/mountinfo)."""
    found: list[str] = []
    for line in mountinfo.replace("\r", "").splitlines():
        words = line.split()
        if len(words) > 5 and words[4] == path:
            found = words[5].split(",")
    return found


def build_id_of_notes(notes: bytes) -> str:
    """The GNU build id in a section of little-endian ELF notes such as /sys/kernel/notes (elf(5), Nhdr); "" without."""
    at = 0
    while at + 12 <= len(notes):
        name_size, size, kind = (int.from_bytes(notes[at + i:at + i + 4], "little") for i in (0, 4, 8))
        name = notes[at + 12:at + 12 + name_size]
        begin = at + 12 + (name_size + 3) // 4 * 4
        if kind == 3 and name == b"GNU\0":
            return notes[begin:begin + size].hex()
        at = begin + (size + 3) // 4 * 4
    return ""

