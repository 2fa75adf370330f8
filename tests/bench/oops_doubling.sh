#!/bin/sh
# Prints what twice the text costs: oops_doubling.sh OOPS_SCAN [LARGEST_MIB]
# Every text is made to cost much; the last column is the time divided by that of half the text, 2 where the cost is
# linear.
set -eu

scan=$1
largest=${2:-256}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# double NAME UNIT [BEGINNING]: times the beginning and so many units, for sizes that double.
double() {
    name=$1
    printf '%b' "$2" >"$work/unit"
    printf '%b' "${3:-}" >"$work/begin"
    while [ "$(wc -c <"$work/unit")" -lt 1048576 ]; do
        cat "$work/unit" "$work/unit" >"$work/twice"
        mv "$work/twice" "$work/unit"
    done
    head -c 1048576 "$work/unit" >"$work/mib"
    cp "$work/begin" "$work/text"
    size=0
    before=
    for mib in 32 64 128 256; do
        [ "$mib" -le "$largest" ] || break
        while [ "$size" -lt "$mib" ]; do
            cat "$work/mib" >>"$work/text"
            size=$((size + 1))
        done
        rate=$("$scan" "$work/text" 1 | awk '{ print $2 }')
        before=$(awk -v name="$name" -v mib="$mib" -v rate="$rate" -v before="$before" 'BEGIN {
            seconds = mib * 1.048576 / rate
            printf "%-24s %4d MiB %8.2f s", name, mib, seconds > "/dev/stderr"
            if (before != "") printf "  %.2f", seconds / before > "/dev/stderr"
            print "" > "/dev/stderr"
            print seconds
        }')
    done
}

oops='[    1.000000] Internal error: Oops: 5 [#1] SMP ARM\n'
{
    double 'no newline' 'f+0x1/0x2 ' "$oops"
    double 'headers' "$oops"
    double 'unreliable frames' ' [<c0012345>] ? fn+0x10/0x20 [module]\n' "${oops}Call trace:\n"
    double 'stamps in lines' '[    1.000000] x[    1.000000] y[    1.000000] z\n' "$oops"
    double 'wrapped lines' 'mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm\n' "$oops"
    double 'two callers' '[    1.000000][    T1] Internal error: Oops: 5 [#1]\n[    1.000000][    T2] Internal error: Oops: 5 [#1]\n'
    double 'records mixed' '{1}[Hardware Error]: Hardware error from APEI Generic Hardware Error Source: 1\n{2}[Hardware Error]: Hardware error from APEI Generic Hardware Error Source: 1\n'
    double 'nothing of interest' '[    1.000000] usb 1-1: new high-speed USB device number 2 using ehci-platform\n'
} 2>&1
