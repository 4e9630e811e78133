#!/usr/bin/env python3
"""Compares `edora predict` with transformers on the first rows of a GLUE dev set.

    scripts/logits_parity.py --model data/models/minilm --data data/glue --task RTE --limit 64

How: a checkpoint directory is made from the encoder in --model and the fixed two-way classifier of
make_minilm_logits_fixture.py, with the tokenizer files beside it. Both programs read that directory and the same
rows; transformers runs in float32 with eager attention, one row at a time. Prints the largest absolute difference of a
logit; the exit status is 1 above --tolerance.

Versions: scripts/requirements.txt.
"""
import argparse
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
import torch
from transformers import AutoTokenizer

from make_minilm_logits_fixture import MAX_LENGTH, minilm_with_fixed_classifier

REPOSITORY = Path(__file__).resolve().parent.parent
TOKENIZER_FILES = ["tokenizer.json", "vocab.txt", "tokenizer_config.json", "special_tokens_map.json"]

# Task -> has a header, columns of the texts, column of the label, names of the classes in order (counted from 0).
# The order of the classes is that of the GLUE data set on the hub.
TASKS = {
    "CoLA": (False, [3], 1, ["0", "1"]),
    "SST-2": (True, [0], 1, ["0", "1"]),
    "MRPC": (True, [3, 4], 0, ["0", "1"]),
    "QNLI": (True, [1, 2], 3, ["entailment", "not_entailment"]),
    "RTE": (True, [1, 2], 3, ["entailment", "not_entailment"]),
}


def read_rows(data, task, split, limit):
    """The first `limit` rows of a split as (first text, second text or None, class index)."""
    header, columns, label_column, classes = TASKS[task]
    text = (data / task / f"{split}.tsv").read_bytes().decode("utf-8-sig")
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    if lines and lines[-1] == "":
        lines.pop()
    rows = []
    for line in lines[int(header):][:limit]:
        fields = line.split("\t")
        texts = [fields[column] for column in columns]
        rows.append((texts[0], texts[1] if len(texts) > 1 else None, classes.index(fields[label_column])))
    return rows


def make_checkpoint(model_directory, directory):
    """Writes the encoder with the fixed classifier, and its tokenizer, to `directory`."""
    directory.mkdir(parents=True, exist_ok=True)
    minilm_with_fixed_classifier(model_directory).save_pretrained(directory)
    for name in TOKENIZER_FILES:
        if (model_directory / name).exists():
            shutil.copyfile(model_directory / name, directory / name)


def edora_command(path):
    """The start of an `edora` command line: the given program, or a release build of this repository."""
    if path is not None:
        return [str(path.resolve())]
    return ["swift", "run", "-c", "release", "edora"]


def run_edora(command):
    """Runs the tool in the repository; on failure shows what it said and stops."""
    finished = subprocess.run([str(part) for part in command], cwd=REPOSITORY, capture_output=True, text=True)
    if finished.returncode != 0:
        print(finished.stdout[-2000:], finished.stderr[-4000:], sep="\n", file=sys.stderr)
        raise SystemExit(f"edora ended with status {finished.returncode}: {' '.join(map(str, command))}")


def reference_logits(checkpoint, rows):
    tokenizer = AutoTokenizer.from_pretrained(checkpoint)
    model = minilm_with_fixed_classifier(checkpoint)
    logits = []
    with torch.no_grad():
        for first, second, _ in rows:
            encoded = tokenizer(first, second, truncation="longest_first", max_length=MAX_LENGTH,
                                padding=False, return_tensors="pt")
            logits.append(model(**encoded).logits[0].tolist())
    return logits


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True, help="directory of the MiniLM checkpoint")
    parser.add_argument("--data", type=Path, required=True, help="directory with one folder a GLUE task")
    parser.add_argument("--task", choices=TASKS, default="RTE")
    parser.add_argument("--limit", type=int, default=64, help="rows to compare (default: 64)")
    parser.add_argument("--edora", type=Path, help="the built tool (default: swift run -c release edora)")
    parser.add_argument("--threads", type=int, default=1, help="threads of PyTorch (default: 1)")
    parser.add_argument("--tolerance", type=float, default=1e-4, help="largest allowed difference (default: 1e-4)")
    arguments = parser.parse_args()

    torch.set_num_threads(arguments.threads)
    rows = read_rows(arguments.data, arguments.task, "dev", arguments.limit)
    with tempfile.TemporaryDirectory() as temporary:
        checkpoint = Path(temporary) / "checkpoint"
        make_checkpoint(arguments.model, checkpoint)
        expected = reference_logits(checkpoint, rows)
        logits_file = Path(temporary) / "logits.json"
        run_edora(edora_command(arguments.edora) + [
            "predict", "--model", checkpoint, "--task", arguments.task, "--data", arguments.data.resolve(),
            "--split", "dev", "--limit", arguments.limit, "--logits", logits_file])
        found = json.loads(logits_file.read_text())

    if [len(row) for row in found] != [len(row) for row in expected]:
        raise SystemExit(f"expected {len(expected)} rows of 2 logits, found {len(found)} rows of {sorted({len(r) for r in found})}")
    differences = [abs(a - b) for f, e in zip(found, expected) for a, b in zip(f, e)]
    difference = max(differences) if all(map(math.isfinite, differences)) else math.nan
    spread = max(max(column) - min(column) for column in zip(*expected))
    print(f"{arguments.task}: {len(rows)} rows, largest absolute difference of a logit {difference:.2e} "
          f"(the logits of a class differ by up to {spread:.2f} between rows)")
    if not difference <= arguments.tolerance:  # also when it is not a number
        raise SystemExit(f"above the tolerance {arguments.tolerance:g}")


if __name__ == "__main__":
    main()
