#!/usr/bin/env bash
# Installs Debian packages, for set-up and for scripts that need more than set-up brings.
#
#   scripts/install_packages.sh PACKAGE ...
set -euo pipefail

fail() {
    printf 'install_packages: %s\n' "$@" >&2
    exit 1
}

has_command() { command -v "$1" > /dev/null 2>&1; }

as_root() {
    if [[ $(id -u) -eq 0 ]]; then "$@"; else sudo "$@"; fi
}

apt() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 "$@"
}

install_packages() {
    local packages=("$@") by_hand="as root: apt-get update && apt-get install $*"
    has_command apt-get ||
        fail "these Debian packages are needed, and there is no apt-get here: $*" \
            "install what they contain with this system's own package manager, then run this again"
    [[ $(id -u) -eq 0 ]] || has_command sudo ||
        fail "these packages are missing, and this is neither root nor a machine with sudo: $*" \
            "install them by hand ($by_hand), then run this again"
    echo "installing $*"
    apt --quiet update || fail "apt-get update failed" "install by hand, $by_hand"
    apt --quiet --yes --no-install-recommends install "${packages[@]}" ||
        fail "apt-get install failed" "install by hand, $by_hand"
}

# What apt-get says goes to standard error: a caller's standard output may be read.
install_packages "$@" >&2
