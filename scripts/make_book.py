#!/usr/bin/env python3
"""Makes the book: README.md, the chapters and the pages behind them as a static site, and as one PDF.

    scripts/make_book.sh                   (or make book: brings what this needs, and checks the book)
    scripts/make_book.py [--output DIR] [--repository ADDRESS] [--no-pdf]

ADDRESS is where the repository's files are read, such as https://HOST/OWNER/edora/blob/main: links to records and sources
lead there. Without it they lead into this clone, and the PDF has none.
"""

import argparse
import sys
from pathlib import Path

from book.browser import browser
from book.pages import ROOT
from book.site import PDF, build
from book.whole import print_whole

LIMIT = 5_000_000


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=ROOT / "out/book")
    parser.add_argument("--repository", default="")
    parser.add_argument("--no-pdf", action="store_true", help="the site alone")
    options = parser.parse_args()
    output = options.output.resolve()
    pages, problems = build(output, options.repository)
    if not options.no_pdf:
        with browser() as window:
            print_whole(pages, options.repository, output, PDF, window)
    size = sum(file.stat().st_size for file in output.rglob("*") if file.is_file())
    if size > LIMIT:
        problems.append(f"{output}: expected at most {LIMIT:,} bytes in all, found {size:,}")
    if problems:
        print("\n".join(problems))
        return 1
    print(
        f"{output}/index.html: {len(pages)} pages{'' if options.no_pdf else f' and {PDF}'}, {size / 1e6:.1f} MB in all"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
