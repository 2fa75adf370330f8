#!/bin/sh
# harvest_sample.sh SAMPLE-DIR PROGRAM...: harvests the pstore files of SAMPLE-DIR twice with the program (an emulator
# may stand in front of it), and checks that the crash is stored once, listed, shown, and removed from pstore.
set -eu

sample=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$sample" "$work/pstore"

fail() {
    echo "harvest_sample.sh: $1" >&2
    exit 1
}

"$@" harvest --pstore "$work/pstore" --store "$work/store" --keep
"$@" harvest --pstore "$work/pstore" --store "$work/store"
[ -z "$(ls "$work/pstore")" ] || fail "pstore still holds $(ls "$work/pstore")"
[ "$(ls "$work/store" | wc -l)" -eq 1 ] || fail "the store holds $(ls "$work/store")"
"$@" list --store "$work/store" | grep "^1 [0-9a-f]\{16\} null-dereference Unable to handle kernel NULL pointer" ||
    fail "the list does not show the crash"
"$@" show 1 --store "$work/store" | grep "^event\.0\.pc\.symbol: rpmsg_sock_release$" || fail "the record lacks its pc"
"$@" show 1 --store "$work/store" --json | python3 -m json.tool >/dev/null || fail "the JSON is none"
if "$@" show 2 --store "$work/store" 2>"$work/error"; then fail "a record that is not there was shown"; fi
grep -q "no such record" "$work/error" || fail "the error is not told"

# Notes the running system once; a second run finds nothing new.
"$@" manifest --store "$work/store" | grep "^boot 1, new image$" || fail "the manifest was not written"
"$@" manifest --store "$work/store" | grep "^boot 1, noted already$" || fail "the manifest was written twice"
[ "$(ls "$work/store" | grep -c 'fbm$')" -eq 2 ] || fail "the store holds $(ls "$work/store")"

# What is wrong in the configuration is told, and keeps nothing from being done.
printf 'stroe = /x\nstore = %s\n' "$work/store" >"$work/conf"
chmod 600 "$work/conf"
if "$@" list --config "$work/conf" >"$work/list" 2>"$work/error"; then fail "a wrong configuration is no error"; fi
grep -q "conf:1: unknown key: stroe" "$work/error" || fail "the wrong line is not told"
grep -q "null-dereference" "$work/list" || fail "the wrong line kept the list from being shown"
