"""The pages of the book, each from its Markdown: names, headings, links, pictures, code in colours."""

import os
import re
from pathlib import Path
from urllib.parse import quote, unquote

from bs4 import BeautifulSoup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from book.markdown import to_html
from check_links import heading_name

ROOT = Path(__file__).resolve().parent.parent.parent
# What readers are led to beside the chapters: how fast it is, what it reads, how the runs behind the tables are made.
APPENDIX = ["figures/bench/README.md", "data/README.md", "Sources/Experiments/README.md"]
FORMATTER = HtmlFormatter(nowrap=True)
# Names, signs and brackets keep the text's colour; marked all the same, they would be half of the book's bytes.
UNCOLOURED = re.compile(r'<span class="(?:n|na|nn|no|nv|o|p|w|err)">([^<]*)</span>')

SIZE = re.compile(r'<svg\s+width="(\d+)" height="(\d+)"')


def sources():
    """The Markdown files in the order of the book: the README, the chapters, what stands behind them."""
    chapters = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("chapters/*/README.md"))
    return ["README.md", "chapters/README.md", *chapters, *APPENDIX]


def file_name(source):
    """README.md is index.html, every other README has the name of its folder."""
    path = Path(source)
    stem = path.stem.lower() if path.name != "README.md" else path.parent.name.lower() or "index"
    return f"{stem}.html"


class Page:
    """One page: `body` is its HTML with links and pictures as they are in the book.

    `names` maps a source to its file's name, `output` is the book's folder, and `repository` the address under which
    files outside the book are found; without one they are found in the clone that the book was made in."""

    def __init__(self, source, names, output, repository, problems):
        self.source, self.name = source, names[source]
        self._names, self._output, self._repository = names, output, repository
        found = []
        self.body = BeautifulSoup(to_html((ROOT / source).read_text(encoding="utf-8"), found), "html.parser")
        problems += [f"{source}: {problem}" for problem in found]
        # Where each picture comes from, by its address in the book.
        self.pictures = {}
        self._name_headings()
        self._name_anchors()
        self._direct_links()
        self._place_pictures()
        self._colour_code()
        self._wrap_tables()

    @property
    def title(self):
        return heading_text(self.body.h1)

    @property
    def chapters_own_title(self):
        """The title without "Chapter 4 · "."""
        return self.title.split(" · ", 1)[-1]

    @property
    def sections(self):
        return [(heading["id"], heading_text(heading)) for heading in self.body.find_all("h2")]

    def _name_headings(self):
        counts = {}
        for heading in self.body.find_all(["h1", "h2", "h3", "h4"]):
            name = heading_name(heading_text(heading))
            count = counts.get(name, 0)
            counts[name] = count + 1
            heading["id"] = f"{name}-{count}" if count else name
            if heading.name != "h1":
                here = self.body.new_tag("a", href=f"#{heading['id']}", attrs={"class": "here"})
                here["aria-label"] = "Link to this section"
                here.string = "#"
                heading.append(here)

    def _name_anchors(self):
        for anchor in self.body.find_all("a", attrs={"name": True}):
            anchor["id"] = anchor.attrs.pop("name")

    def _direct_links(self):
        for link in self.body.find_all("a", href=True):
            address = link["href"]
            if address.startswith("#"):
                continue
            if ":" in address.split("/")[0]:
                link["rel"] = "noopener"
                continue
            path, _, anchor = address.partition("#")
            target = self._in_repository(path)
            if target in self._names:
                link["href"] = self._names[target] + (f"#{anchor}" if anchor else "")
            else:
                link["href"] = self._outside(target) + (f"#{anchor}" if anchor and self._repository else "")
                link["class"] = "file"

    def _in_repository(self, path):
        return (ROOT / self.source).parent.joinpath(unquote(path)).resolve().relative_to(ROOT).as_posix()

    def _outside(self, target):
        if self._repository:
            return f"{self._repository.rstrip('/')}/{quote(target)}"
        return quote(Path(os.path.relpath(ROOT / target, self._output)).as_posix())

    def _place_pictures(self):
        for image in self.body.find_all("img"):
            target = Path(self._in_repository(image["src"]))
            image["src"] = f"pictures/{target.parent.name}-{target.name}"
            self.pictures[image["src"]] = ROOT / target
            # Known sizes keep the text in its place while pictures load.
            size = SIZE.search((ROOT / target).read_text(encoding="utf-8")) if target.suffix == ".svg" else None
            if size:
                image["width"], image["height"] = size.groups()
            image.wrap(self.body.new_tag("span", attrs={"class": "picture"}))

    def _colour_code(self):
        for block in self.body.find_all("pre"):
            language = block.get("lang")
            if language in ("swift", "sh"):
                coloured = highlight(block.code.get_text(), get_lexer_by_name(language, stripnl=False), FORMATTER)
                coloured = UNCOLOURED.sub(r"\1", coloured)
                block.code.replace_with(BeautifulSoup(f"<code>{coloured}</code>", "html.parser"))
            # `lang` would name the language that people speak.
            if language:
                block["data-lang"] = block.attrs.pop("lang")
            block["tabindex"] = "0"

    def _wrap_tables(self):
        """A long table scrolls by itself; one that only holds numbers beside names can stay as wide as it is."""
        for table in self.body.find_all("table"):
            table.wrap(self.body.new_tag("div", attrs={"class": "table", "tabindex": "0"}))


def heading_text(heading):
    """A heading's words, without the link to itself."""
    return "".join(part for part in heading.strings if "here" not in part.parent.get("class", [])).strip()
