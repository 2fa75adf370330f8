#!/bin/sh
# user_and_hook.sh SAMPLE-DIR FAULTBOX: what "user" and "hook" of faultbox.conf do, tried as root.
set -eu

sample=$1/dmesg-ramoops-0
faultbox=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ "$(id -u)" != 0 ]; then
    echo "user_and_hook.sh: skipped, needs root" >&2
    exit 77
fi

fail() {
    echo "user_and_hook.sh: $1" >&2
    exit 1
}

# The programs of the image are everybody's; pstore is root's alone.
chmod 755 "$work"
mkdir -m 700 "$work/pstore"
mkdir -m 777 "$work/said"
cp "$sample" "$work/pstore/"
chmod 600 "$work/pstore/dmesg-ramoops-0"
cat >"$work/hook" <<END
#!/bin/sh
echo "\$(id -u):\$(id -g) \$*" >>"$work/said/text"
END
chmod 755 "$work/hook"
printf 'user = 12345:23456\nhook = %s\n' "$work/hook" >"$work/conf"

"$faultbox" harvest --pstore "$work/pstore" --store "$work/store" --config "$work/conf" || fail "harvest failed"
[ -z "$(ls "$work/pstore")" ] || fail "pstore was not emptied"
record=$(ls "$work/store")
[ "$(cat "$work/said/text")" = "12345:23456 stored $record" ] || fail "the hook said: $(cat "$work/said/text")"
[ "$(stat -c %u:%g:%a "$work/store")" = 12345:23456:700 ] || fail "store: $(stat -c %u:%g:%a "$work/store")"
[ "$(stat -c %u:%g:%a "$work/store/$record")" = 12345:23456:600 ] || fail "record: $(stat -c %u:%g:%a "$work/store/$record")"

# A user that there is not: the record is stored all the same, and the status says that something is wrong.
cp "$sample" "$work/pstore/"
echo "user = no-such-user" >"$work/conf"
status=0
"$faultbox" harvest --pstore "$work/pstore" --store "$work/other" --config "$work/conf" 2>"$work/err" || status=$?
[ $status = 1 ] || fail "status $status for a user that there is not"
grep -q "no such user" "$work/err" || fail "said: $(cat "$work/err")"
[ -f "$work/other/$record" ] || fail "nothing was stored"
echo "records belong to the user, the hook runs as the user"
