#!/bin/sh
# make-sysroot.sh ARCH: prints the path of the sysroot for ARCH (amd64, armhf, arm64 or i386), making it when absent.
#
# The sysroot is unpacked from Debian packages into the cache and never installed over the host, because Debian's
# libc++ and nongnu libunwind packages exclude each other. It holds, below one folder:
#   glibc/   libc, kernel headers, libgcc, libc++ 19 and nongnu libunwind
#   musl/    musl, kernel headers and libgcc, laid out flat, for static programs
set -eu

here=$(cd "$(dirname "$0")" && pwd)
arch=${1:?usage: make-sysroot.sh amd64|armhf|arm64|i386}
case $arch in
    amd64) triple=x86_64-linux-gnu musl_triple=x86_64-linux-musl ;;
    armhf) triple=arm-linux-gnueabihf musl_triple=arm-linux-musleabihf ;;
    arm64) triple=aarch64-linux-gnu musl_triple=aarch64-linux-musl ;;
    i386) triple=i386-linux-gnu musl_triple=i386-linux-musl ;;
    *) echo "make-sysroot.sh: unknown architecture '$arch'" >&2; exit 2 ;;
esac
packages="libc6-dev libc6 linux-libc-dev libgcc-12-dev libgcc-s1 libc++-19-dev libunwind-dev liblzma-dev musl-dev"

cache=${FAULTBOX_CACHE:-$HOME/.cache/faultbox}
hash=$(cat "$0" "$here/private-apt.sh" | sha256sum | cut -c1-12)
sysroot=$cache/sysroot-$arch-$hash
if [ -d "$sysroot" ]; then
    echo "$sysroot"
    exit 0
fi

mkdir -p "$cache"
work=$(mktemp -d "$cache/.sysroot-$arch.XXXXXX")
trap 'rm -rf "$work"' EXIT
. "$here/private-apt.sh"
echo "Making the $arch sysroot" >&2
private_apt_init "$work/apt" "$arch" >&2
glibc=$work/root/glibc
mkdir -p "$glibc"
# shellcheck disable=SC2086  # a list of names
private_apt_unpack "$work/apt" "$glibc" $packages >&2

rm -rf "$glibc/usr/share" "$glibc/usr/bin" "$glibc/usr/lib/$triple/gconv" "$glibc/sbin" "$glibc/etc"
# One library folder: a linker that is given --sysroot finds /lib/TRIPLE without following the host's links.
find "$glibc" -type l -lname '/*' | while read -r link; do
    target=$(readlink "$link")
    ln -snf "$(realpath -m --relative-to "$(dirname "$link")" "$glibc$target")" "$link"
done

musl=$work/root/musl
mkdir -p "$musl/usr/lib"
cp -a "$glibc/usr/include/$musl_triple" "$musl/usr/include"
cp -a "$glibc/usr/lib/$musl_triple/." "$musl/usr/lib/"
cp -a "$glibc/usr/include/linux" "$glibc/usr/include/asm-generic" "$musl/usr/include/"
cp -a "$glibc/usr/include/$triple/asm" "$musl/usr/include/"
gcc_lib=$glibc/usr/lib/gcc/$triple/12
[ -d "$gcc_lib" ] || gcc_lib=$glibc/usr/lib/gcc/i686-linux-gnu/12
cp -a "$gcc_lib"/crtbegin*.o "$gcc_lib"/crtend*.o "$gcc_lib/libgcc.a" "$gcc_lib/libgcc_eh.a" "$musl/usr/lib/"

# Of two that made it at once, the first one stays.
mv -T "$work/root" "$sysroot" 2>/dev/null || [ -d "$sysroot" ]
echo "$sysroot"
