#!/usr/bin/env bash
# Compiles the C kernels for aarch64 and tests them under emulation, and here for the three levels of x86-64.
# (Swift has no SDK for aarch64 on Debian 12: what is written in Swift is not compiled here.)
#
#   scripts/test_aarch64.sh [SEED]
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=.build/kernel-tests
sources=(Tests/CVectorKernelsTests/*.c Sources/CVectorKernels/*.c)
# As SwiftPM has it in release. Static, so that the emulator needs no libraries.
flags=(-O2 -Wall -Werror -static -ISources/CVectorKernels/include)

missing=()
[[ -e /usr/aarch64-linux-gnu/lib/libc.a ]] || missing+=(gcc-aarch64-linux-gnu libc6-dev-arm64-cross)
command -v qemu-aarch64-static > /dev/null || missing+=(qemu-user-static)
[[ ${#missing[@]} -eq 0 ]] || scripts/install_packages.sh "${missing[@]}"

# Runs the tests and says where.
run() {
    printf '%-24s' "$1"
    "${@:2}"
}

mkdir -p "$build"
clang --target=aarch64-linux-gnu -fuse-ld=lld "${flags[@]}" "${sources[@]}" -lm -o "$build/aarch64"
run aarch64 qemu-aarch64-static "$build/aarch64" "$@"
if [[ $(uname -m) == x86_64 ]]; then
    clang "${flags[@]}" "${sources[@]}" -lm -o "$build/x86-64"
    run "this processor" "$build/x86-64" "$@"
    # The emulator says on standard error which features of a processor it leaves out.
    run "x86-64-v3 (Haswell)" qemu-x86_64-static -cpu Haswell "$build/x86-64" "$@" 2> /dev/null
    run "x86-64 (Nehalem)" qemu-x86_64-static -cpu Nehalem "$build/x86-64" "$@" 2> /dev/null
fi
