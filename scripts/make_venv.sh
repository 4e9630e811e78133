#!/usr/bin/env bash
# Makes a Python environment in a folder, unless a whole one is there; installs what Debian keeps in a package of its own for that.
#
#   scripts/make_venv.sh FOLDER
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
folder=$1
if "$folder/bin/python" -m pip --version > /dev/null 2>&1; then exit; fi
rm -rf "$folder"
python3 -c 'import ensurepip, venv' 2> /dev/null || scripts/install_packages.sh python3-venv
python3 -m venv "$folder"
