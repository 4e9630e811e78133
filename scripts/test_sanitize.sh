#!/usr/bin/env bash
# Runs Core's tests under sanitizers: one that finds wrong uses of memory (and undefined behaviour in C; Swift has no
# sanitizer for that on Linux), and one that finds races between threads. The kernels' tests in C come first.
#
#   scripts/test_sanitize.sh [both | address | thread] [FILTER]     FILTER: a regular expression (default: CoreTests)
#   scripts/test_sanitize.sh address FuzzTests                      damaged files alone
#
# On two cores the first two builds take four minutes each, later all takes three and a half.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
which="${1:-both}" filter="${2:-CoreTests}"
if [[ ! $which =~ ^(both|address|thread)$ ]]; then
    echo "test_sanitize: expected both, address or thread, found $which" >&2
    exit 2
fi

# OpenBLAS is not compiled with a sanitizer, which cannot follow threads of its own.
export OPENBLAS_NUM_THREADS=1
# Our own products run beside OpenBLAS's AVX-512 kernel alone, and it does not always pick that (see OpenBLAS.swift).
if grep -qsw avx512f /proc/cpuinfo; then export OPENBLAS_CORETYPE=SkylakeX; fi

# The kernels alone: seconds, and it has inputs that no Swift test has.
test_kernels() {
    mkdir -p .build-address
    clang -g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fuse-ld=lld -ISources/CVectorKernels/include \
        Tests/CVectorKernelsTests/*.c Sources/CVectorKernels/*.c -lm -o .build-address/kernel-tests
    .build-address/kernel-tests
}

# Leaks are found, too. Two checks of C++ are left out: they need a library of its own.
test_address() {
    local run=(swift test --sanitize=address --scratch-path .build-address
        -Xcc -fsanitize=undefined -Xcc -fno-sanitize=vptr,function)
    export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
    export LSAN_OPTIONS=suppressions=scripts/leak_sanitizer.suppressions:print_suppressions=0
    [[ $filter == FuzzTests ]] || "${run[@]}" --filter "$filter" --skip FuzzTests
    # They limit a process's memory: less of what was freed is kept back to catch late uses.
    [[ ! $filter =~ ^(CoreTests|FuzzTests)$ ]] || ASAN_OPTIONS=quarantine_size_mb=8 "${run[@]}" --filter FuzzTests
}

# FuzzTests are left out: they use one thread, and their limits of memory leave no room for what the sanitizer keeps.
test_thread() {
    swift test --sanitize=thread --scratch-path .build-thread --filter "$filter" --skip FuzzTests
}

[[ $filter == FuzzTests ]] || test_kernels
[[ $which == thread ]] || test_address
[[ $which == address ]] || test_thread
echo "make test-sanitize: all passed"
