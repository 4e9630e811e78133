"""All pages as one, which is printed: links between pages become links within it."""

import copy
import subprocess
from html import escape

from book.frame import short
from book.pages import heading_text


def whole(pages, repository):
    """The HTML of the whole book. Its ids begin with their page's name.

    A link to a file outside the book is only kept where there is an address for it: the folder that the book was made
    in is not where the PDF is read."""
    sections = "\n".join(
        f'<section class="page" id="{stem(page.name)}">{body(page, pages, repository)}</section>' for page in pages
    )
    entries = "\n".join(entry(page) for page in pages)
    return f"""<!DOCTYPE html>
<html lang="en" data-theme="light">
<head><meta charset="utf-8"><title>{escape(pages[0].title)}</title><link rel="stylesheet" href="style.css"></head>
<body><main>
<section><h1>{escape(pages[0].title)}</h1>
<p>The pages of the repository, as one file. Code that only sets a chapter up is left out; the site has it.</p>
<ul class="whole">{entries}</ul></section>
{sections}
</main></body></html>
"""


def entry(page):
    """A line of the contents: a page and its sections."""
    page_id = stem(page.name)
    links = " · ".join(f'<a href="#{page_id}--{anchor}">{escape(title)}</a>' for anchor, title in page.sections)
    return f'<li><a href="#{page_id}"><b>{escape(short(page))}</b></a><br>{links}</li>'


def stem(name):
    return name.removesuffix(".html")


def body(page, pages, repository):
    result = copy.copy(page.body)
    names = {one.name for one in pages}
    for element in result.find_all(id=True):
        element["id"] = f"{stem(page.name)}--{element['id']}"
    for link in result.find_all("a", href=True):
        name, _, anchor = link["href"].partition("#")
        if "here" in link.get("class", []):
            link.decompose()
        elif name in names or not name:
            link["href"] = f"#{stem(name or page.name)}" + (f"--{anchor}" if anchor else "")
        elif "file" in link.get("class", []) and not repository:
            link.unwrap()
    for fold in result.find_all("details"):
        if heading_text(fold.summary) == "Set-up code":
            fold.decompose()
        else:
            fold["open"] = ""
    return result


def print_whole(pages, repository, output, file, window):
    """Prints the whole book to output/file.

    Chromium leaves what screen readers need uncompressed; qpdf packs it."""
    source = output / "whole.html"
    source.write_text(whole(pages, repository), encoding="utf-8")
    window.open(source.resolve().as_uri())
    loose = output / "loose.pdf"
    window.print(loose)
    pack = ["qpdf", "--object-streams=generate", "--recompress-flate", "--compression-level=9"]
    subprocess.run([*pack, loose, output / file], check=True)
    source.unlink()
    loose.unlink()
