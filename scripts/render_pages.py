#!/usr/bin/env python3
"""Renders README.md, the chapters' pages, their map and the speed comparison as GitHub would, loads them in a headless browser, and
checks what it sees.

    scripts/render_pages.sh                    (or make render: brings what this needs, by render_environment.sh)
    scripts/render_pages.py --output DIR [PAGE.md ...]

For each page: GitHub-flavoured Markdown to HTML by cmark-gfm, mathematics to MathML, then the browser loads it with its pictures.
It fails when mathematics cannot be converted, a picture does not load, a fold or a table that the source has is missing on the page, Markdown
marks are left as text, or something is wider than the page, be it a table that would have to be scrolled. Screenshots of each whole page, with
its folds open, are kept in DIR, in parts of PART points (NAME-1.png, NAME-2.png ...); look at them.
"""
import argparse
import re
import sys
from pathlib import Path

from book.browser import browser
from book.markdown import counts, to_html

ROOT = Path(__file__).resolve().parent.parent
PART = 2000
WIDTH = 900
STYLE = """
body { font: 16px/1.5 sans-serif; max-width: 830px; margin: 24px auto; color: #1f2328; }
pre { background: #f6f8fa; padding: 12px; overflow: auto; font-size: 13px; } code { background: #f6f8fa; font-size: 85%; }
table { border-collapse: collapse; display: block; overflow: auto; } td, th { border: 1px solid #d1d9e0; padding: 5px 12px; }
math { font-family: "Latin Modern Math", math; } math[display=block] { overflow: auto; }
.formula { display: flex; justify-content: space-between; } .formula math { flex: 1; }
img { max-width: 100%; } blockquote { border-left: 4px solid #0969da; margin: 0; padding: 0 1em; }
"""
# What the browser sees of the page.
LOOK = r"""
  const all = (s) => [...document.querySelectorAll(s)];
  const bare = (e) => { const c = e.cloneNode(true); c.querySelectorAll('code, pre, math').forEach((x) => x.remove()); return c.textContent; };
  const text = all('p, li, td, summary').map(bare).join('\n');
  return { images: all('img').length, broken: all('img').filter((i) => !i.naturalWidth).map((i) => i.getAttribute('src')),
    details: all('details').length, tables: all('table').length, mathematics: all('math').length,
    cut: all('table').filter((t) => t.scrollWidth > t.clientWidth + 1).map((t) => t.textContent.trim().split(/\s*\n\s*/).slice(0, 3).join(' | ')),
    height: Math.ceil(document.documentElement.scrollHeight),
    beyond: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    marks: (text.match(/\$`|`\$|```|\*\*|\{\{|\]\]/g) || []).length };
"""


def name_of(page):
    return "README" if page.resolve().parent == ROOT else page.resolve().parent.name


def photograph(window, picture, height):
    """The whole page in parts."""
    for old in picture.parent.glob(f"{picture.name}-*.png"):
        old.unlink()
    for number, top in enumerate(range(0, height, PART), start=1):
        window.photograph(picture.parent / f"{picture.name}-{number}.png", top, min(PART, height - top))


def check(page, output, window):
    problems = []
    name = name_of(page)
    text = page.read_text(encoding="utf-8")
    body = to_html(text, problems).replace("<details>", "<details open>")
    target = output / f"{name}.html"
    base = page.resolve().parent.as_uri()
    # Links inside the page must stay inside it, although pictures come from the page's own folder.
    body = re.sub(r'href="#', f'href="{target.resolve().as_uri()}#', body)
    target.write_text(f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><base href="{base}/"><title>{name}</title>'
                      f"<style>{STYLE}</style></head><body>{body}</body></html>", encoding="utf-8")
    window.resize(WIDTH)
    window.open(target.resolve().as_uri())
    seen = window.run(LOOK)
    photograph(window, output / name, seen["height"])
    if seen["beyond"] > 0:
        problems.append(f"expected nothing wider than the page, found {seen['beyond']} points more")
    expected = counts(text)
    problems += [f"expected {count} {name}, found {seen[name]} in the browser" for name, count in expected.items() if seen[name] != count]
    problems += [f"expected a picture that loads, found {source}" for source in seen["broken"]]
    problems += [f"expected tables that fit the page, found one that is cut: {start}" for start in seen["cut"]]
    if seen["marks"]:
        problems.append(f"expected no Markdown marks as text, found {seen['marks']}")
    return problems, seen


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("pages", nargs="*", type=Path)
    options = parser.parse_args()
    others = [ROOT / "README.md", ROOT / "chapters/README.md", ROOT / "figures/bench/README.md"]
    pages = options.pages or [*others, *sorted(ROOT.glob("chapters/*/README.md"))]
    options.output.mkdir(parents=True, exist_ok=True)
    failed = False
    with browser() as window:
        for page in pages:
            problems, seen = check(page, options.output, window)
            failed = failed or bool(problems)
            fine = ", ".join(f"{seen[kind]} {kind}" for kind in ("images", "details", "tables", "mathematics"))
            print(f"{name_of(page)}: " + ("; ".join(problems) if problems else f"fine, {fine}"))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
