#!/usr/bin/env python3
"""Checks how the chapters' pages are written: sentences, signs, units, exercises, hidden code, colours of figures.

    scripts/check_prose.py [--list] [PAGE ...]      default: every chapters/*/README.md, the glossary, README.md and figures/bench

--list shows the longest sentences of each page, whatever their length.
"""
import re
import sys
from pathlib import Path

from check_links import prose

ROOT = Path(__file__).resolve().parent.parent
WORDS = 35        # of a sentence
TIES = 4          # "cannot be told apart" on a page
EXERCISES = 3     # of a chapter
HIDDEN = 30       # per cent of a chapter's lines of code
# Okabe and Ito's colours and paler ones of the same hue, then Paul Tol's muted scheme for chapter 8's relatives: readers without red or green
# receptors tell them apart, too. And greys.
COLOURS = set("#d55e00 #e69f00 #f6c98f #0072b2 #56b4e9 #b3d7ef #009e73 #7fd8be #cc79a7 #e8c3d8 #f0e442 #8c564b"
              " #332288 #882255 #661100 #117733 #ddcc77 #88ccee #44aa99".split())
GREY = re.compile(r"#([0-9a-f]{2})\1\1$")
SPAN = re.compile(r"\$?(`+)(?:(?!\1).)*?\1\$?", re.DOTALL)
MINUS = re.compile(r"(?<![\w./\\\-–])-(?=\d)")
PERCENT = re.compile(r"\d%")
TIE = re.compile(r"(?:cannot|can not|not to|could not) be told apart|told apart from", re.IGNORECASE)
# A point after one of these ends no sentence.
SHORT = re.compile(r"\b(?:arXiv|cf|e\.g|et al|i\.e|vs|Fig|no|p|pp)\.$|\b[A-Z]\.$")


def paragraphs(text):
    """Paragraphs outside fenced blocks, each with its first line's number; items of lists and cells of tables are paragraphs of their own."""
    first, lines = 0, []
    for number, line in [*prose(text), (None, "")]:
        stripped = re.sub(r"^\s*(?:>\s?)*", "", line)
        begins = not stripped.strip() or bool(re.match(r"(?:[-*+]|\d+[.)])\s|#{1,6}\s|\|", stripped)) or number != first + len(lines)
        if lines and begins:
            yield first, " ".join(lines)
            lines = []
        if stripped.strip():
            first = first if lines else number
            lines.append(stripped.strip())


def plain(paragraph):
    """What a reader reads of a paragraph: no tags, no targets of links, one word for each piece of code or mathematics."""
    text = SPAN.sub("code", paragraph)
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", text)
    text = re.sub(r"\[((?:[^\[\]]|\[[^\]]*\])*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"<[^>]*>|\*+|^#+\s", "", text)


def sentences(paragraph):
    """The sentences of a paragraph: they end in a mark, maybe within brackets, before a capital letter or the end."""
    start = 0
    for match in re.finditer(r"[.!?:][)”’\"]*\s+(?=[A-Z“(\d$‘])", paragraph):
        if SHORT.search(paragraph[start:match.start() + 1]) or paragraph[match.start()] == ":" and not paragraph[match.end()].isupper():
            continue
        yield paragraph[start:match.end()].strip()
        start = match.end()
    if paragraph[start:].strip():
        yield paragraph[start:].strip()


def words(sentence):
    return sum(bool(re.search(r"\w", word)) for word in sentence.split())


def check(page, text):
    """Each problem of a page."""
    name, ties = page.relative_to(ROOT), 0
    for number, paragraph in paragraphs(text):
        shown = plain(paragraph)
        place = f"{name}:{number}"
        if match := MINUS.search(shown):
            yield f"{place}: expected a minus sign (−) before a number, found a hyphen: “{shown[max(0, match.start() - 20):match.end() + 10]}”"
        if match := PERCENT.search(shown):
            yield f"{place}: expected a blank before %, found “{shown[max(0, match.start() - 10):match.end()]}”"
        ties += len(TIE.findall(shown))
        for sentence in [] if paragraph.startswith("|") else sentences(shown):
            if words(sentence) > WORDS:
                yield f"{place}: expected at most {WORDS} words in a sentence, found {words(sentence)}: “{sentence[:90]}…”"
    if ties > TIES:
        yield f"{name}: expected “cannot be told apart” and its like at most {TIES} times, found {ties}"
    if re.match(r"chapter\d", page.parent.name):
        yield from exercises(name, text)


def exercises(name, text):
    """Each exercise has a solution with code and what it gave; the text of the page is cut at the exercises."""
    parts = re.split(r"^\*\*Exercise [\d.]+\*\*", text, flags=re.MULTILINE)[1:]
    if len(parts) < EXERCISES:
        yield f"{name}: expected {EXERCISES} exercises, found {len(parts)}"
    for number, part in enumerate(parts, 1):
        solution = re.search(r"<details><summary>Solution</summary>(.*?)\n</details>\n", part, re.DOTALL)
        if not solution or "```swift" not in solution[1]:
            yield f"{name}: expected a solution with code for exercise {number}, found none"


def hidden(source):
    """The share of a chapter's lines of code that are folded away, in per cent; blank lines and solutions of exercises are not counted."""
    shown = folded = 0
    is_folded = is_solution = False
    for line in source.read_text(encoding="utf-8").splitlines():
        if line.startswith("//#-"):
            is_folded = line == "//#-hidden-code" or is_folded and line != "//#-end-hidden-code"
            is_solution = line == "//#-solution" or is_solution and line != "//#-end-exercise"
        elif line.strip() and not re.match(r"//[:?!-]", line) and not is_solution:
            folded, shown = folded + is_folded, shown + (not is_folded)
    return 100 * folded / max(1, folded + shown)


def check_chapter(folder):
    """What is wrong with a chapter beside its text."""
    source = folder / "main.swift"
    share = hidden(source)
    if share > HIDDEN:
        yield f"{source.relative_to(ROOT)}: expected at most {HIDDEN} % of the code to be hidden, found {share:.0f} %"
    for script in sorted((folder.parent.parent / "figures" / folder.name).glob("*.gp")):
        found = {colour.lower() for colour in re.findall(r"#[0-9a-fA-F]{6}\b", script.read_text(encoding="utf-8"))}
        if others := sorted(colour for colour in found - COLOURS if not GREY.match(colour)):
            yield f"{script.relative_to(ROOT)}: expected colours that check_prose.py lists, and greys, found {', '.join(others)}"


def longest(page, text):
    found = [(words(sentence), number, sentence) for number, paragraph in paragraphs(text) if not paragraph.startswith("|") for sentence in sentences(plain(paragraph))]
    over = sum(count > 25 for count, _, _ in found)
    print(f"{page.relative_to(ROOT)}: {len(found)} sentences, {over} over 25 words")
    for count, number, sentence in sorted(found, reverse=True)[:8]:
        print(f"  {count} words, line {number}: {sentence[:120]}")


def main():
    names = [name for name in sys.argv[1:] if name != "--list"]
    pages = [Path(name).resolve() for name in names] or [ROOT / "README.md", ROOT / "figures/bench/README.md", ROOT / "chapters/README.md", *sorted(ROOT.glob("chapters/*/README.md"))]
    texts = [(page, page.read_text(encoding="utf-8")) for page in pages]
    if "--list" in sys.argv:
        for page, text in texts:
            longest(page, text)
        return 0
    found = [problem for page, text in texts for problem in check(page, text)]
    found += [problem for page, _ in texts if re.match(r"chapter\d", page.parent.name) and (page.parent / "main.swift").exists() for problem in check_chapter(page.parent)]
    print("\n".join(found) if found else f"check_prose: {len(pages)} pages, sentences of at most {WORDS} words, signs, units and exercises as they should be")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
