#!/usr/bin/env bash
# Renders README.md, the chapters' pages and those beside them as GitHub does and looks at them in a headless browser; see render_pages.py.
set -euo pipefail

cd -P "$(dirname "${BASH_SOURCE[0]}")/.."
python="$(scripts/render_environment.sh)"
"$python" scripts/render_pages.py --output .build/rendered "$@"
echo "The screenshots are in .build/rendered"
