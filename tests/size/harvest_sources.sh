#!/bin/sh
# harvest_sources.sh TESTS-DIR PROGRAM...: harvests from several kinds of sources with the program (an emulator may stand
# in front of it): a dump in parts, a console that stops, one that ends in order, and sources that cannot be read.
set -eu

tests=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sample=$tests/size/sample/dmesg-ramoops-0
log=$tests/unit/target/harvest/data/poweroff.txt
region=$tests/cases/arm-headunit-rpmsg-sock-release/region.bin

fail() {
    echo "harvest_sources.sh: $1" >&2
    exit 1
}

# expect STATUS ARGUMENT...: runs `harvest` into a new store.
expect() {
    wanted=$1
    shift
    rm -rf "$work/store"
    status=0
    "$program" "$@" --store "$work/store" 2>"$work/error" || status=$?
    [ "$status" -eq "$wanted" ] || fail "exit status $status, not $wanted: $(cat "$work/error")"
}

# The command line of the program, as a program.
program=$work/faultbox
{
    echo "#!/bin/sh"
    printf 'exec'
    printf ' %s' "$@"
    echo ' harvest "$@"'
} >"$program"
chmod 755 "$program"
sed 's/ harvest / list /' "$program" >"$work/list"
# listed PATTERN COUNT: how many records have such a line.
listed() {
    sh "$work/list" --store "$work/store" >"$work/out" || fail "the list ends with status $?"
    [ "$(grep -c "$1" "$work/out")" -eq "$2" ]
}

# Part 1 is the end of the log (fs/pstore/platform.c, pstore_dump).
mkdir "$work/parts"
lines=$(wc -l <"$sample")
{
    echo "Oops#1 Part1"
    sed -n "$((lines / 2 + 1)),\$p" "$sample"
} >"$work/parts/dmesg-efi_pstore-170000000001001"
{
    echo "Oops#1 Part2"
    sed -n "2,$((lines / 2))p" "$sample"
} >"$work/parts/dmesg-efi_pstore-170000000002001"
expect 0 --pstore "$work/parts"
listed "" 1 || fail "two parts are not one record"
listed " null-dereference " 1 || fail "the joined dump has no crash"
[ -z "$(ls "$work/parts")" ] || fail "parts are left: $(ls "$work/parts")"

mkdir "$work/console"
grep -v -e unmounting -e reboot: "$log" >"$work/console/console-ramoops-0"
expect 0 --pstore "$work/console" --reset-reason "$tests/size/sample/dmesg-ramoops-0"
listed " reset-without-trace " 1 || fail "a log that stops is no reset"
cp "$log" "$work/console/console-ramoops-0"
expect 0 --pstore "$work/console"
[ -z "$(ls "$work/store")" ] || fail "an orderly end was recorded"

expect 1 --pstore "$work/missing" --ramoops "$region"
listed " null-dereference " 1 || fail "a missing folder keeps the region from being read"
grep -q "missing: cannot open the folder" "$work/error" || fail "the missing folder is not told"
expect 1 --pstore "$work/console" --ramoops "$work/missing"
expect 2 --pstore "$work/missing"
expect 2 --pstore "$work/missing" --ramoops "$work/missing"
