#!/usr/bin/env python3
"""Compares `edora tokenize` with Hugging Face's tokenizers on every row of the GLUE train and dev sets.

    scripts/tokenizer_parity.py --model data/models/minilm --data data/glue --max-length 128 --max-length 32

Ids and token types of each row must be the same. A split whose file is missing is named and passed over; the exit status
is 1 when a row differs, or when no row was compared.

Versions: scripts/requirements.txt.
"""
import argparse
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from tokenizers import BertWordPieceTokenizer, Tokenizer

REPOSITORY = Path(__file__).resolve().parent.parent

# Task -> the columns of the texts, counted from 0. Of these files only CoLA's have no header.
TASKS = {"CoLA": [3], "SST-2": [0], "MRPC": [3, 4], "STS-B": [7, 8], "QNLI": [1, 2], "RTE": [1, 2]}


def read_rows(path, task):
    """The texts of a TSV file: no quoting, a byte-order mark and a carriage return at a line's end are no text."""
    lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    rows = []
    for line in lines[0 if task == "CoLA" else 1:]:
        fields = line.removesuffix(b"\r").split(b"\t")
        rows.append([fields[column].decode("utf-8", errors="replace") for column in TASKS[task]])
    return rows


def hugging_face(model, lowercase):
    if (model / "tokenizer.json").exists():
        tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
        tokenizer.no_padding()
        return tokenizer
    return BertWordPieceTokenizer(str(model / "vocab.txt"), lowercase=lowercase)


def our_lines(tool, model, data, task, split, length):
    with tempfile.TemporaryDirectory() as directory:
        output = Path(directory) / "tokens.tsv"
        subprocess.run(
            [*tool, "tokenize", "--model", model, "--data", data, "--task", task, "--split", split,
             "--max-length", str(length), "--output", output],
            check=True, stdout=subprocess.DEVNULL)
        return output.read_text().splitlines()


def compare(tokenizer, rows, lines, length):
    """How many rows differ; the first three are shown by their numbers and ids alone."""
    tokenizer.enable_truncation(length, strategy="longest_first")
    encodings = tokenizer.encode_batch([row[0] if len(row) == 1 else tuple(row) for row in rows])
    different = abs(len(rows) - len(lines))
    for number, (encoding, line) in enumerate(zip(encodings, lines), start=1):
        expected = " ".join(map(str, encoding.ids)) + "\t" + " ".join(map(str, encoding.type_ids))
        if line != expected:
            different += 1
            if different <= 3:
                print(f"  row {number}\n    theirs {expected!r}\n    ours   {line!r}")
    return different


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True, help="directory with tokenizer.json or vocab.txt")
    parser.add_argument("--data", type=Path, required=True, help="directory with TASK/SPLIT.tsv")
    parser.add_argument("--task", action="append", choices=TASKS, help="may be repeated; all six by default")
    parser.add_argument("--max-length", action="append", type=int, help="may be repeated; 128 by default")
    parser.add_argument("--tool", default="swift run -c release edora", help="the command of our tool (default: %(default)s)")
    parser.add_argument("--cased", action="store_true", help="for a vocab.txt without tokenizer.json: keep the case")
    arguments = parser.parse_args()

    # The tool may have to be run in the repository; paths are those of the caller's directory.
    tool = shlex.split(arguments.tool)
    if tool[:2] == ["swift", "run"]:
        tool[2:2] = ["--package-path", str(REPOSITORY)]
    model, data = arguments.model.resolve(), arguments.data.resolve()
    tokenizer = hugging_face(model, not arguments.cased)
    compared = mismatches = 0
    for task in arguments.task or TASKS:
        for split in ["train", "dev"]:
            path = data / task / f"{split}.tsv"
            if not path.exists():
                print(f"{task} {split}: {path} is not there")
                continue
            rows = read_rows(path, task)
            for length in arguments.max_length or [128]:
                different = compare(tokenizer, rows, our_lines(tool, model, data, task, split, length), length)
                print(f"{task} {split}, {length} tokens: {len(rows)} rows, {different} mismatches", flush=True)
                compared += len(rows)
                mismatches += different
    print(f"{compared} rows compared, {mismatches} mismatches")
    sys.exit(1 if mismatches or not compared else 0)


if __name__ == "__main__":
    main()
