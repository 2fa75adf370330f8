"""What every image is asked, whatever its init."""

import re

from .image_guest import ImageGuest
from .outcome import Outcome

HEADLINE = "sysrq triggered crash"
"""drivers/tty/sysrq.c, sysrq_handle_crash: what the panic says."""
STORE = "/var/lib/faultbox"


def crashes(records: list[dict]) -> list[dict]:
    return [record for record in records if HEADLINE in record["headline"]]


def dumps(names: list[str]) -> list[str]:
    """Of files in pstore those that a crash leaves; a console and pmsg are new in each boot, whether empty or not."""
    return [name for name in names if not name.startswith(("console-", "pmsg-"))]


def check_record(guest: ImageGuest, crashed: dict[str, str], also: dict[str, str], outcome: Outcome, what: str) -> None:
    """The crash of the boot before is in the store once, with the system that crashed; pstore is empty.

    `crashed` is what the kernel of that boot said of itself, `also` what its image says."""
    records = crashes(guest.records())
    outcome.expect(len(records) == 1, f"{what}: {len(records)} records of the crash, not one")
    left = guest.text("ls /sys/fs/pstore").split()
    outcome.expect(not dumps(left), f"{what}: pstore is not empty: {left}")
    if not records:
        return
    outcome.expect(records[0]["count"] == 1, f"{what}: the crash was counted {records[0]['count']} times")
    record = guest.json(f"faultbox show {records[0]['id']} --json")
    kinds = [event["kind"] for event in record["event"]]
    outcome.expect("panic" in kinds, f"{what}: the record holds {kinds}, no panic")
    told = record.get("crashed", {})
    for name, expected in {**crashed, **also}.items():
        outcome.expect(told.get(name) == expected, f"{what}: {name} is {told.get(name)}, not {expected}")
    outcome.expect(not told.get("disagreement"), f"{what}: the crash disagrees: {told.get('disagreement')}")
    here = guest.identity()["boot_id"]
    harvester = record.get("harvester", {}).get("boot_id")
    outcome.expect(harvester == here, f"{what}: harvested in boot {harvester}, not in {here}")


def check_modules(guest: ImageGuest, module: str, outcome: Outcome) -> None:
    """The image's manifest names a module that is loaded. Names are plain bytes in it (FORMAT.md)."""
    loaded = guest.text("cut -d' ' -f1 /proc/modules").split()
    outcome.expect(module in loaded, f"the machine has not loaded {module}")
    named = guest.shell(f"cat {STORE}/image-*.fbm | grep -c {module}")
    outcome.expect(named.status == 0, f"no manifest names the module {module}")


def check_selftest(guest: ImageGuest, not_ok: dict[str, str], outcome: Outcome, what: str) -> None:
    """selftest says `not_ok` of what this machine lacks, and ok of the rest; its status says the same."""
    answer = guest.json("faultbox selftest --json")
    found = {check["check"]: check for check in answer["checks"] if check["outcome"] != "ok"}
    told = {name: check["outcome"] for name, check in found.items()}
    outcome.expect(told == not_ok, f"{what}: selftest says {found}, not {not_ok}")
    status = guest.shell("faultbox selftest >/dev/null").status
    expected = 1 if "fail" in told.values() else 3 if told else 0
    outcome.expect(status == expected, f"{what}: selftest ends with {status}, not {expected}")


def set_mark(guest: ImageGuest, outcome: Outcome) -> None:
    """Before an orderly restart: selftest leaves a mark in pmsg."""
    outcome.expect(warm_reset(guest, "--mark") == "ok", "selftest could set no mark")


def check_mark(guest: ImageGuest, outcome: Outcome) -> None:
    """After it: the harvest of this boot has left the mark where selftest finds it."""
    found = warm_reset(guest, "--check")
    outcome.expect(found == "ok", f"selftest says of the mark that it set before the restart: {found}")


def warm_reset(guest: ImageGuest, option: str) -> str:
    checks = guest.json(f"faultbox selftest {option} --json")["checks"]
    return next((check["outcome"] for check in checks if check["check"] == "warm_reset"), "nothing")


def check_store(guest: ImageGuest, owner: str, outcome: Outcome) -> None:
    mode = guest.text(f"stat -c '%a %u:%g' {STORE}")
    outcome.expect(mode == f"700 {owner}", f"the store is {mode}, not 700 {owner}")
    others = guest.text(f"find {STORE} -type f ! -user {owner.split(':')[0]}")
    outcome.expect(others == "", f"files of the store belong to others than {owner}: {others}")
    strangers = guest.text(f"find {STORE} -type f ! -perm 600")
    outcome.expect(strangers == "", f"files of the store can be read by others: {strangers}")


def check_user_crash(guest: ImageGuest, outcome: Outcome) -> None:
    """A process that dies is recorded by the kernel's core_pattern, which the package has set."""
    guest.shell("sh -c 'kill -SEGV $$'")
    kinds = [record["kind"] for record in guest.records()]
    outcome.expect(kinds.count("user-crash") == 1, f"a process that died is not one record: {kinds}")


def check_hook(guest: ImageGuest, user: str, outcome: Outcome) -> None:
    """The hook of the settings was run once for each record, by harvest and by core, as the user of the settings."""
    names = guest.text(f"cd {STORE}; ls *.fbx; cd /").split()
    said = guest.shell(f"cat {STORE}/hook-said").text.split("\n")
    missing = [name for name in names if sum(line.startswith(f"{user} stored ") and name in line for line in said) != 1]
    outcome.expect(not missing, f"the hook was not run once as {user} for {missing}; it says {said}")


def complaints(journal: str) -> list[str]:
    """Lines in which the recorder says what it could not do."""
    return re.findall(r"^faultbox: .*$", journal.replace("\r", ""), re.M)
