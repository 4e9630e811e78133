#!/usr/bin/env bash
# Runs Core's tests as a processor without AVX-512 would: under qemu's emulation of a Haswell, with OpenBLAS's Haswell kernel.
# Emulation is some two hundred times slower, so the tests that run a whole MiniLM are left out.
#
#   scripts/test_haswell.sh [FILTER]     FILTER: a regular expression of test names (default: CoreTests)
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
if ! command -v qemu-x86_64 > /dev/null; then
    scripts/install_packages.sh qemu-user
fi
swift build --build-tests
OPENBLAS_CORETYPE=Haswell qemu-x86_64 -cpu Haswell .build/debug/edoraPackageTests.xctest \
    --testing-library swift-testing --filter "${1:-CoreTests}" --skip 'miniLM|MiniLM|dropoutMoves|PretrainedModel'
