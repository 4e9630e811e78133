#!/usr/bin/env bash
# Renders the chapters' pages as GitHub does and looks at them in a headless browser; see render_pages.py.
# Brings what it needs: a Python environment of its own and Debian's chromium.
set -euo pipefail

cd -P "$(dirname "${BASH_SOURCE[0]}")/.."
environment=.venv-render
command -v chromium > /dev/null || scripts/install_packages.sh chromium fonts-dejavu
scripts/make_venv.sh "$environment"
"$environment/bin/python" -m pip install --quiet cmarkgfm==2025.10.22 latex2mathml==3.81.1
"$environment/bin/python" scripts/render_pages.py --output .build/rendered "$@"
echo "The screenshots are in .build/rendered"
