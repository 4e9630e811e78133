#!/usr/bin/env python3
"""Checks the book that make_book.py made, in a headless browser.

    scripts/check_book.py [--book DIR] [--pictures DIR] [PAGE.html ...]      default: every page, and the search

Every link leads somewhere, every picture loads, every formula is one, every fold opens, nothing is wider than windows
of 390 and 1,200 points, text differs from its ground in light and in dark, no other host is asked for anything, and the
search finds a section of each page. A fault names page and place. With --pictures, each page is photographed, light and
dark, wide and narrow.
"""

import argparse
import sys
from pathlib import Path

from book.browser import browser
from book.check import WIDTHS, Checker
from book.markdown import counts
from book.pages import ROOT, Page, file_name, sources

# More of a page than this is not drawn at once.
TALLEST = 15000


def photograph(window, book, names, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        for width in WIDTHS:
            for scheme in ("light", "dark"):
                window.resize(width)
                window.prefer(scheme)
                window.open((book / name).as_uri())
                height = min(TALLEST, window.run("return document.documentElement.scrollHeight"))
                window.photograph(folder / f"{name.removesuffix('.html')}-{width}-{scheme}.png", 0, height)


def queries(names):
    """For each page its last section, sought by the titles of both: a query and where it leads."""
    files = {source: file_name(source) for source in sources()}
    for source, name in files.items():
        if name in names:
            page = Page(source, files, ROOT, "", [])
            for anchor, title in page.sections[-1:]:
                yield f"{page.chapters_own_title} {title}", f"{name}#{anchor}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--book", type=Path, default=ROOT / "out/book")
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("pages", nargs="*")
    options = parser.parse_args()
    expected = {file_name(source): counts((ROOT / source).read_text(encoding="utf-8")) for source in sources()}
    names = options.pages or list(expected)
    missing = [name for name in names if not (options.book / name).exists()]
    if missing:
        parser.error(
            f"{options.book}: expected {', '.join(missing)}, found none; make the book first: scripts/make_book.py"
        )
    with browser() as window:
        checker = Checker(options.book, window)
        checker.check(names, expected)
        checker.check_search(names[0], list(queries(names)))
        if options.pictures:
            photograph(window, options.book.resolve(), names, options.pictures)
    print(
        "\n".join(checker.faults)
        if checker.faults
        else "check_book: fine, " + ", ".join(f"{count:,} {kind}" for kind, count in checker.seen.items())
    )
    return 1 if checker.faults else 0


if __name__ == "__main__":
    sys.exit(main())
