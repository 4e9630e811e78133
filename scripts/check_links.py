#!/usr/bin/env python3
"""Checks the links of every Markdown file in the repository: files are there, anchors are there, pictures have a description.

    scripts/check_links.py [FILE ...]      default: every *.md that git tracks

A file that git ignores does not count: nobody else has it. Links to the web are not followed. An anchor is an <a name="…">, an id="…", or a heading as GitHub names it.
"""
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
LINK = re.compile(r"(!?)\[((?:[^\[\]\\]|\\.|\[[^\]]*\])*)\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")


def paragraphs(text):
    """The texts between blank lines and fenced blocks, each with the number of its first line, without code spans: a link or a span may go on in the next line."""
    first, lines = 0, []
    for number, line in [*prose(text), (None, "")]:
        if lines and (not line.strip() or number != first + len(lines)):
            yield first, re.sub(r"(`+)(?:(?!\1).)*?\1(?!`)", lambda code: "\n" * code[0].count("\n"), "\n".join(lines), flags=re.DOTALL)
            lines = []
        if line.strip():
            first = first if lines else number
            lines.append(line)


def prose(text):
    """The lines with their numbers, without fenced blocks."""
    fence = None
    for number, line in enumerate(text.splitlines(), 1):
        mark = FENCE.match(line)
        if fence:
            if mark and line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                fence = None
        elif mark:
            fence = mark.group(1)
        else:
            yield number, line


def heading_name(heading):
    """The anchor of a heading, as GitHub makes it: of a link the text alone."""
    return re.sub(r"[^\w\- ]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()).replace(" ", "-")


def anchors(text):
    """Every name that a link may end in."""
    found, counts = set(re.findall(r"<a name=\"([^\"]+)\"", text)) | set(re.findall(r"\bid=\"([^\"]+)\"", text)), {}
    for _, line in prose(text):
        heading = re.match(r"^#{1,6}\s+(.*?)\s*#*$", line)
        if heading:
            name = heading_name(heading.group(1))
            count = counts.get(name, 0)
            counts[name] = count + 1
            found.add(f"{name}-{count}" if count else name)
    return found


def kept(root):
    """The files that git tracks or would, and their folders; None where there is no git to ask."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=root, capture_output=True, check=False)
    if listed.returncode:
        return None
    files = {root / name for name in listed.stdout.decode().split("\0") if name}
    return files | {folder for file in files for folder in file.parents}


def problems(file, root, kept):
    text = file.read_text(encoding="utf-8")
    for first, paragraph in paragraphs(text):
        for match in LINK.finditer(paragraph):
            image, label, target = match.groups()
            number = first + paragraph.count("\n", 0, match.start())
            place = f"{file.relative_to(root)}:{number}"
            if image and not label.strip():
                yield f"{place}: expected a description of the picture {target}, found none"
            if re.match(r"[a-z]+:", target):
                continue
            path, _, anchor = unquote(target).partition("#")
            other = (file.parent / path).resolve() if path else file
            if root not in other.parents and other != root:
                yield f"{place}: expected a link inside the repository, found {target}"
            elif not other.exists():
                yield f"{place}: expected a file, found none: {target}"
            elif kept is not None and other != file and other not in kept:
                yield f"{place}: expected a file of the repository, found one that git ignores: {target}"
            elif anchor and (other.suffix != ".md" or anchor not in anchors(other.read_text(encoding="utf-8"))):
                yield f"{place}: expected an anchor #{anchor} in {other.relative_to(root)}, found none"


def main():
    root = Path(__file__).resolve().parent.parent
    names = sys.argv[1:]
    if not names:
        listed = subprocess.run(["git", "ls-files", "-z", "*.md"], cwd=root, capture_output=True, check=True).stdout
        names = [root / name for name in listed.decode().split("\0") if name]
    files = [Path(name).resolve() for name in names]
    # Golden pages of tests link to files of a made-up repository.
    files = [file for file in files if file.exists() and "Golden" not in file.parts]
    names = kept(root)
    found = [problem for file in files for problem in problems(file, root, names)]
    print("\n".join(found) if found else f"check_links: {len(files)} pages, every link leads somewhere")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
