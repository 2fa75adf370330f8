#!/bin/sh
# harvest_sample.sh LOG FUNCTION PROGRAM...: harvests LOG, a NULL dereference in FUNCTION on the program's own CPU, twice
# with the program (an emulator may stand in front of it), and checks that the crash is stored once, listed, shown, and
# removed from pstore.
set -eu

log=$1 function=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/pstore"
cp "$log" "$work/pstore/dmesg-ramoops-0"

fail() {
    echo "harvest_sample.sh: $1" >&2
    exit 1
}

# prints PATTERN COMMAND...: the command ends well, and a line of what it prints is as the pattern.
prints() {
    pattern=$1
    shift
    "$@" >"$work/out" || fail "exit status $?: $*"
    grep -q "$pattern" "$work/out" || fail "no \"$pattern\" by $*: $(cat "$work/out")"
}

# misused COMMAND...: one line says what is wrong with the command line, and the status is that of a wrong usage.
misused() {
    status=0
    "$@" >"$work/out" 2>"$work/error" || status=$?
    [ $status -eq 2 ] && [ ! -s "$work/out" ] && [ "$(wc -l <"$work/error")" -eq 1 ] ||
        fail "status $status of a wrong usage: $*: $(cat "$work/out" "$work/error")"
}

"$@" harvest --pstore "$work/pstore" --store "$work/store" --keep
"$@" harvest --pstore "$work/pstore" --store "$work/store"
[ -z "$(ls "$work/pstore")" ] || fail "pstore still holds $(ls "$work/pstore")"
[ "$(ls "$work/store" | wc -l)" -eq 1 ] || fail "the store holds $(ls "$work/store")"
prints "^1 [0-9a-f]\{16\} null-dereference .*NULL pointer dereference" "$@" list --store "$work/store"
prints "^event\.0\.pc\.symbol: $function$" "$@" show 1 --store "$work/store"
prints "\"$function\"" "$@" show 1 --store "$work/store" --json
python3 -m json.tool "$work/out" >/dev/null || fail "the JSON is none"
if "$@" show 2 --store "$work/store" 2>"$work/error"; then fail "a record that is not there was shown"; fi
grep -q "no such record" "$work/error" || fail "the error is not told"

# Notes the running system once; a second run finds nothing new.
prints "^boot 1, new image$" "$@" manifest --store "$work/store"
prints "^boot 1, noted already$" "$@" manifest --store "$work/store"
[ "$(ls "$work/store" | grep -c 'fbm$')" -eq 2 ] || fail "the store holds $(ls "$work/store")"

# selftest has a status of its own for "cannot tell".
misused "$@" manifest --json
misused "$@" harvest --keeep
misused "$@" nothing
misused "$@" selftest --chek
misused "$@" export

# What is wrong in the configuration is told, and keeps nothing from being done.
printf 'stroe = /x\nstore = %s\n' "$work/store" >"$work/conf"
chmod 600 "$work/conf"
if "$@" list --config "$work/conf" >"$work/list" 2>"$work/error"; then fail "a wrong configuration is no error"; fi
grep -q "conf:1: unknown key: stroe" "$work/error" || fail "the wrong line is not told"
grep -q "null-dereference" "$work/list" || fail "the wrong line kept the list from being shown"

# Where nothing of it can be read, it may have said that texts are scrubbed, and where the records are to be.
chmod 666 "$work/conf"
rm -r "$work/store"
{
    cat "$log"
    echo "<6>eth0: link 00:1a:2b:3c:4d:5e up"
} >"$work/pstore/dmesg-ramoops-0"
if "$@" harvest --config "$work/conf" --pstore "$work/pstore" --store "$work/store" 2>"$work/error"; then
    fail "a configuration that anybody may write is no error"
fi
grep -q "others than its owner could have written it" "$work/error" || fail "said: $(cat "$work/error")"
[ -f "$work/pstore/dmesg-ramoops-0" ] || fail "it is not kept in pstore"
prints "eth0: link xx:xx:xx:xx:xx:xx up" "$@" show 1 --store "$work/store"
