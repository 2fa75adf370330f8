#!/bin/sh
# add-to-image.sh yocto|buildroot DIR DEB...: makes DIR a layer meta-faultbox, or an external tree of Buildroot, with the
# packages DEB that `cpack -G DEB` made. See docs/image.md.
set -eu

[ $# -ge 3 ] || { echo "usage: $0 yocto|buildroot DIR DEB..." >&2; exit 2; }
system=$1 folder=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$folder"

case "$system" in
yocto)
    cp -r "$here/yocto/meta-faultbox/." "$folder"
    mkdir -p "$folder/recipes-support/faultbox/files" "$folder/recipes-kernel/linux/files"
    cp "$@" "$folder/recipes-support/faultbox/files"
    cp "$here/kernel/faultbox.config" "$folder/recipes-kernel/linux/files/faultbox.cfg"
    ;;
buildroot)
    cp -r "$here/buildroot/." "$folder"
    mkdir -p "$folder/dist"
    cp "$@" "$folder/dist"
    (
        cd "$folder/dist"
        echo "# Made by add-to-image.sh"
        for deb in *.deb; do echo "sha256  $(sha256sum "$deb" | cut -d' ' -f1)  $deb"; done
        echo "sha256  $(sha256sum "$here/debian/copyright" | cut -d' ' -f1)  usr/share/doc/faultbox/copyright"
    ) >"$folder/package/faultbox/faultbox.hash"
    ;;
*)
    echo "$0: neither yocto nor buildroot: $system" >&2
    exit 2
    ;;
esac
