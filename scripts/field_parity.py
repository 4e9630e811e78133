#!/usr/bin/env python3
"""Gives edora what others write, made by the real libraries, and prints what became of each input.

    scripts/field_parity.py --edora .build/debug/edora [--only TEXT]          (or make parity)

Each input must be read with the numbers that transformers and PEFT compute (within 1e-5; ids alike), or refused for the reason that its case states.
The cases are in field_inputs/, a file for each kind. The exit status is 1 when one has another outcome.

Versions: requirements.txt.
"""
import argparse
import importlib
import sys
import tempfile
from pathlib import Path

from field_inputs.lab import CASES, REPOSITORY, Lab, Wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edora", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=REPOSITORY / "data/models/minilm")
    parser.add_argument("--only", default="", help="cases whose kind or title has this text")
    arguments = parser.parse_args()
    for file in sorted((Path(__file__).parent / "field_inputs").glob("*.py")):
        if file.stem not in ("__init__", "lab"):
            importlib.import_module(f"field_inputs.{file.stem}")
    wrong = found = 0
    print("| kind | input | outcome |\n|---|---|---|")
    for kind, title, function in CASES:
        if arguments.only not in kind and arguments.only not in title:
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                outcome = function(Lab(Path(folder), arguments.edora.resolve(), arguments.model.resolve()))
            except Wrong as fault:
                outcome = f"**WRONG** {fault}"
                wrong += 1
        found += 1
        print(f"| {kind} | {title} | {outcome} |", flush=True)
    print(f"{found} inputs, {wrong} wrong")
    return 1 if wrong or not found else 0


if __name__ == "__main__":
    sys.exit(main())
