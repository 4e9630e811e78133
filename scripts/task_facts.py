#!/usr/bin/env python3
"""Counts what the files of GLUE and of the other domains hold that a reader of scores must know: rows that stand on both sides, labels that contradict
each other, how many rows have the most frequent label (not of STS-B, whose labels are scores).

    scripts/task_facts.py                     count data/glue, compare with data/task-facts.json
    scripts/task_facts.py --domains           count data/domains, compare with data/domain-facts.json
    scripts/task_facts.py --write             count and write the file
    scripts/task_facts.py --data DIR          another folder with TASK/train.tsv and TASK/dev.tsv

Texts are compared word for word, with blanks at the ends taken off. Lines are cut at tabs alone: Python's csv module, with its defaults, takes a
quotation mark at the start of a cell for the start of a quoted one, and `merged` says how many rows it loses by that. Only counts are written.
"""
import argparse
import csv
import io
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Column numbers of the texts and of the label, and whether there is a header: CoLA and the domains have none.
GLUE = {"CoLA": ((3,), 1, False), "SST-2": ((0,), 1, True), "MRPC": ((3, 4), 0, True), "RTE": ((1, 2), 3, True), "STS-B": ((7, 8), 9, True),
        "QNLI": ((1, 2), 3, True)}
DOMAINS = {"CR": ((1,), 0, False), "MPQA": ((1,), 0, False), "SUBJ": ((1,), 0, False), "AGNews": ((0,), 1, False)}
LAYOUT = GLUE | DOMAINS

SCORED = {"STS-B"}

# Words of a training text that counts where it lies inside a dev sentence; shorter ones lie anywhere.
SHORTEST = 3


def lines(file: Path, has_header):
    rows = [line.split("\t") for line in file.read_text(encoding="utf-8-sig").split("\n") if line]
    return rows[1:] if has_header else rows


def read(folder: Path, task, split):
    columns, label, has_header = LAYOUT[task]
    return [(tuple(row[column].strip() for column in columns), row[label].strip()) for row in lines(folder / task / f"{split}.tsv", has_header)]


def merged(folder: Path, task, split):
    """Rows that Python's csv module has less than the file, with a tab as the delimiter and otherwise its defaults."""
    file = folder / task / f"{split}.tsv"
    # STS-B's file of training rows has cells beyond the module's own limit of a cell's length once quotes join them.
    csv.field_size_limit(1 << 30)
    read_by_module = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline=""), delimiter="\t"))
    has_header = LAYOUT[task][2]
    return len(lines(file, has_header)) - (len(read_by_module) - has_header)


def frequent(rows):
    return Counter(label for _, label in rows).most_common(1)[0][1]


def labels_by_text(rows):
    found = defaultdict(set)
    for texts, label in rows:
        found[texts].add(label)
    return found


def facts(folder: Path, task):
    result = {}
    dev = read(folder, task, "dev")
    is_pair = len(LAYOUT[task][0]) == 2
    result["devRows"] = len(dev)
    result["devMerged"] = merged(folder, task, "dev")
    if task not in SCORED:
        result["devFrequent"] = frequent(dev)
    if is_pair:
        result["devFirstTexts"] = len({texts[0] for texts, _ in dev})
    if not (folder / task / "train.tsv").exists():
        return result
    train = read(folder, task, "train")
    known = labels_by_text(train)
    result["trainRows"] = len(train)
    result["trainMerged"] = merged(folder, task, "train")
    if task not in SCORED:
        result["trainFrequent"] = frequent(train)
    result["trainRepeated"] = len(train) - len(known)
    result["trainContradictory"] = sum(len(labels) > 1 for labels in known.values())
    either = {frozenset(texts): labels for texts, labels in known.items()} if is_pair else {}
    in_train = [(texts, label) for texts, label in dev if texts in known or is_pair and frozenset(texts) in either]
    result["devInTrain"] = len(in_train)
    result["devInTrainOtherLabel"] = sum(label not in known.get(texts, either.get(frozenset(texts), set())) for texts, label in in_train)
    if is_pair:
        first, second = {texts[0] for texts, _ in train}, {texts[1] for texts, _ in train}
        anywhere = first | second
        result["devFirstInTrain"] = sum(texts[0] in first for texts, _ in dev)
        result["devSecondInTrain"] = sum(texts[1] in second for texts, _ in dev)
        result["devBothSomewhereInTrain"] = sum(texts[0] in anywhere and texts[1] in anywhere for texts, _ in dev)
    else:
        padded = [f" {texts[0]} " for texts, _ in dev]
        result["trainInsideDev"] = sum(len(texts[0].split()) >= SHORTEST and any(f" {texts[0]} " in sentence for sentence in padded) for texts in known)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--domains", action="store_true")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--file", type=Path)
    arguments = parser.parse_args()
    layouts, name, facts_file = (DOMAINS, "domains", "domain-facts.json") if arguments.domains else (GLUE, "glue", "task-facts.json")
    arguments.data = arguments.data or ROOT / "data" / name
    arguments.file = arguments.file or ROOT / "data" / facts_file
    tasks = [task for task in layouts if (arguments.data / task / "dev.tsv").exists()]
    if not tasks:
        print(f"task_facts: {arguments.data}: expected TASK/dev.tsv, found none\n  Run make {name}.", file=sys.stderr)
        return 1
    found = {task: facts(arguments.data, task) for task in tasks}
    if arguments.write:
        arguments.file.write_text(json.dumps(found, indent=1) + "\n")
        print(f"task_facts: {arguments.file} has {len(found)} tasks")
        return 0
    known = json.loads(arguments.file.read_text())
    wrong = [f"{task}, {name}: expected {known.get(task, {}).get(name)}, found {value}"
             for task, counts in found.items() for name, value in counts.items() if known.get(task, {}).get(name) != value]
    for line in wrong:
        print(f"task_facts: {line}", file=sys.stderr)
    print(f"task_facts: {sum(map(len, found.values()))} counts of {len(found)} tasks, {len(wrong)} differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
