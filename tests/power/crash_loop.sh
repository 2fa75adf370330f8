#!/bin/sh
# crash_loop.sh SAMPLE-DIR FAULTBOX FAULTSCOPE: a board that crashes in each of 1,000 boots in the same place. All become
# one record, which counts them; time and size are printed.
set -eu

sample=$1/dmesg-ramoops-0
faultbox=$2
faultscope=$3
turns=1000
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/pstore"

fail() {
    echo "crash_loop.sh: $1" >&2
    exit 1
}

begin=$(date +%s%N)
spent=0
turn=1
while [ $turn -le $turns ]; do
    # Another boot: other microseconds in each line.
    awk -v turn=$turn 'match($0, /\[ +[0-9]+\.[0-9]+\]/) {
        stamp = substr($0, RSTART + 1, RLENGTH - 2) + turn * 0.000137 + NR * (turn % 7) * 0.000003
        $0 = substr($0, 1, RSTART) sprintf("%12.6f", stamp) substr($0, RSTART + RLENGTH - 1)
    } { print }' "$sample" >"$work/pstore/dmesg-ramoops-0"
    touch -d "@$((1700000000 + turn * 15))" "$work/pstore/dmesg-ramoops-0"
    started=$(date +%s%N)
    "$faultbox" harvest --pstore "$work/pstore" --store "$work/store" >"$work/out" || fail "harvest $turn failed"
    spent=$((spent + $(date +%s%N) - started))
    [ -z "$(ls "$work/pstore")" ] || fail "pstore still holds $(ls "$work/pstore")"
    turn=$((turn + 1))
done
[ "$(ls "$work/store")" = "$(basename "$work"/store/*.fbx)" ] || fail "the store holds $(ls "$work/store")"
"$faultbox" list --store "$work/store" | grep -q "($turns times" || fail "the list does not count $turns"
"$faultscope" decode --json "$work"/store/*.fbx >"$work/json"
python3 - "$work/json" $turns <<'END' || fail "faultscope does not count $turns"
import json
import sys

decoded = json.load(open(sys.argv[1], encoding="utf-8"))
repeats = decoded["events"][0]["repeats"]
sys.exit(repeats["count"] != int(sys.argv[2]))
END
echo "$turns crashes: $(stat -c %s "$work"/store/*.fbx) bytes in one record," \
    "$((spent / turns / 1000)) us a harvest, $((($(date +%s%N) - begin) / 1000000)) ms in all"
