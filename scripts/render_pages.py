#!/usr/bin/env python3
"""Renders README.md and the chapters' pages as GitHub would, loads them in a headless browser, and checks what it sees.

    scripts/render_pages.sh                    (or make render: brings cmarkgfm, latex2mathml, chromium and fonts)
    scripts/render_pages.py --output DIR [--browser chromium] [PAGE.md ...]

For each page: GitHub-flavoured Markdown to HTML by cmark-gfm, mathematics to MathML, then the browser loads it with its pictures.
It fails when mathematics cannot be converted, a picture does not load, a fold or a table that the source has is missing on the page, Markdown marks are
left as text, or something is wider than the page. Screenshots of each whole page, with its folds open, are kept in DIR, in
parts of PART points (NAME-1.png, NAME-2.png ...); look at them.
"""
import argparse
import html
import json
import re
import subprocess
import sys
from pathlib import Path

import cmarkgfm
from cmarkgfm.cmark import Options
from latex2mathml.converter import convert

ROOT = Path(__file__).resolve().parent.parent
PART = 2000
WIDTH = 900
STYLE = """
body { font: 16px/1.5 sans-serif; max-width: 830px; margin: 24px auto; color: #1f2328; }
pre { background: #f6f8fa; padding: 12px; overflow: auto; font-size: 13px; } code { background: #f6f8fa; font-size: 85%; }
table { border-collapse: collapse; display: block; overflow: auto; } td, th { border: 1px solid #d1d9e0; padding: 5px 12px; }
math { font-family: "Latin Modern Math", math; } math[display=block] { overflow: auto; }
img { max-width: 100%; } blockquote { border-left: 4px solid #0969da; margin: 0; padding: 0 1em; }
"""
# The browser's own view of the page, left where --dump-dom shows it.
LOOK = """
<script>window.addEventListener('load', () => {
  const all = (s) => [...document.querySelectorAll(s)];
  const text = all('p, li, td, summary').map((e) => { const c = e.cloneNode(true); c.querySelectorAll('code, pre, math').forEach((x) => x.remove()); return c.textContent; }).join('\\n');
  const seen = { images: all('img').length, broken: all('img').filter((i) => !i.naturalWidth).map((i) => i.getAttribute('src')),
    wide: all('img').filter((i) => i.naturalWidth > 1200).length, details: all('details').length, tables: all('table').length,
    mathematics: all('math').length, height: Math.ceil(document.documentElement.scrollHeight),
    beyond: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    marks: (text.match(/\\$`|`\\$|```|\\*\\*|\\{\\{|\\]\\]/g) || []).length };
  document.body.dataset.seen = JSON.stringify(seen);
});</script>
"""


def to_html(text, problems):
    """The page as GitHub shows it, with mathematics as MathML."""
    formulas = []

    def keep(latex, display):
        latex = re.sub(r"\\tag\{([^}]*)\}", r"\\qquad(\1)", latex.strip())
        try:
            formulas.append(convert(latex, display="block" if display else "inline"))
        except Exception as error:  # the library has no common class of errors
            problems.append(f"expected mathematics that can be converted, found {latex!r}: {error}")
            formulas.append(html.escape(latex))
        return f"MATHEMATICS{len(formulas) - 1}END"

    parts = re.split(r"(^```.*?^```$)", text, flags=re.M | re.S)
    for i, part in enumerate(parts):
        if part.startswith("```math"):
            parts[i] = "\n" + keep(part[len("```math"):-3], True) + "\n"
        elif not part.startswith("```"):
            parts[i] = re.sub(r"\$`(.+?)`\$", lambda found: keep(found.group(1), False), part)
    body = cmarkgfm.github_flavored_markdown_to_html("".join(parts), options=Options.CMARK_OPT_UNSAFE)
    body = body.replace("<details>", "<details open>")
    body = re.sub(r"<p>\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*", r"<p><b>\1</b><br>", body)
    return re.sub(r"MATHEMATICS(\d+)END", lambda found: formulas[int(found.group(1))], body)


def outside_code(text):
    return re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)


def name_of(page):
    return "README" if page.resolve().parent == ROOT else page.resolve().parent.name


def photograph(command, target, picture, height):
    """The whole page in parts, each loaded by itself and moved up: a browser draws no more than some 16,000 points at once."""
    for old in picture.parent.glob(f"{picture.name}-*.png"):
        old.unlink()
    text = target.read_text(encoding="utf-8")
    for number, top in enumerate(range(0, height, PART), start=1):
        part = target.with_suffix(".part.html")
        part.write_text(text.replace("<body>", f'<body style="margin-top: {24 - top}px">'), encoding="utf-8")
        size = f"--window-size={WIDTH},{min(PART, height - top)}"
        screenshot = picture.parent / f"{picture.name}-{number}.png"
        subprocess.run([*command, size, f"--screenshot={screenshot}", part.resolve().as_uri()], capture_output=True, timeout=120, check=True)
        part.unlink()
        if not screenshot.exists():
            return [f"expected a picture of the page, found no {screenshot}"]
    return []


def check(page, output, browser):
    problems = []
    name = name_of(page)
    text = page.read_text(encoding="utf-8")
    body = to_html(text, problems)
    target = output / f"{name}.html"
    base = page.resolve().parent.as_uri()
    # Links inside the page must stay inside it, although pictures come from the page's own folder.
    body = re.sub(r'href="#', f'href="{target.resolve().as_uri()}#', body)
    target.write_text(f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><base href="{base}/"><title>{name}</title>'
                      f"<style>{STYLE}</style>{LOOK}</head><body>{body}</body></html>", encoding="utf-8")
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--allow-file-access-from-files", "--virtual-time-budget=20000"]
    dom = subprocess.run([*command, f"--window-size={WIDTH},1000", "--dump-dom", target.resolve().as_uri()], capture_output=True, text=True, timeout=120).stdout
    found = re.search(r'data-seen="([^"]*)"', dom)
    if not found:
        return [f"expected the browser's view of the page, found none from {browser}"], {}
    seen = json.loads(html.unescape(found.group(1)))
    problems += photograph(command, target, output / name, seen["height"])
    if seen["beyond"] > 0:
        problems.append(f"expected nothing wider than the page, found {seen['beyond']} points more")
    plain = outside_code(text)
    expected = {
        "images": len(re.findall(r"!\[", plain)), "details": plain.count("<details"),
        "tables": len(re.findall(r"^\|[\s:|-]+\|$", plain, flags=re.M)),
    }
    problems += [f"expected {count} {name}, found {seen[name]} in the browser" for name, count in expected.items() if seen[name] != count]
    problems += [f"expected a picture that loads, found {source}" for source in seen["broken"]]
    if seen["marks"]:
        problems.append(f"expected no Markdown marks as text, found {seen['marks']}")
    return problems, seen


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--browser", default="chromium")
    parser.add_argument("pages", nargs="*", type=Path)
    options = parser.parse_args()
    pages = options.pages or [ROOT / "README.md", *sorted(ROOT.glob("chapters/*/README.md"))]
    options.output.mkdir(parents=True, exist_ok=True)
    failed = False
    for page in pages:
        problems, seen = check(page, options.output, options.browser)
        failed = failed or bool(problems)
        print(f"{name_of(page)}: " + ("; ".join(problems) if problems else "fine, " + ", ".join(f"{seen[k]} {k}" for k in ("images", "details", "tables", "mathematics"))))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
