#!/usr/bin/env python3
"""Compare what the pages show between two revisions, and print each difference.

Of each chapter's page.json: tables cell by cell (values put in), the data of figures, and shown text, values, captions,
alternative texts and scripts. Besides: the tables of README.md, and every figures/**/fig-*.dat. Prose is not compared.

A line "DIFFERS" is a cell, a table, or the data of a figure; with one of these the exit status is 1. A line "other" is
anything else, and leaves it 0; 2 says that git failed. Where rows or columns came or went, those of the same first cell
or name are compared.

    python3 scripts/compare_pages.py HEAD~1          # against the files as they are now
    python3 scripts/compare_pages.py v1.0 HEAD
"""
import argparse
import difflib
import json
import pathlib
import re
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


class Tree:
    """The files of a revision, or of the working tree where it is None."""

    def __init__(self, revision):
        self.revision = revision
        if revision is None:
            files = [*ROOT.glob("chapters/*/page.json"), *ROOT.glob("figures/**/fig-*.dat"), ROOT / "README.md"]
            names = [str(file.relative_to(ROOT)) for file in files if file.exists()]
        else:
            names = self.git("ls-tree", "-r", "--name-only", revision).splitlines()
        self.pages = sorted(name for name in names if re.fullmatch(r"chapters/[^/]+/page\.json", name))
        self.data = sorted(name for name in names if re.fullmatch(r"figures/.*fig-[^/]*\.dat", name))
        self.readme = [name for name in names if name == "README.md"]

    def git(self, *arguments):
        done = subprocess.run(["git", "-C", ROOT, *arguments], capture_output=True, text=True)
        if done.returncode:
            print(f"git {' '.join(arguments)}: {done.stderr.strip()}", file=sys.stderr)
            sys.exit(2)
        return done.stdout

    def read(self, name):
        if self.revision is None:
            return (ROOT / name).read_text(encoding="utf-8")
        return self.git("show", f"{self.revision}:{name}")


class Report:
    def __init__(self):
        self.differs = self.other = 0

    def add(self, place, old, new, counts=True):
        self.differs += counts
        self.other += not counts
        old, new = ("none" if text is None else repr(text) for text in (old, new))
        print(f"{'DIFFERS' if counts else 'other  '} {place}: {old} -> {new}")


def matched(old, new):
    """Pairs of places in two lists of names: by number where there are as many, else by name and its how-manieth.
    None stands where there is no partner."""
    if len(old) == len(new):
        return [(i, i) for i in range(len(old))]

    def numbered(names):
        return {(name, names[:i].count(name)): i for i, name in enumerate(names)}

    before, after = numbered(old), numbered(new)
    came = [(None, i) for key, i in after.items() if key not in before]
    return [(i, after.get(key)) for key, i in before.items()] + came


def compare_table(report, place, old, new):
    """Two tables, each (header, rows)."""
    columns = matched(old[0], new[0])
    for i, j in columns:
        was, now = old[0][i] if i is not None else None, new[0][j] if j is not None else None
        if was != now:
            report.add(f"{place}, column {i if i is not None else j}, its name", was, now)
    first = [[row[0] if row else "" for row in rows] for rows in (old[1], new[1])]
    for i, j in matched(*first):
        if i is None or j is None:
            row = f"row {i if j is None else j}"
            report.add(f"{place}, {row}", None if i is None else old[1][i], None if j is None else new[1][j])
            continue
        for a, b in columns:
            if a is None or b is None:
                continue
            was, now = (row[k] if k < len(row) else None for row, k in ((old[1][i], a), (new[1][j], b)))
            if was != now:
                report.add(f"{place}, row {i} '{first[0][i]}', column '{old[0][a]}'", was, now)


def compare_named(report, place, old, new, compare, counts=True):
    """Two dictionaries of named things; what came or went is told by its name alone."""
    for name in [*old, *(name for name in new if name not in old)]:
        if name not in old or name not in new:
            was, now = ("there" if name in things else None for things in (old, new))
            report.add(f"{place} {name}".strip(), was, now, counts)
        else:
            compare(report, f"{place} {name}".strip(), old[name], new[name])


def compare_lines(report, place, old, new, counts=False):
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            report.add(f"{place}, line {a + 1}", "\n".join(old[a:b]) or None, "\n".join(new[c:d]) or None, counts)


def series(lines):
    """Tables of a figure's data, by the names of its series: '# name', '# column | column', rows, two empty lines."""
    blocks = [block.splitlines() for block in "\n".join(lines).strip("\n").split("\n\n\n")]
    tables = {}
    for name, columns, *rows in blocks:
        name = name.removeprefix("# ")
        while name in tables:
            name += " (another)"
        tables[name] = (columns.removeprefix("# ").split(" | "), [shlex.split(row, posix=False) for row in rows])
    return tables


def compare_data(report, place, old, new):
    if old != new:
        compare_named(report, f"{place}, series", series(old), series(new), compare_table)


def compare_data_file(report, place, old, new):
    compare_data(report, place, old.splitlines(), new.splitlines())


def written(value, form):
    """A value as it stands on the page, as Sources/Notebook/PageValue.swift writes it."""
    if value["type"] == "text" or not form:
        return value["text"]
    number = float(value["text"])
    return str(int(number)) if form == "d" else f"{number:{',.0f' if form == ',' else form}}"


class Page:
    """What a page.json holds, by kind and label."""

    def __init__(self, text):
        kinds = {}
        for output in json.loads(text)["outputs"]:
            for kind, content in output["content"].items():
                kinds.setdefault(kind, []).append(content)
        self.values = {one["key"]: (one["value"], one.get("format")) for one in kinds.get("value", [])}
        self.tables = {one["label"]: one for one in kinds.get("table", [])}
        self.figures = {one["label"]: one for one in kinds.get("figure", [])}
        self.text = [line for one in kinds.get("text", []) for line in one["lines"]]
        self.excerpts = {
            f"{one['path']} {one.get('region') or ''}".strip(): one["lines"] for one in kinds.get("excerpt", [])
        }

    def filled(self, cell):
        def value(match):
            key, _, form = (part.strip() for part in match[1].partition("|"))
            if key.startswith("lit:"):
                return match[1].strip()[4:]
            if key not in self.values:
                return match[0]
            known, own = self.values[key]
            return written(known, form or own)

        return re.sub(r"\{\{([^}]*)\}\}", value, cell)

    def table(self, label):
        one = self.tables[label]
        header, *rows = [[self.filled(cell) for cell in row] for row in [one["header"], *one["rows"]]]
        return header, rows


def compare_page(report, place, old, new):
    place, old, new = place.split("/")[1], Page(old), Page(new)

    def table(report, where, was, now):
        compare_table(report, where, old.table(was["label"]), new.table(now["label"]))
        for part in ("caption", "alignment"):
            if was[part] != now[part]:
                report.add(f"{where}, {part}", was[part], now[part], counts=False)

    def figure(report, where, was, now):
        compare_data(report, where, was["data"], now["data"])
        for part in ("caption", "alt"):
            if was[part] != now[part]:
                report.add(f"{where}, {part}", was[part], now[part], counts=False)
        compare_lines(report, f"{where}, script", was["script"], now["script"])

    def value(report, where, was, now):
        if was != now:
            report.add(where, *(f"{one['text']} as {form}" for one, form in (was, now)), counts=False)

    compare_named(report, place, old.tables, new.tables, table)
    compare_named(report, place, old.figures, new.figures, figure)
    compare_lines(report, f"{place} shown text", old.text, new.text)
    compare_named(report, f"{place} value", old.values, new.values, value, counts=False)
    compare_named(report, f"{place} excerpt", old.excerpts, new.excerpts, compare_lines, counts=False)


def markdown_tables(text):
    """The pipe tables of a page, by the mark or the heading before them and their number after it."""
    tables, place, rows = {}, "the top", []

    def cells(line):
        return [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().removeprefix("|").removesuffix("|"))]

    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            rows.append(cells(line))
            continue
        if len(rows) > 1:
            number = sum(name.startswith(f"{place}, table") for name in tables) + 1
            tables[f"{place}, table {number}"] = (rows[0], rows[2:])
        rows = []
        if mark := re.match(r"<!-- (\w+): ", line) or re.match(r"#+ (.*)", line):
            place = f"'{mark[1]}'"
    return tables


def compare_readme(report, place, old, new):
    compare_named(report, place, markdown_tables(old), markdown_tables(new), compare_table)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", help="a revision of git")
    parser.add_argument("new", nargs="?", help="another one (default: the files as they are now)")
    options = parser.parse_args()
    old, new, report = Tree(options.old), Tree(options.new), Report()

    for names, compare in (("pages", compare_page), ("readme", compare_readme), ("data", compare_data_file)):
        texts = [{name: tree.read(name) for name in getattr(tree, names)} for tree in (old, new)]
        compare_named(report, "", *texts, compare)
    print(f"{report.differs} cells, tables or data of figures differ, and {report.other} other things.")
    sys.exit(1 if report.differs else 0)


if __name__ == "__main__":
    main()
