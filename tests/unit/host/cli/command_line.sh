#!/bin/sh
# Exit statuses and diagnostics of the built program: command_line.sh PROGRAM CASES
set -u
program=$1
cases=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
failed=0

# expect STATUS STDERR_PATTERN ARGUMENTS...: STDERR_PATTERN is a basic regular expression; empty: stderr is empty.
expect() {
    status=$1 pattern=$2
    shift 2
    "$program" "$@" > out 2> err < /dev/null
    got=$?
    if [ $got -ne "$status" ]; then
        echo "faultscope $*: exit status $got instead of $status"; cat err; failed=1
    fi
    if [ -z "$pattern" ] && [ -s err ]; then echo "faultscope $*: unexpected: $(cat err)"; failed=1; fi
    if ! grep -q -e "$pattern" err && [ -n "$pattern" ]; then
        echo "faultscope $*: \"$pattern\" is not in: $(cat err)"; failed=1
    fi
}
prints() { grep -q -F -e "$1" out || { echo "\"$1\" is not in the output:"; cat out; failed=1; }; }
prints_not() { ! grep -q -F -e "$1" out || { echo "\"$1\" is in the output"; failed=1; }; }
is_json() { python3 -m json.tool < out > /dev/null || { echo "no JSON:"; head -c 400 out; failed=1; }; }

# Usage.
expect 2 'no verb given'
expect 2 'unknown verb "decoed"' decoed
expect 2 'unknown option --jsno' decode --jsno x
expect 2 'no input given' decode
expect 2 '--symbols needs a value' decode x --symbols
expect 0 '' --help
prints decode
expect 0 '' --version
prints faultscope
for verb in decode symbolize struct insn fault index; do
    expect 0 '' $verb --help
    prints "usage: faultscope $verb"
done

# Inputs that cannot be read.
expect 2 'nothere: .*No such file' decode nothere
expect 2 '\.: .*Is a directory' decode .
head -c 4096 /dev/urandom > rubbish
expect 2 'rubbish: ' decode rubbish
: > empty
expect 2 'empty: ' decode empty
printf 'FBXR\001rubbish' > broken
expect 2 'broken: .*' decode broken

# Source lines: the expression is marked where it is written, and another file of that name is not believed.
sock=$cases/lab-arm/rpmsg_sock_release
gzip -dc "$sock/region.bin.gz" > sock.bin
zones=$(sed -n 's/^zones = "\(.*\)"/\1/p' "$sock/case.toml")
mkdir source other
{ yes '' | head -n 40; printf '\trpsk->rpdev->ept->priv = NULL;\n'; } > source/rpmsg_sock.c
yes '' | head -n 50 > other/rpmsg_sock.c
expect 0 '' decode "sock.bin:$zones" --symbols "$cases/lab-arm/symbols/headunit.ko" --source source
prints '  >    41 |     rpsk->rpdev->ept->priv = NULL;'
prints '          |     ^~~~~~~~~~~~~~~~~~~~~~'
expect 0 '' decode "sock.bin:$zones" --symbols "$cases/lab-arm/symbols/headunit.ko" --source other
prints 'nothing stands at line 41, column 25: not the source of this crash'
expect 0 '' decode "sock.bin:$zones" --symbols "$cases/lab-arm/symbols/headunit.ko" --source source --json
is_json
prints '"expression_line": 41'

# Files that cannot be indexed.
expect 2 'no file given' index
expect 2 'nothere: .*No such file' index --cache . nothere
expect 2 'rubbish: ' index --cache . rubbish

# A readable input beside one that is not: its report is printed all the same.
log=$cases/arm-dra74x-rpmsg-null-write/input.log
expect 2 'nothere' decode nothere "$log" --json
is_json
prints rpmsg_sock_release

# Lines of JSON have the events that one document has, and an input without records has a line.
expect 2 'either --json or --json-lines' decode "$log" --json --json-lines
printf 'kernel: all is well\n' > quiet.log
expect 0 '' decode "$log" quiet.log "sock.bin:$zones" --json
mv out document
expect 0 '' decode "$log" quiet.log "sock.bin:$zones" --json-lines
python3 - document out << 'END' || failed=1
import json, sys
document = json.load(open(sys.argv[1]))
lines = [json.loads(line) for line in open(sys.argv[2])]
events = []
for line in lines:
    first = len(events)
    for event in line["events"]:
        event["input"] = [each["name"] for each in document["inputs"]].index(line["inputs"][0]["name"])
        to = event["relation"]["to"]
        event["relation"]["to"] = to if to is None else first + to
        events.append(event)
if events != document["events"] or len(lines) != 3:
    sys.exit(f"{len(lines)} lines hold {len(events)} events, and the document {len(document['events'])} others")
if [line["inputs"] for line in lines if not line["events"]] != [[document["inputs"][1]]]:
    sys.exit("the input without events has no line of its own")
END

# The lines of an input are out before the next one is read, which here comes once they are.
mkfifo late
"$program" decode "$log" late nothere --json-lines > out 2> err < /dev/null &
decoding=$!
tries=0
while [ "$(wc -l < out)" -lt 1 ] && [ $tries -lt 600 ]; do sleep 0.1; tries=$((tries + 1)); done
is_json
prints rpmsg_sock_release
cat quiet.log > late
wait $decoding
[ $? -eq 2 ] || { echo "an input that cannot be read behind others: not the exit status 2"; failed=1; }
grep -q 'nothere: .*No such file' err || { echo "nothing is said of nothere: $(cat err)"; failed=1; }
[ "$(wc -l < out)" -eq 2 ] || { echo "not a line for each of two inputs:"; cat out; failed=1; }

# Of many records a part is read at a time: each has its line, in order, and what is behind the last part as well.
record=$cases/../fuzz/corpus/host_input/dra74x.fbx
for number in $(seq 64); do cat "$record"; done > many.fbx
expect 0 '' decode many.fbx --json-lines
[ "$(wc -l < out)" -eq 64 ] || { echo "64 records have $(wc -l < out) lines"; failed=1; }
printf 'FBXR cut' >> many.fbx
expect 1 'many.fbx: ' decode many.fbx --json-lines
python3 - out << 'END' || failed=1
import json, sys
lines = [json.loads(line) for line in open(sys.argv[1])]
notes = [line["inputs"][0]["notes"] for line in lines]
if len(lines) != 65 or any(notes[:64]) or len(notes[64]) != 1 or lines[64]["events"]:
    sys.exit(f"{len(lines)} lines, and not one note in a line of its own behind the others: {notes[63:]}")
if any(line["events"] != lines[0]["events"] for line in lines[1:64]):
    sys.exit("equal records have lines that are not equal")
END

# The bare log of the head unit: what it states, and no member.
expect 0 '' decode "$log" --json
is_json
prints '"kind": "null-dereference"'
prints '"address": "0x2c"'
prints '"access": "write"'
prints '"status": "0xa05"'
prints '"cause": "translation fault, level 1"'
prints '"member": null'
prints_not '"member": {'
expect 0 '' decode "$log"
prints 'rpmsg_sock_release+0xd8/0x114'
prints_not rpmsg_endpoint
"$program" decode - --json < "$log" > out || { echo "decode - failed"; failed=1; }
is_json
prints '"name": "-"'

# Symbol files that are damaged or of another kernel: said with file and offset, and the rest of the report is there.
unit=$cases/arm-headunit-rpmsg-sock-release
head -c 100000 "$unit/headunit.ko" > cut.ko
expect 2 'cut.ko: file ends before the section header table does (at offset 0x3e0f4)' \
    decode "$unit/region.bin" --symbols cut.ko --json
is_json
prints 'rpmsg_sock_release'
prints_not '"member": {'
sed 's/rpmsg_sock_release+0xd8\/0x114/& [headunit]/' "$log" > other.log
expect 0 '' decode other.log --symbols "$unit/headunit.ko" --json
is_json
prints '"verified": "refused"'
prints_not '"member": {'
expect 0 '' decode "$unit/region.bin" --symbols "$unit/headunit.ko" --json
is_json
prints '"verified": "consistent"'
prints '"path": "priv"'
expect 0 '' symbolize --symbols "$unit/headunit.ko" rpmsg_sock_release+0x54
prints 'rpmsg_sock.c:41:25'
expect 0 '' struct --symbols "$unit/headunit.ko" rpmsg_endpoint+0x2c
prints 'priv'

# A name with escape sequences stays harmless.
hostile=$(printf 'a\033[2Jb.log')
cp "$log" "$hostile"
expect 0 '' decode "$hostile"
prints 'a\x1b[2Jb.log'
expect 2 'c\\x1b' decode "$(printf 'c\033')"

# Instructions: str r3, [r3, #0x2c].
expect 0 '' insn --arch arm --pc c0c3ac54 2c3083e5
prints 'c0c3ac54  2c3083e5  write 4 bytes at r3 + 0x2c'
expect 0 '' insn --arch arm --json 2c3083e5
is_json
expect 2 'is not a sequence of bytes' insn --arch arm xyz
expect 2 'CPU "z80" is not supported' insn --arch z80 00
expect 2 '--arch is needed' insn 00
expect 0 '' insn --arch x86_64 488b472c
prints '0000000000000000  488b472c  read 8 bytes at rdi + 0x2c'
expect 0 '' insn --arch i386 8b472c
prints '00000000  8b472c    read 4 bytes at edi + 0x2c'
expect 1 'at 0x0' insn --arch arm 2c30

# The registers of the head unit's crash.
expect 0 '' fault arm fsr=a05 control=30c5387d table=ad5bc480 dac=55555555 psr=80010013
prints 'translation fault, level 1'
expect 0 '' fault arm fsr=a05 --json
is_json
expect 2 'no such register' fault arm foo=1

# Those of a write to 0x10 on x86-64; CR4 decides how CR3 is read, wherever it stands.
expect 0 '' fault x86_64 error_code=2 cr3=808eb8004 cr0=80050033 cr4=226e0 eflags=10246 dr6=ffff0ff0 dr7=400 cs=10
prints 'access        write'
prints 'cause         page not present'
prints 'PCID     4 '
prints 'note: the default: no breakpoint is on'
prints 'note: __KERNEL_CS of a 64-bit kernel'
expect 0 '' fault x86_64 cr3=808eb8004
prints 'note: CR4 decides'
expect 0 '' fault i386 error_code=0 cs=60 --json
is_json
prints '"remark": "__KERNEL_CS of a 32-bit kernel"'
expect 2 'no such register: "pkru"' fault i386 pkru=0
expect 2 'is no hexadecimal number' fault arm fsr=xyz
expect 2 'CPU "z80" is not supported' fault z80 fsr=1

# --help names every CPU and every register that is known.
"$program" fault --help > help
for cpu in arm arm64 i386 x86_64; do
    grep -q "[ ,]$cpu[ ,;]" help || { echo "fault --help does not name $cpu"; failed=1; }
    for name in $("$program" fault $cpu none=1 2>&1 | sed 's/.*known are //' | tr -d ','); do
        grep -qw "$name" help || { echo "fault --help does not name $name of $cpu"; failed=1; }
    done
done

# Output that cannot be written is not success.
if [ -e /dev/full ]; then
    for form in --json --json-lines; do
        "$program" decode "$log" "$log" $form > /dev/full 2> err
        [ $? -eq 2 ] || { echo "a full disk went unnoticed with $form"; failed=1; }
        [ "$(grep -c 'stdout: ' err)" -eq 1 ] || { echo "$form: not once said: $(cat err)"; failed=1; }
    done
fi
exit $failed
