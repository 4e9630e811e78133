"""Rows of a folder in GLUE's layout as others write them: the ids of their texts by `edora tokenize`, or the refusal."""
import csv
import io
import json
import random

import torch
from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

from field_inputs.lab import Wrong, case

ROWS = [
    ('he said "great" and meant it', "1"), ('"great"', "1"), ("a\ttab and a \"quote\"", "0"), ("no quotes at all", "0"), ("it's fine, \"really\"", "1"),
]
SINGLE, PAIR = ["sentence", "label"], ["index", "sentence1", "sentence2", "label"]


def compare(lab, task, texts):
    """The ids of each row against those of the texts themselves."""
    lab.run("tokenize", "--data", lab.folder, "--task", task, "--output", lab.folder / "ids.txt")
    ours = [[int(id) for id in line.split("\t")[0].split()] for line in (lab.folder / "ids.txt").read_text().splitlines()]
    tokenizer = AutoTokenizer.from_pretrained(lab.minilm)
    theirs = [tokenizer(*row)["input_ids"] for row in texts]
    if ours != theirs:
        raise Wrong(f"{ours}, not {theirs}")
    return f"{len(ours)} rows alike"


def write(lab, task, header, rows, encoding="utf-8", **options):
    """As pandas' to_csv(sep="\\t", index=False) writes it: by Python's csv."""
    (lab.folder / task).mkdir()
    with open(lab.folder / task / "dev.tsv", "w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n", **options)
        writer.writerow(header)
        writer.writerows(rows)


@case("a TSV with quotes, as pandas writes it")
def quoted(lab):
    write(lab, "SST-2", SINGLE, ROWS)
    return compare(lab, "SST-2", [row[:1] for row in ROWS])


@case("a TSV with every field in quotes")
def all_quoted(lab):
    write(lab, "SST-2", SINGLE, ROWS, quoting=csv.QUOTE_ALL)
    return compare(lab, "SST-2", [row[:1] for row in ROWS])


@case("a TSV with every field in quotes, none of them with a quote in it")
def plainly_quoted(lab):
    rows = [row for row in ROWS if '"' not in row[0]]
    write(lab, "SST-2", SINGLE, rows, quoting=csv.QUOTE_ALL)
    return compare(lab, "SST-2", [row[:1] for row in rows])


@case("GLUE's own: quotes are characters")
def unquoted(lab):
    rows = [row for row in ROWS if "\t" not in row[0]] + [('"Great," he said, ""', "1")]
    write(lab, "SST-2", SINGLE, rows, quoting=csv.QUOTE_NONE, quotechar=None)
    return compare(lab, "SST-2", [row[:1] for row in rows])


@case("columns in another order")
def reordered(lab):
    rows = [(str(number), f"first {number}", f"the second one {number}", "entailment") for number in range(4)]
    order = random.Random(1).sample(range(4), 4)
    write(lab, "RTE", [PAIR[place] for place in order], [[row[place] for place in order] for row in rows])
    return compare(lab, "RTE", [row[1:3] for row in rows])


@case("a column that is missing")
def missing(lab):
    write(lab, "RTE", ["index", "premise", "sentence2", "label"], [("0", "a", "b", "entailment")])
    return lab.refuses('sentence1 \\(column 2\\).*found "index", "premise".*no column "sentence1"', "tokenize", "--data", lab.folder, "--task", "RTE", "--output", lab.folder / "ids.txt")


@case("standard input with quotes, as pandas writes it")
def standard_input(lab):
    """A toy BERT reads the sentences; its logits are those of the sentences without the quotes around them."""
    lab.take(lab.minilm, "tokenizer.json", "tokenizer_config.json", "vocab.txt")
    torch.manual_seed(1)
    config = BertConfig(vocab_size=30522, hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32, num_labels=2)
    model = BertForSequenceClassification(config).eval()
    model.save_pretrained(lab.folder)
    tokenizer, rows = AutoTokenizer.from_pretrained(lab.folder), [row[:1] for row in ROWS]
    file = io.StringIO()
    csv.writer(file, delimiter="\t", lineterminator="\n").writerows(rows)
    lab.run("predict", "--model", lab.folder, "--task", "SST-2", "--threads", "1", "--logits", lab.folder / "logits.json", text=file.getvalue())
    with torch.no_grad():
        theirs = torch.cat([model(**tokenizer(row[0], return_tensors="pt")).logits for row in rows])
    return lab.matches(json.loads((lab.folder / "logits.json").read_text()), theirs)


def add_encoding(encoding, name):
    @case(f"a TSV in {encoding}")
    def run(lab):
        write(lab, "SST-2", SINGLE, [("Good.", "1"), ("Sch\u00f6n.", "1")], encoding)
        arguments = "tokenize", "--data", lab.folder, "--task", "SST-2", "--output", lab.folder / "ids.txt"
        said = lab.run(*arguments, status=1)
        if "\0" in said:
            raise Wrong("a NUL in the message")
        return lab.refuses(f"iconv -f {name} -t (UTF|utf)-8", *arguments)


for encoding, name in [("utf-16", "UTF-16"), ("utf-16-le", "UTF-16LE"), ("utf-16-be", "UTF-16BE"), ("latin1", "latin1")]:
    add_encoding(encoding, name)
