#!/usr/bin/env bash
# Installs what a Debian 12 machine with Swift lacks, then fetches the MiniLM checkpoint.
# It looks for what is needed, not for package names, so a second run changes nothing and is quick.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

fail() {
    printf 'setup: %s\n' "$@" >&2
    exit 1
}

has_command() { command -v "$1" > /dev/null 2>&1; }

has_library() { has_command pkg-config && pkg-config --exists "$1"; }

has_pip() {
    has_command python3 &&
        python3 -c 'import importlib.util, sys; sys.exit(importlib.util.find_spec("pip") is None)'
}

# Prints the Debian packages that are missing, on one line.
missing_packages() {
    local missing=()
    has_library openblas || missing+=(libopenblas-dev)
    has_library lapacke || missing+=(liblapacke-dev)
    has_library libcrypto || missing+=(libssl-dev)
    has_command gnuplot || missing+=(gnuplot-nox)
    has_command pkg-config || missing+=(pkg-config)
    has_command curl || missing+=(curl)
    has_command unzip || missing+=(unzip)
    has_command make || missing+=(make)
    has_command python3 || missing+=(python3)
    has_pip || missing+=(python3-pip)
    [[ -e /etc/ssl/certs/ca-certificates.crt || ! -e /etc/debian_version ]] || missing+=(ca-certificates)
    echo "${missing[*]-}"
}

main() {
    local missing
    has_command swift || fail "swift is missing: install Swift 6.1 or newer from swift.org, then run make setup again"
    missing="$(missing_packages)"
    if [[ -n $missing ]]; then
        # The names hold no spaces, so splitting them is what is wanted.
        # shellcheck disable=SC2086
        "$root/scripts/install_packages.sh" $missing
        missing="$(missing_packages)"
        [[ -z $missing ]] || fail "still missing after the installation: $missing"
    fi
    echo "setup: packages are in place"
    "$root/scripts/fetch_minilm.sh"
}

main
