#!/bin/sh
# measure_size.sh BUILD-DIR PROGRAM LIMIT: prints what the stripped PROGRAM of BUILD-DIR is made of
# and fails when it is larger than LIMIT bytes (0: no limit). Symbols of the unstripped program are attributed by their names and, for
# C functions, by the archive that defines them; what no symbol covers is "headers, padding, tables".
set -eu

build=$1 program=$2 limit=$3
here=$(cd "$(dirname "$0")" && pwd)
[ -x "$program" ] || { echo "measure_size.sh: $program is missing" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
llvm-strip-19 -o "$work/stripped" "$program"
size=$(stat -c %s "$work/stripped")

python3 "$here/attribute.py" "$program" "$size" "$build"
[ "$limit" -eq 0 ] && exit 0
printf '  %-44s%8s\n' limit "$limit"
[ "$size" -le "$limit" ] || { echo "measure_size.sh: $size bytes are more than $limit" >&2; exit 1; }
