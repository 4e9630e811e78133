"""Writes the book's folder: the pages, their pictures, the style, the script and what the search looks through."""

import re
import shutil
from pathlib import Path

from book.frame import framed
from book.index import search_index
from book.pages import Page, file_name, sources

PDF = "edora.pdf"


def place_picture(file, place):
    """Copies a picture; of a drawing without what no reader sees and the book's size counts: blanks between its elements, zeros at the ends of its
    coordinates, groups that hold nothing, and shapes that nothing uses."""
    if file.suffix == ".svg":
        drawing = re.sub(r">\s+<", "><", file.read_text(encoding="utf-8"))
        drawing = re.sub(r"<[a-z][^>]*>", lambda tag: re.sub(r"(?<=\d)\.(\d*?)0+(?!\d)", short_fraction, tag[0]), drawing)
        drawing = without_unused(without_empty_groups(drawing))
        place.write_text(re.sub(r"[ \t]*\n[ \t]*", "\n", drawing), encoding="utf-8")
    else:
        shutil.copyfile(file, place)


def short_fraction(digits):
    return "." + digits[1] if digits[1] else ""


def without_empty_groups(drawing):
    shorter = re.sub(r"<g [^>]*></g>", "", drawing)
    return drawing if shorter == drawing else without_empty_groups(shorter)


def without_unused(drawing):
    """gnuplot defines every mark and frame that it knows. A later one may use an earlier one, so the last is looked at first."""
    for name in reversed(re.findall(r"\bid='(\w+)'", drawing)):
        if not re.search(rf"#{name}\b", drawing):
            drawing = re.sub(rf"<filter id='{name}'.*?</filter>|<\w+ [^>]*\bid='{name}'[^>]*/>", "", drawing)
    return drawing


def build(output, repository):
    """The pages of the book, written to `output`, and what is wrong with their Markdown."""
    problems = []
    names = {source: file_name(source) for source in sources()}
    pages = [Page(source, names, output, repository, problems) for source in names]
    # Files of an older book would be taken for this one's; a folder with anything else in it is not ours to empty.
    if output.exists() and any(output.iterdir()) and not all((output / name).exists() for name in ("book.js", "search.js", "index.html")):
        raise SystemExit(f"{output}: expected an empty folder or a book, found other files")
    if output.exists():
        shutil.rmtree(output)
    (output / "pictures").mkdir(parents=True)
    for page in pages:
        (output / page.name).write_text(framed(page, pages, PDF), encoding="utf-8")
        for address, file in page.pictures.items():
            if file.exists():
                place_picture(file, output / address)
            else:
                problems.append(f"{page.source}: expected a picture, found no {file}")
    (output / "search.js").write_text(search_index(pages), encoding="utf-8")
    for name in ("style.css", "book.js"):
        shutil.copyfile(Path(__file__).parent / name, output / name)
    return pages, problems
