"""What an image with systemd is asked about the recorder's units."""

import re

from .image_checks import complaints
from .image_guest import ImageGuest
from .outcome import Outcome
from .unit_state import SECCOMP_MODE_FILTER, capability_mask, mount_options, parse_status, parse_units

HARVEST, MANIFEST, WATCH, TIMER = ("faultbox-harvest.service", "faultbox-manifest.service", "faultbox-watch.service",
                                   "faultbox-manifest.timer")
PSTORE = "systemd-pstore.service"
BEFORE = {HARVEST: ("local-fs.target", "systemd-modules-load.service"),
          MANIFEST: ("sysinit.target", "local-fs.target"),
          WATCH: ("basic.target",)}
"""What must have been active before a unit begins."""
PROPERTIES = ("Id", "ActiveState", "SubState", "Result", "ExecMainStatus", "MainPID", "UnitFileState",
              "InactiveExitTimestampMonotonic", "ActiveEnterTimestampMonotonic", "ExecMainStartTimestampMonotonic")
STATES = {HARVEST: ("active", "exited"), MANIFEST: ("inactive", "dead"), WATCH: ("active", "running"),
          TIMER: ("active", "waiting")}
CAPABILITIES = ("CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_SETGID", "CAP_SETUID", "CAP_SYSLOG")


def show(guest: ImageGuest, *units: str) -> dict[str, dict[str, str]]:
    return parse_units(guest.text(f"systemctl show {' '.join(units)} {' '.join('-p ' + name for name in PROPERTIES)}"))


def check_boot(guest: ImageGuest, outcome: Outcome, what: str) -> None:
    """The boot is complete, no unit failed, and ours are in the state that they are to be in."""
    state = guest.shell("systemctl is-system-running --wait", 600).text.strip()
    failed = guest.text("systemctl --failed --plain --no-legend")
    outcome.expect(state == "running" and failed == "", f"{what}: the system is {state}: {failed}")
    units = show(guest, *STATES)
    for name, expected in STATES.items():
        unit = units.get(name, {})
        found = unit.get("ActiveState"), unit.get("SubState")
        outcome.expect(found == expected, f"{what}: {name} is {found}, not {expected}")
        outcome.expect(unit.get("Result") == "success", f"{what}: {name} ended with {unit.get('Result')}")
    said = complaints(guest.text("journalctl -b -o cat -u 'faultbox-*'"))
    outcome.expect(not said, f"{what}: the recorder complains: {said}")


def check_order(guest: ImageGuest, outcome: Outcome, what: str) -> None:
    """Units begin behind what they are ordered behind; multi-user.target does not wait for the harvest."""
    units = show(guest, *BEFORE, *{name for names in BEFORE.values() for name in names})
    for name, earlier in BEFORE.items():
        begins = int(units[name]["InactiveExitTimestampMonotonic"])
        for other in earlier:
            active = int(units[other]["ActiveEnterTimestampMonotonic"])
            outcome.expect(0 < active <= begins, f"{what}: {name} began at {begins} us, {other} was active at {active}")
    before = set(guest.text(f"systemctl show {HARVEST} -p Before --value").split())
    outcome.expect(before == {"shutdown.target", PSTORE}, f"{what}: units wait for {HARVEST}: {before}")


def check_conflict(guest: ImageGuest, outcome: Outcome, what: str) -> None:
    """systemd-pstore is enabled, as Debian has it, and was left out of this boot all the same."""
    unit = show(guest, PSTORE)[PSTORE]
    state = unit["UnitFileState"]
    outcome.expect(state == "enabled", f"{what}: {PSTORE} is {state}, so nothing is shown")
    started = int(unit["ExecMainStartTimestampMonotonic"])
    outcome.expect(started == 0, f"{what}: {PSTORE} was started at {started} us")


def check_watch_sandbox(guest: ImageGuest, user: str, capabilities: int, outcome: Outcome) -> None:
    """What the kernel says of the process of the watch: whether the unit's settings are in force."""
    pid = show(guest, WATCH)[WATCH]["MainPID"]
    status = parse_status(guest.text(f"cat /proc/{pid}/status"))
    outcome.expect(status.get("Uid") == [user] * 4, f"watch runs as {status.get('Uid')}, not as {user}")
    outcome.expect(status.get("Gid") == [user] * 4, f"watch runs in the groups {status.get('Gid')}, not in {user}")
    outcome.expect(status.get("NoNewPrivs") == ["1"], f"watch may gain rights: {status.get('NoNewPrivs')}")
    outcome.expect(status.get("Seccomp") == [str(SECCOMP_MODE_FILTER)], f"watch has no filter: {status.get('Seccomp')}")
    for name, mask in (("CapEff", capabilities), ("CapBnd", capability_mask(*CAPABILITIES))):
        found = int(status[name][0], 16)
        outcome.expect(found & ~mask == 0, f"watch has more capabilities than {mask:#x}: {name} {found:#x}")
    mounts = guest.text(f"cat /proc/{pid}/mountinfo")
    outcome.expect("ro" in mount_options(mounts, "/"), "watch may write to the root file system")
    outcome.expect("rw" in mount_options(mounts, "/var/lib/faultbox"), "watch may not write to its store")
    for name in ("net", "mnt"):
        apart = guest.shell(f"[ $(readlink /proc/{pid}/ns/{name}) != $(readlink /proc/1/ns/{name}) ]").status == 0
        outcome.expect(apart, f"watch has the {name} namespace of all")
    group = "/sys/fs/cgroup/system.slice/faultbox-watch.service"
    for name, expected in (("memory.max", str(32 << 20)), ("pids.max", "5")):
        limit = guest.shell(f"cat {group}/{name}").text.strip()
        outcome.expect(limit == expected, f"{name} of watch is {limit}, not {expected}")


def exposures(guest: ImageGuest, *units: str) -> dict[str, str]:
    """What `systemd-analyze security` rates the units, of 10; 0 is the best."""
    rated = {}
    for unit in units:
        text = guest.shell(f"systemd-analyze security --no-pager {unit} | tail -n 2").text
        found = re.search(r"exposure level for \S+: ([\d.]+)", text)
        rated[unit] = found[1] if found else "not rated"
    return rated
