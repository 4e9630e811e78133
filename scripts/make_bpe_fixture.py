#!/usr/bin/env python3
"""Makes the byte-level BPE tokenizer's reference data with Hugging Face's `tokenizers`.

    scripts/make_bpe_fixture.py

It trains a small vocabulary on data/mini-glue, in the settings of roberta-base, and writes to Tests/CoreTests/Fixtures/bpe: tokenizer.json, vocab.json
and merges.txt of that vocabulary, and cases.json: hard cases with their ids, digests of the ids of every row of mini-glue, and digests of the
class (letter, number, space, other) of every Unicode scalar. Versions: scripts/requirements.txt.
"""
import json
import tempfile
from pathlib import Path

import tokenizers
from tokenizers import AddedToken, Tokenizer, models, pre_tokenizers, processors, trainers

from make_tokenizer_fixture import BLOCK, PAIRS, REPOSITORY, SINGLE, SMALL_PAIRS, digests, fnv

FIXTURES = REPOSITORY / "Tests/CoreTests/Fixtures/bpe"
MINI_GLUE = REPOSITORY / "data/mini-glue"
# Columns of the sentences, as in Sources/Core/Tasks/GLUETask.swift.
COLUMNS = {"CoLA": (3,), "SST-2": (0,), "MRPC": (3, 4), "STS-B": (7, 8), "QNLI": (1, 2), "RTE": (1, 2)}
MORE = [
    "I'll I've I'm I'd they're it's can't 'tis ''s 'S 'LL '", "a  b   c    d", " leading", "  two leading", "trailing ", "trailing  ", "\n\nlines\n\n", " \n a \t\n b", "\u00a0no break\u00a0\u00a0x",
    "x1 1x \u0661\u0662\u0663 \u216b \u00bd\u00bc", "a<s>b</s> c", "the <mask> sat", "the  <mask>  sat", "<mask><mask> <pad><unk>", "<s", "ab" * 400, "z" * 2000, "'" * 50, "\u00e9\u00e8" * 60, "\u4e2d\u6587 \u4e2d",
]


def rows():
    for task, columns in COLUMNS.items():
        for split in ("train", "dev"):
            lines = (MINI_GLUE / task / f"{split}.tsv").read_text(encoding="utf-8").split("\n")
            for line in lines[0 if task == "CoLA" else 1:]:
                if line:
                    fields = line.split("\t")
                    yield task, [fields[column] for column in columns]


def train():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    trainer = trainers.BpeTrainer(
        vocab_size=900, special_tokens=special + [AddedToken("<mask>", lstrip=True, special=True)], show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    tokenizer.train_from_iterator((text for _, texts in rows() for text in texts), trainer)
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), trim_offsets=True, add_prefix_space=False)
    return tokenizer


def scalar_class(scalar):
    """0 letter, 1 number, 2 space, 3 other: what it joins."""
    split = pre_tokenizers.ByteLevel(add_prefix_space=False).pre_tokenize_str
    for number, neighbour in enumerate("a1\n!"):
        if len(split(neighbour + scalar)) == 1:
            return number
    # Whitespace before something is left to it, so a newline and a space part at the end of nothing else.
    return 2


def main():
    tokenizer = train()
    FIXTURES.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(FIXTURES / "tokenizer.json"), pretty=False)
    tokenizer.model.save(str(FIXTURES))
    cases = []

    def add(first, second, length):
        tokenizer.enable_truncation(length, strategy="longest_first")
        cases.append(dict(first=first, second=second, maxLength=length, ids=tokenizer.encode(first, second).ids))

    for text in SINGLE + MORE:
        add(text, None, 512)
    for first, second in PAIRS + SMALL_PAIRS:
        for length in (4, 5, 8, 13, 128):
            add(first, second, length)
    # Without truncation; four bytes an id, little endian.
    tokenizer.no_truncation()
    mini = {}
    for task, texts in rows():
        ids = tokenizer.encode(*texts).ids
        mini.setdefault(task, []).append(b"".join(id.to_bytes(4, "little") for id in ids))
    fixture = dict(
        madeWith=f"tokenizers {tokenizers.__version__}", blockSize=BLOCK, miniGLUE={task: fnv(b"".join(ids)) for task, ids in mini.items()},
        classes=digests(lambda scalar: bytes([scalar_class(scalar)])))
    lines = ",\n".join(json.dumps(case) for case in cases)
    (FIXTURES / "cases.json").write_text(f'{{"cases": [\n{lines}\n],\n{json.dumps(fixture)[1:]}\n')
    print(f"{FIXTURES.relative_to(REPOSITORY)}: {len(cases)} cases, {tokenizer.get_vocab_size()} pieces, {sum(map(len, mini.values()))} rows")


if __name__ == "__main__":
    main()
