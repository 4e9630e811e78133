#!/usr/bin/env bash
# Installs Debian packages for a script that needs more than set-up brings.
#
#   scripts/install_packages.sh PACKAGE ...
set -euo pipefail

echo "installing $*" >&2
as_root=()
[[ $(id -u) -eq 0 ]] || as_root=(sudo)
"${as_root[@]}" apt-get --quiet -o DPkg::Lock::Timeout=120 update > /dev/null
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get --quiet --yes --no-install-recommends -o DPkg::Lock::Timeout=120 install "$@" > /dev/null
