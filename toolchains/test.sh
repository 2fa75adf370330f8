#!/bin/sh
# Installs what is needed, builds everything and runs all tests that need no virtual machine.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
sh toolchains/install-packages.sh

# build PRESET: configures and builds; the log is shown only when it fails.
build() {
    echo "== Building $1"
    mkdir -p build
    if ! { cmake --preset "$1" && cmake --build --preset "$1"; } >"build/$1.log" 2>&1; then
        cat "build/$1.log" >&2
        exit 1
    fi
}

for preset in release armv7-release arm64-release x86_64-release i386-release debug; do
    build $preset
done
for preset in armv7-release arm64-release x86_64-release i386-release release debug; do
    echo "== Testing $preset"
    ctest --preset $preset -j2
done
