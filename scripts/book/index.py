"""What the search looks through: the text of every section, cut out of the pages."""

import copy
import json
import re

from book.pages import heading_text

HEADINGS = ["h1", "h2", "h3", "h4"]


def search_index(pages):
    """A script that hands the sections to book.js: a page opened from a file may load scripts, and nothing else."""
    entries = [entry for page in pages for entry in sections(page)]
    return "window.bookSections = " + json.dumps(entries, ensure_ascii=False, separators=(",", ":")) + ";\n"


def sections(page):
    """[file#anchor, title of the page, title of the section, its text], one for each heading."""
    body = copy.copy(page.body)
    for formula in body.find_all("math"):
        formula.replace_with(" ".join(formula.stripped_strings).replace(" ", ""))
    for cell in body.find_all(["td", "th", "li", "p", "pre", "summary", "br"]):
        cell.append(" ")
    entries, texts = [], []
    for node in body.descendants:
        if getattr(node, "name", None) in HEADINGS:
            texts = []
            entries.append(([f"{page.name}#{node['id']}", page.chapters_own_title, heading_text(node)], texts))
        elif node.name is None and not node.find_parent(HEADINGS) and type(node).__name__ == "NavigableString":
            texts.append(str(node))
    return [[*names, re.sub(r"\s+", " ", "".join(texts)).strip()] for names, texts in entries]
