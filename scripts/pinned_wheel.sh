#!/usr/bin/env bash
# One wheel of a Python package by its digest; to be sourced. A wheel alone is taken: a source package would run its build before
# anything is checked.

# Python looks for modules first where it is started, and a folder of others may hold some.
run_pip() {
    python3 -c 'import sys; sys.path = [folder for folder in sys.path if folder]
import runpy; runpy.run_module("pip", run_name="__main__", alter_sys=True)' "$@" < /dev/null
}

has_pip() { run_pip --version > /dev/null 2>&1; }

# What to do by hand where the wheel cannot be had here.
#
#   wheel_by_hand NAME==VERSION
wheel_by_hand() { echo "by hand, on a machine that has both: python3 -m pip download --no-deps --only-binary=:all: $1"; }

# Downloads the wheel to a folder; the status is pip's. pip's own copies lie in that folder meanwhile, and none stays elsewhere.
#
#   download_wheel NAME==VERSION SHA256 FOLDER
download_wheel() {
    echo "$1 --hash=sha256:$2" > "$3/requirements.txt"
    TMPDIR="$3" run_pip download --quiet --disable-pip-version-check --no-cache-dir --no-deps --only-binary=:all: --require-hashes \
        --dest "$3" --requirement "$3/requirements.txt"
}
