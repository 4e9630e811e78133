#!/usr/bin/env python3
"""Writes data/bench/lengths.json: token counts of the first 640 rows of each GLUE task, for `edora bench`.

    scripts/make_bench_lengths.py [--data data/glue] [--model data/models/minilm] [--output data/bench/lengths.json]

Training rows, of QNLI the dev rows; special tokens included, cut at 128. Counts only, no text.
Versions: scripts/requirements.txt.
"""
import argparse
import json
from pathlib import Path

from tokenizers import Tokenizer

ROWS, MAX_LENGTH = 640, 128
# The columns of the sentences, and whether the file starts with a header.
TASKS = {"CoLA": ([3], False), "SST-2": ([0], True), "MRPC": ([3, 4], True), "STS-B": ([7, 8], True),
         "QNLI": ([1, 2], True), "RTE": ([1, 2], True)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("data/glue"))
    parser.add_argument("--model", type=Path, default=Path("data/models/minilm"))
    parser.add_argument("--output", type=Path, default=Path("data/bench/lengths.json"))
    arguments = parser.parse_args()
    tokenizer = Tokenizer.from_file(str(arguments.model / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_LENGTH)
    entries = []
    for task, (columns, has_header) in TASKS.items():
        file = arguments.data / task / ("dev.tsv" if task == "QNLI" else "train.tsv")
        rows = [line.split("\t") for line in file.read_text(encoding="utf-8").split("\n") if line][int(has_header):][:ROWS]
        lengths = [len(tokenizer.encode(*(row[column] for column in columns)).ids) for row in rows]
        entries.append(f"  {json.dumps(task)}: {json.dumps(lengths)}")
        print(f"{task}: {len(lengths)} rows, mean {sum(lengths) / len(lengths):.1f} tokens")
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    arguments.output.write_text("{\n" + ",\n".join(entries) + "\n}\n")


if __name__ == "__main__":
    main()
