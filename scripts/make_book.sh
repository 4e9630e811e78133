#!/usr/bin/env bash
# Makes the book in out/book and looks at every page of it in a headless browser; see make_book.py and check_book.py.
# REPOSITORY is the address under which the repository's files are read; without it links to them lead into this clone.
set -euo pipefail

cd -P "$(dirname "${BASH_SOURCE[0]}")/.."
python="$(scripts/render_environment.sh)"
"$python" scripts/make_book.py --repository "${REPOSITORY:-}"
"$python" scripts/check_book.py
