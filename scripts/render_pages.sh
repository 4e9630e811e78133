#!/usr/bin/env bash
# Renders README.md and the chapters' pages as GitHub does and looks at them in a headless browser; see render_pages.py.
# Brings what it needs: a Python environment of its own, Debian's chromium, and fonts for text and mathematics.
set -euo pipefail

cd -P "$(dirname "${BASH_SOURCE[0]}")/.."
environment=.venv-render
has_mathematics() { command -v fc-list > /dev/null && [[ -n $(fc-list "Latin Modern Math") ]]; }
if ! command -v chromium > /dev/null || ! has_mathematics; then
    scripts/install_packages.sh chromium fontconfig fonts-dejavu fonts-lmodern
fi
scripts/make_venv.sh "$environment"
"$environment/bin/python" -m pip install --quiet --only-binary=:all: cmarkgfm==2025.10.22 latex2mathml==3.81.1
"$environment/bin/python" scripts/render_pages.py --output .build/rendered "$@"
echo "The screenshots are in .build/rendered"
