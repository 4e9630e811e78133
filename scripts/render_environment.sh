#!/usr/bin/env bash
# Makes .venv-render, the Python environment that turns Markdown into pages and looks at them; prints its python.
# Debian's chromium with its driver, qpdf, and fonts for text and mathematics are installed where they are missing.
set -euo pipefail

cd -P "$(dirname "${BASH_SOURCE[0]}")/.."
environment=.venv-render
stamp="$environment/requirements.txt"

has_mathematics() { command -v fc-list > /dev/null && [[ -n $(fc-list "Latin Modern Math") ]]; }
has_commands() { command -v chromium && command -v chromedriver && command -v qpdf; }
if ! has_commands > /dev/null || ! has_mathematics; then
    scripts/install_packages.sh chromium chromium-driver qpdf fontconfig fonts-dejavu fonts-lmodern
fi
# The environment is complete when it holds a copy of the list that it was made from.
if ! cmp -s scripts/requirements-render.txt "$stamp"; then
    scripts/make_venv.sh "$environment" >&2
    "$environment/bin/python" -m pip install --quiet --only-binary=:all: --requirement scripts/requirements-render.txt >&2
    cp scripts/requirements-render.txt "$stamp"
fi
echo "$PWD/$environment/bin/python"
