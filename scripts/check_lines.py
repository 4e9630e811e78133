#!/usr/bin/env python3
"""Name every line of a Swift file that has more than 120 characters, and fail when there is one.

`swift format lint` passes over comments and long strings; a chapter's prose stands in comments.
"""
import sys
from pathlib import Path

LIMIT = 120
ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    folders = [ROOT / name for name in ("Sources", "Tests", "Benchmarks", "chapters")]
    files = [ROOT / "Package.swift"] + [file for folder in folders for file in sorted(folder.rglob("*.swift"))]
    files = [file for file in files if ".build" not in file.relative_to(ROOT).parts]
    long = 0
    for file in files:
        for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), start=1):
            if len(line) > LIMIT:
                long += 1
                print(f"{file.relative_to(ROOT)}:{number}: expected at most {LIMIT} characters, found {len(line)}", file=sys.stderr)
    if long:
        print(f"check_lines: {long} lines are too long", file=sys.stderr)
        return 1
    print(f"check_lines: {len(files)} Swift files, no line over {LIMIT} characters")
    return 0


if __name__ == "__main__":
    sys.exit(main())
