#!/bin/sh
# Installs what is needed, builds faultscope and decodes the ramoops dump of a real crash into an explained report.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
sh toolchains/install-packages.sh

mkdir -p build
echo "Building faultscope"
if ! { cmake --preset release && cmake --build --preset release --target faultscope; } >build/demo.log 2>&1; then
    cat build/demo.log >&2
    exit 1
fi

case=tests/cases/arm-headunit-rpmsg-sock-release
set -x
build/release/host/faultscope decode $case/region.bin --symbols $case/headunit.ko
