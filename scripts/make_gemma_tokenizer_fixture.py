#!/usr/bin/env python3
"""Makes the reference data of Gemma's tokenizer with transformers 5.24.0 and `gguf` 0.19.0.

    scripts/make_gemma_tokenizer_fixture.py [data/models/gemma3-270m]

It learns a small vocabulary on data/mini-glue, with the same kinds of entries as Gemma's (control tokens, tags and runs of newlines and
spaces that a user defined, bytes, pieces with scores), and writes to Tests/CoreTests/Fixtures/gemma-tokenizer: toy.gguf with it;
tokenizer.json and tokenizer_config.json as transformers saves what it reads of that file; and cases.json: hard cases with their ids, and
digests of the ids of every row of mini-glue. Where Gemma's own file is at hand cases.json has digests of its ids, too, and of them alone.

It needs an environment of its own: python3 -m pip install --only-binary=:all: transformers==5.24.0 gguf==0.19.0 torch
"""
import json
import sys
import tempfile
from pathlib import Path

import numpy as np
import tokenizers
import transformers
from gguf import GGUFWriter, TokenType
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers
from transformers import AutoTokenizer

from make_bpe_fixture import MORE, rows
from make_tokenizer_fixture import PAIRS, REPOSITORY, SINGLE, SMALL_PAIRS, fnv

FIXTURES = REPOSITORY / "Tests/CoreTests/Fixtures/gemma-tokenizer"
HARD = [
    " ", "  ", "   ", "    x", "a     b", "a" + " " * 31 + "b", "a" + " " * 32 + "b", " " * 33, " " * 64 + "x", "x" + " " * 100, " lead", "  lead", "trail ", "\n", "\n\n\n",
    "a\n\nb", "a \n b", "\n" * 40, "a\tb", "\t\t\t", " \t \n ", "<table><tr><td> 1 </td></tr></table>", "<table", "table>", "< table >", "<TABLE>", "<b>bold</b>", "<bos>", "a<eos>b",
    "<pad><unk><mask>", "<unused1> [multimodal]", "<0x0A> <0xE2>", "<0x0", "1234567890", "3.14 1,000,000 -5", "\u2581", "\u2581\u2581 \u2581a", "\u00e9\u0301", "\U0001f600 \U0001f468\u200d\U0001f469", "\u0000\u0001\x7f",
    "\u4e2d\u6587\u3042", "> </ ></ > </div>", "a> </a> b", "\u00e9> </x", "\U0001f600 </", "\U0001f600\u2581</", "sss ssss sssss ssssssss", "aaaa aaaaa aaaaaaaaaaa", "ab" * 500, "z" * 3000, "the " * 700,
    "e\u2581e", "\u2028\u00a0x", "\ufeffbom", "\ufffd", "\U0010ffff",
]


def learned(count):
    """Pieces of byte pair encoding on mini-glue, the first learned first; none with two digits."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.Replace(" ", "\u2581")
    tokenizer.pre_tokenizer = pre_tokenizers.Split("\u2581", behavior="merged_with_next")
    trainer = trainers.BpeTrainer(vocab_size=count, show_progress=False)
    tokenizer.train_from_iterator((text for _, texts in rows() for text in texts), trainer)
    model = json.loads(tokenizer.to_str())["model"]
    merged = ["".join(pair) for pair in model["merges"]]
    return [piece for piece in merged if not any(sign.isdigit() for sign in piece)]


def vocabulary():
    """Entries with their types, in the order of Gemma's."""
    control, user, normal = TokenType.CONTROL, TokenType.USER_DEFINED, TokenType.NORMAL
    entries = [(name, control) for name in ("<pad>", "<eos>", "<bos>", "<unk>", "<mask>")] + [("[multimodal]", user)]
    entries += [(f"<unused{number}>", control) for number in range(4)]
    entries += [("\n" * count, user) for count in range(1, 7)] + [(" " * count, user) for count in range(2, 32)]
    entries += [(tag, user) for tag in ("<table>", "<tr>", "<td>", "</td>", "</tr>", "</table>", "<b>", "</b>")]
    entries += [(f"<0x{byte:02X}>", TokenType.BYTE) for byte in range(256)]
    extra = ["ss", "sss", "ssss", "aa", "aaa", "</", "\u2581</", ">\u2581</"]
    pieces = list(dict.fromkeys(extra + learned(900)))
    signs = list(dict.fromkeys("\u2581" + "".join(pieces) + "".join(map(chr, range(33, 127))) + "\u00e9\u4e2d"))
    entries += [(piece, normal) for piece in pieces + [sign for sign in signs if sign not in pieces]]
    return entries + [("\t" * count, user) for count in range(1, 4)]


def add_vocabulary(writer):
    entries, score, scores = vocabulary(), 0, []
    for _, kind in entries:
        scores.append(-1000.0 if kind in (TokenType.CONTROL, TokenType.USER_DEFINED) else 0.0 if kind == TokenType.BYTE else -float(score))
        score += kind == TokenType.NORMAL
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([text for text, _ in entries])
    writer.add_token_scores(scores)
    writer.add_token_types([int(kind) for _, kind in entries])
    for name, token in (("bos", 2), ("eos", 1), ("unk", 3), ("pad", 0)):
        getattr(writer, f"add_{name}_token_id")(token)
    writer.add_add_bos_token(True)
    writer.add_add_eos_token(False)
    writer.add_add_space_prefix(False)
    return len(entries)


def write(path):
    writer = GGUFWriter(path, "gemma3")
    writer.add_context_length(64)
    writer.add_embedding_length(4)
    writer.add_block_count(1)
    writer.add_feed_forward_length(8)
    writer.add_head_count(1)
    writer.add_head_count_kv(1)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_key_length(4)
    writer.add_value_length(4)
    writer.add_rope_freq_base(1_000_000.0)
    writer.add_sliding_window(16)
    entries = add_vocabulary(writer)
    writer.add_tensor("token_embd.weight", np.zeros((entries, 4), dtype=np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def four_bytes(ids):
    return b"".join(id.to_bytes(4, "little") for id in ids)


def mini_glue(tokenizer):
    """A digest of all ids of a task's rows."""
    mini = {}
    for task, texts in rows():
        mini.setdefault(task, []).append(four_bytes(tokenizer(*texts)["input_ids"]))
    return {task: fnv(b"".join(ids)) for task, ids in mini.items()}


def cases(tokenizer):
    """Without pairs whose second text is empty, which transformers takes for single texts."""
    listed = [(text, None, 5000) for text in HARD + SINGLE + MORE]
    listed += [(first, second, length) for first, second in PAIRS + SMALL_PAIRS if second for length in (4, 5, 8, 13, 128)]
    return [
        dict(first=first, second=second, maxLength=length,
             ids=tokenizer(first, second, truncation="longest_first", max_length=length)["input_ids"])
        for first, second, length in listed]


def main():
    FIXTURES.mkdir(parents=True, exist_ok=True)
    write(FIXTURES / "toy.gguf")
    toy = AutoTokenizer.from_pretrained(FIXTURES, gguf_file="toy.gguf")
    with tempfile.TemporaryDirectory() as folder:
        toy.save_pretrained(folder)
        for name in ("tokenizer.json", "tokenizer_config.json"):
            content = json.loads((Path(folder) / name).read_text())
            (FIXTURES / name).write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n")
    listed = cases(toy)
    fixture = dict(
        madeWith=f"transformers {transformers.__version__}, tokenizers {tokenizers.__version__}", miniGLUE=mini_glue(toy))
    if len(sys.argv) > 1:
        gemma = AutoTokenizer.from_pretrained(sys.argv[1], gguf_file="gemma-3-270m-q4_k_m.gguf")
        fixture["gemma"] = dict(
            miniGLUE=mini_glue(gemma), cases=[fnv(four_bytes(case["ids"])) for case in cases(gemma)])
    lines = ",\n".join(json.dumps(case) for case in listed)
    (FIXTURES / "cases.json").write_text(f'{{"cases": [\n{lines}\n],\n{json.dumps(fixture)[1:]}\n')
    print(f"{FIXTURES.relative_to(REPOSITORY)}: {len(listed)} cases, {len(toy)} pieces")


if __name__ == "__main__":
    main()
