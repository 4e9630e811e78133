"""The frame around a page: the contents, the search, the page before and the page after."""

from html import escape


def framed(page, pages, pdf):
    """The whole HTML file of a page. `pdf` is the name of the file with the whole book."""
    place = pages.index(page)
    before = pages[place - 1] if place else None
    after = pages[place + 1] if place + 1 < len(pages) else None
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(page.title)}{"" if place == 0 else " · " + escape(pages[0].title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="style.css">
{relation("prev", before)}{relation("next", after)}<script src="book.js"></script>
</head>
<body>
<a class="skip" href="#{page.body.h1["id"]}">To the text</a>
<header>
<a class="title" href="index.html">{escape(pages[0].title)}</a>
<form class="search" role="search">
<input type="search" placeholder="Search the book" aria-label="Search the book" autocomplete="off" spellcheck="false">
<ol hidden></ol>
</form>
<button type="button" class="theme" aria-label="Light or dark">◐</button>
</header>
<div class="columns">
<details class="contents" open><summary>Contents</summary>
<nav aria-label="Contents">
{contents(page, pages, pdf)}
</nav></details>
<main>
{page.body}
<nav class="turn" aria-label="Pages">
{turn(before, "before", "←")}{turn(after, "after", "→")}
</nav>
</main>
</div>
</body>
</html>
"""


def relation(name, page):
    return f'<link rel="{name}" href="{page.name}">\n' if page else ""


def contents(page, pages, pdf):
    """Every page, and under the one that is open its sections; at the end the book as one file."""
    lines = ["<ul>"]
    for one in pages:
        current = ' aria-current="page"' if one is page else ""
        lines.append(f'<li><a href="{one.name}"{current}>{escape(short(one))}</a>')
        if one is page:
            lines.append("<ul>")
            lines += [f'<li><a href="#{anchor}">{escape(title)}</a></li>' for anchor, title in one.sections]
            lines.append("</ul>")
        lines.append("</li>")
    return "\n".join([*lines, "</ul>", f'<p><a href="{pdf}">All of it as one PDF</a></p>'])


def short(page):
    """A chapter by its number and its name, in as few words as the narrow column likes."""
    return page.title.removeprefix("Chapter ")


def turn(page, kind, arrow):
    if not page:
        return "<span></span>"
    name = escape(short(page))
    return f'<a class="{kind}" href="{page.name}">{f"{arrow} {name}" if kind == "before" else f"{name} {arrow}"}</a>'
