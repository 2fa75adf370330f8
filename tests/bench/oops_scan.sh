#!/bin/sh
# Prints how fast console text is scanned, beside `wc -l` and `grep -c` on the same file in the same run:
#   oops_scan.sh OOPS_SCAN FILE [BYTES]
# With BYTES, the file is repeated up to that size first.
set -eu

scan=$1
file=$2
bytes=${3:-0}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$file" "$work/text"
while [ "$(wc -c <"$work/text")" -lt "$bytes" ]; do
    cat "$work/text" "$work/text" >"$work/twice"
    mv "$work/twice" "$work/text"
done
size=$(wc -c <"$work/text")

# Seconds of the quicker of two runs; starting the program is part of it.
seconds_of() {
    best=
    for _ in 1 2; do
        begin=$(date +%s%N)
        "$@" <"$work/text" >"$work/out" || true
        taken=$(($(date +%s%N) - begin))
        if [ -z "$best" ] || [ "$taken" -lt "$best" ]; then best=$taken; fi
    done
    echo "$best"
}

"$scan" "$work/text" | tee "$work/scan"
ours=$(awk '{ print $2 }' "$work/scan")
wc_ns=$(seconds_of wc -l)
grep_ns=$(LC_ALL=C seconds_of grep -c 'Unable to handle kernel')
awk -v ours="$ours" -v size="$size" -v wc="$wc_ns" -v grep="$grep_ns" 'BEGIN {
    wc = size * 1000 / wc
    grep = size * 1000 / grep
    printf "wc -l     %.1f MB/s ratio %.2f\n", wc, ours / wc
    printf "grep -c   %.1f MB/s ratio %.2f\n", grep, ours / grep
}'
