#!/usr/bin/env python3
"""Name every public symbol of Core that has no documentation comment, and fail when there is one.

    swift package dump-symbol-graph --minimum-access-level public --skip-synthesized-members
    scripts/check_docs.py

What the compiler writes itself (==, hash, encode, init(from:), raw values) is not in question.
"""
import json
import sys
from pathlib import Path

WRITTEN_BY_THE_COMPILER = {"==(_:_:)", "!=(_:_:)", "hash(into:)", "encode(to:)", "init(from:)", "init(rawValue:)"}
ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    graphs = sorted(ROOT.glob(".build/*/symbolgraph/Core.symbols.json"))
    if not graphs:
        print("check_docs: expected a symbol graph of Core, found none; make one by `make docs`", file=sys.stderr)
        return 2
    newest = max(graphs, key=lambda graph: graph.stat().st_mtime)
    symbols = []
    for symbol in json.loads(newest.read_text())["symbols"]:
        name = symbol["pathComponents"][-1]
        # The compiler writes `$name` beside a task-local value.
        if name not in WRITTEN_BY_THE_COMPILER and not name.startswith("$"):
            symbols.append(symbol)
    bare = [s for s in symbols if "docComment" not in s]
    for symbol in bare:
        place = symbol.get("location", {})
        file = place.get("uri", "").removeprefix("file://").removeprefix(str(ROOT) + "/")
        line = place.get("position", {}).get("line", -1) + 1
        print(f"{file}:{line}: {'.'.join(symbol['pathComponents'])} has no documentation comment", file=sys.stderr)
    if bare:
        return 1
    print(f"check_docs: {len(symbols)} public symbols of Core, each documented")
    return 0


if __name__ == "__main__":
    sys.exit(main())
