"""Tokenizers' files as others write them: ids and token types by `edora tokenize`, or the refusal."""
from tokenizer_folders import FOLDERS, LENGTHS, PAIRS, PAIRS_ALONE, SINGLE, write
from transformers import AutoTokenizer

from field_inputs.lab import Wrong, case

HEADERS = {"SST-2": "sentence\tlabel", "RTE": "index\tsentence1\tsentence2\tlabel"}


def tokenize(lab, task, rows, length, run):
    """Writes rows as the task's dev.tsv and gives them to `edora tokenize` by `run`."""
    (lab.folder / task).mkdir(exist_ok=True)
    lines = [f"{row[0]}\t0" if task == "SST-2" else f"{number}\t{row[0]}\t{row[1]}\tentailment" for number, row in enumerate(rows)]
    (lab.folder / task / "dev.tsv").write_text("\n".join([HEADERS[task], *lines]) + "\n", encoding="utf-8")
    return run("tokenize", "--model", lab.folder, "--data", lab.folder, "--task", task, "--max-length", length, "--output", lab.folder / "ids.txt")


def compare(lab, task, rows):
    tokenizer, compared = AutoTokenizer.from_pretrained(lab.folder), 0
    for length in LENGTHS:
        tokenize(lab, task, rows, length, lab.run)
        ours = [[[int(id) for id in part.split()] for part in line.split("\t")] for line in (lab.folder / "ids.txt").read_text().splitlines()]
        for row, (ids, types) in zip(rows, ours, strict=True):
            encoded = tokenizer(*row, truncation=True, max_length=length)
            theirs = encoded["input_ids"], encoded.get("token_type_ids", [0] * len(ids))
            if (ids, types) != theirs:
                raise Wrong(f"{row} at {length}: {ids} {types}, not {theirs}")
            compared += 1
    return compared


def add(title, files, refusal):
    @case(title)
    def run(lab):
        write(files, lab.folder)
        if refusal:
            return tokenize(lab, "SST-2", [("the dog",)], 8, lambda *arguments: lab.refuses(refusal, *arguments))
        return f"{compare(lab, 'SST-2', [(text,) for text in SINGLE]) + compare(lab, 'RTE', PAIRS)} encodings alike"


def add_for_pairs(title, files, refusal):
    @case(title)
    def run(lab):
        write(files, lab.folder)
        count = compare(lab, "SST-2", [(text,) for text in SINGLE])
        return f"{count} encodings alike; pairs " + tokenize(lab, "RTE", PAIRS, 8, lambda *arguments: lab.refuses(refusal, *arguments))


def add_saved(title, files):
    @case(f"{title}, saved again by transformers")
    def run(lab):
        write(files, lab.folder)
        tokenizer = AutoTokenizer.from_pretrained(lab.folder)
        # What was asked for last is saved, too.
        tokenizer("the dog", truncation=True, max_length=4, padding="max_length" if tokenizer.pad_token else False)
        for name in files:
            if name != "config.json":
                (lab.folder / name).unlink()
        tokenizer.save_pretrained(lab.folder)
        return f"{compare(lab, 'SST-2', [(text,) for text in SINGLE]) + compare(lab, 'RTE', PAIRS)} encodings alike"


for folder in FOLDERS:
    add(*folder)
    if folder[2] is None:
        add_saved(*folder[:2])
for folder in PAIRS_ALONE:
    add_for_pairs(*folder)
