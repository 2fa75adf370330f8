#!/bin/sh
# The manual says what --help says: man_page.sh PROGRAM MANUAL
set -eu
program=$1
# One line of words, without the macros of roff.
flatten() { tr -s ' \n' '  '; }
manual=$(sed -e 's/\\f[BR]//g' -e 's/^\.[A-Z]* *//' "$2" | flatten)
failed=0

expect() {
    case "$manual" in
        *"$1"*) ;;
        *) echo "not in the manual: $1"; failed=1 ;;
    esac
}

verbs=$("$program" --help | sed -n 's/^  \([a-z]*\) .*/\1/p')
[ "$(echo "$verbs" | wc -l)" -ge 5 ]
for verb in $verbs; do
    help=$("$program" "$verb" --help)
    expect "$(echo "$help" | sed -n '1s/^usage: //p' | flatten)"
    # The description: from the second line to the first line of options or of the exit statuses.
    expect "$(echo "$help" | sed -e '1,2d' -e '/^$/,$d' | flatten)"
    echo "$help" | sed -n 's/^  \(--.*\)/\1/p' > "${TMPDIR:-/tmp}/options.$$"
    while read -r option; do expect "$(echo "$option" | flatten)"; done < "${TMPDIR:-/tmp}/options.$$"
    rm -f "${TMPDIR:-/tmp}/options.$$"
done
exit $failed
