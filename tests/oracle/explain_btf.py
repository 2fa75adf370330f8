#!/usr/bin/env python3
"""Compares what is explained with BTF alone with what is explained with DWARF, on crashes of the lab.

    explain_btf.py FAULTSCOPE CASES [--pahole PROGRAM] [--objcopy PROGRAM] [--require N]

Each case's symbol files lose their DWARF and get BTF that pahole made of it. What BTF then says must be what DWARF says,
and never as certain; that it says less is no error. Exit status 1 when something differs, or fewer than N crashes have a
member named.
"""

import argparse
import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path


def with_btf_only(source: Path, folder: Path, options: argparse.Namespace) -> Path:
    target = folder / source.name
    shutil.copy(source, target)
    subprocess.run([options.pahole, "-J", target], check=True)
    subprocess.run([options.objcopy, "--strip-debug", target], check=True)
    return target


def findings(faultscope: str, region: str, symbols: list[Path]) -> list[dict]:
    words = [word for path in symbols for word in ("--symbols", str(path))]
    result = subprocess.run([faultscope, "decode", region, "--json", *words], capture_output=True, text=True,
                            env={**os.environ, "FAULTSCOPE_CACHE": ""}, check=False)
    events = json.loads(result.stdout)["events"]
    return [finding for event in events for finding in event["explanation"]["findings"] if finding.get("member")]


def said(finding: dict) -> tuple:
    member, pointer = finding["member"], finding["pointer"]
    return member["type"], member["path"], member["offset"], member["size"], pointer and pointer["expression"]


def is_known(finding: dict, known: list[tuple]) -> bool:
    """Whether DWARF says so too. It may name the variable of an inlined function instead of the whole expression."""
    *member, expression = said(finding)
    return any(member == theirs and (expression == name or (expression or "").endswith(f"->{name}"))
               for *theirs, name in known)


def compare(case: Path, folder: Path, options: argparse.Namespace) -> tuple[bool, int]:
    settings = tomllib.loads((case / "case.toml").read_text())
    region = folder / "region.bin"
    region.write_bytes(gzip.decompress((case / "region.bin.gz").read_bytes()))
    place = f"{region}:{settings['zones']}"
    files = [case / name for name in settings["symbols"]]
    theirs = findings(options.faultscope, place, files)
    ours = findings(options.faultscope, place, [with_btf_only(file, folder, options) for file in files])
    known = [said(finding) for finding in theirs]
    wrong = [finding for finding in ours if not is_known(finding, known) or finding["confidence"] == "certain"]
    print(f"{case.parent.name}/{case.name}: DWARF {len(theirs)}, BTF {len(ours)}, wrong {len(wrong)}")
    for finding in wrong:
        print(f"  {finding['claim']} ({finding['confidence']}): {said(finding)}\n  DWARF: {known}")
    return not wrong, len(ours)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("faultscope")
    parser.add_argument("cases", type=Path)
    parser.add_argument("--pahole", default="pahole")
    parser.add_argument("--objcopy", default="llvm-objcopy-19")
    parser.add_argument("--require", type=int, default=1)
    options = parser.parse_args()
    good, named = True, 0
    for case in sorted(path.parent for path in options.cases.glob("lab-*/*/case.toml")):
        with tempfile.TemporaryDirectory() as folder:
            agrees, count = compare(case, Path(folder), options)
        good, named = good and agrees, named + count
    print(f"{named} members named from BTF alone, at least {options.require} expected")
    sys.exit(0 if good and named >= options.require else 1)


if __name__ == "__main__":
    main()
