#!/bin/sh
# Prints time and peak memory of symbolizing addresses of an ELF file, beside other tools on the same addresses in the
# same run:
#   symbolize.sh FAULTSCOPE FILE [COUNT]
# COUNT addresses, 30 by default, lie a little behind functions spread over the file's symbol table. Tools that are not
# installed are named as missing. The file is in the page cache; the quickest of three runs counts, with its memory.
set -eu

faultscope=$1
file=$2
count=${3:-30}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat "$file" >/dev/null
llvm-nm-19 "$file" 2>/dev/null | awk '$2 == "t" || $2 == "T" { print $1 }' >"$work/functions"
total=$(wc -l <"$work/functions")
[ "$total" -gt 0 ] || { echo "symbolize.sh: $file has no functions" >&2; exit 2; }
awk -v step="$((total / count + 1))" 'NR % step == 1 || step == 1 { print "0x" $1 }' "$work/functions" |
    head -n "$count" >"$work/addresses"

# measure NAME COMMAND...: the addresses on standard input.
measure() {
    name=$1
    shift
    if ! command -v "$1" >/dev/null; then
        printf '%-28s not installed\n' "$name"
        return
    fi
    best=
    for _ in 1 2 3; do
        /usr/bin/time -f '%e %U %S %M' -o "$work/time" "$@" <"$work/addresses" >"$work/out" 2>"$work/err" || true
        taken=$(awk 'END { print $1, $2 + $3, $4 }' "$work/time")
        best=$(printf '%s\n%s\n' "$best" "$taken" | grep . | sort -n | head -n 1)
    done
    [ -s "$work/out" ] || { echo "symbolize.sh: $name answers nothing: $(head -c 200 "$work/err")" >&2; exit 1; }
    [ -n "${base:-}" ] || base=$best
    echo "$best $base" | awk -v name="$name" '{
        printf "%-28s %.2f s (CPU %.2f s) %7.1f MB  ratio time %.2f memory %.2f\n", name, $1, $2, $3 / 1024,
            ($4 > 0 ? $1 / $4 : 0), $3 / $6
    }'
}

echo "$(wc -l <"$work/addresses") addresses of $(wc -c <"$file") bytes; ratios are to the first line"
FAULTSCOPE_CACHE='' measure 'faultscope cold' "$faultscope" symbolize --symbols "$file"
export FAULTSCOPE_CACHE="$work/cache"
if "$faultscope" index "$file" >/dev/null 2>"$work/err"; then
    measure 'faultscope with index' "$faultscope" symbolize --symbols "$file"
else
    echo "faultscope with index        none: $(cat "$work/err")"
fi
measure 'eu-addr2line -i -f' eu-addr2line -i -f -e "$file"
measure 'llvm-symbolizer-19' llvm-symbolizer-19 --obj="$file"
