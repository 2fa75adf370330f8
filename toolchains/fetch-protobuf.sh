#!/bin/sh
# fetch-protobuf.sh: prints the path of Debian's patched protobuf source (3.21.12), fetching it into the cache when absent.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
cache=${FAULTBOX_CACHE:-$HOME/.cache/faultbox}
hash=$(cat "$0" "$here/private-apt.sh" | sha256sum | cut -c1-12)
source=$cache/protobuf-$hash
if [ -d "$source" ]; then
    echo "$source"
    exit 0
fi

mkdir -p "$cache"
work=$(mktemp -d "$cache/.protobuf.XXXXXX")
trap 'rm -rf "$work"' EXIT
. "$here/private-apt.sh"
echo "Fetching the protobuf source" >&2
private_apt_init "$work/apt" "$(dpkg --print-architecture)" >&2
cd "$work"
private_apt "$work/apt" -qq source --download-only protobuf >&2
dpkg-source -q --no-check -x ./*.dsc "$work/source" >&2
mkdir "$work/kept"
mv "$work/source/src" "$work/source/LICENSE" "$work/source/cmake" "$work/kept/"
mv -T "$work/kept" "$source" 2>/dev/null || [ -d "$source" ]
echo "$source"
