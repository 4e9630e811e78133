#!/usr/bin/env python3
"""Makes reference data of tokenizer folders as others write them, with Hugging Face's transformers.

    scripts/make_declared_tokenizer_fixture.py

It writes to Tests/CoreTests/Fixtures/declared-tokenizers: cases.json, the folders of tokenizer_folders.py with the ids and token types that transformers
gives, and fields.json, the names of the fields that its tokenizers write and take. Versions: scripts/requirements.txt.
"""
import inspect
import json
import os
import tempfile
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
import tokenizers
import transformers
from tokenizers import AddedToken, Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import AutoTokenizer

from tokenizer_folders import FOLDERS, LENGTHS, PAIRS, PAIRS_ALONE, SHARED, SINGLE, write

FIXTURES = Path(__file__).resolve().parent.parent / "Tests/CoreTests/Fixtures/declared-tokenizers"
# Classes whose options stand in tokenizer_config.json.
CLASSES = ["BertTokenizer", "RobertaTokenizer", "DistilBertTokenizer", "PreTrainedTokenizerFast", "BertJapaneseTokenizer", "BertweetTokenizer"]


def texts():
    """Short ones at the largest length alone, long ones and pairs at the smaller ones."""
    for texts in [(text,) for text in SINGLE] + PAIRS:
        for length in [LENGTHS[-1]] if len(" ".join(texts).split()) < 8 else LENGTHS[:-1]:
            yield dict(first=texts[0], maxLength=length) | ({"second": texts[1]} if len(texts) > 1 else {})


def encodings(tokenizer, texts):
    """Ids, and token types where there are any but 0."""
    found = [tokenizer(one["first"], one.get("second"), truncation=True, max_length=one["maxLength"]) for one in texts]
    types = [one.get("token_type_ids", []) for one in found]
    return dict(ids=[one["input_ids"] for one in found], tokenTypes=[one if any(one) else [] for one in types])


def folders():
    for title, files, refusal in FOLDERS + PAIRS_ALONE:
        with tempfile.TemporaryDirectory() as folder:
            write(files, Path(folder))
            found = dict(title=title, files={name: value if isinstance(value, str) else json.dumps(value, separators=(",", ":")) for name, value in files.items()})
            alone = (title, files, refusal) in PAIRS_ALONE
            if not refusal or alone:
                found |= encodings(AutoTokenizer.from_pretrained(folder), [one for one in texts() if not alone or "second" not in one])
            if refusal:
                found["refusalOfPairs" if alone else "refusal"] = refusal
            yield found


def fields():
    """Names of fields by the file or part that has them."""
    options, saved = set(), set()
    for name in CLASSES:
        for kind in getattr(transformers, name).__mro__:
            if kind.__module__.startswith("transformers") and "__init__" in vars(kind):
                options |= {p.name for p in inspect.signature(kind.__init__).parameters.values() if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)}
    for title, files, refusal in FOLDERS:
        if refusal:
            continue
        with tempfile.TemporaryDirectory() as folder:
            write(files, Path(folder))
            AutoTokenizer.from_pretrained(folder).save_pretrained(folder + "/saved")
            saved |= json.loads(Path(folder, "saved", "tokenizer_config.json").read_text()).keys()
    # Not fields of the file: the object itself, and what stands in other files.
    options -= {"self", "vocab", "merges", "tokenizer_object"}
    whole = Tokenizer(models.WordPiece({"[UNK]": 0}, unk_token="[UNK]"))
    whole.add_tokens([AddedToken("x")])
    whole.enable_truncation(8)
    whole = json.loads(whole.to_str())
    parts = [
        normalizers.BertNormalizer(), normalizers.Lowercase(), normalizers.Sequence([normalizers.Lowercase()]), pre_tokenizers.BertPreTokenizer(), pre_tokenizers.ByteLevel(),
        pre_tokenizers.Sequence([pre_tokenizers.ByteLevel()]), processors.BertProcessing(("a", 1), ("b", 2)), processors.RobertaProcessing(("a", 1), ("b", 2)),
        processors.TemplateProcessing(single="[C] $A", pair="[C] $A $B:1", special_tokens=[("[C]", 1)]), processors.Sequence([processors.ByteLevel()]),
    ]
    parts = [json.loads(part.__getstate__()) for part in parts]
    bpe = Tokenizer(models.BPE())
    return {
        "tokenizer_config.json": sorted(options | saved), "tokenizer.json": sorted(whole), "truncation": sorted(whole["truncation"]),
        "added token": sorted(whole["added_tokens"][0]), "models": {m["type"]: sorted(m) for m in [whole["model"], json.loads(bpe.to_str())["model"]]},
        "parts": [{"type": part["type"], "fields": sorted(part)} for part in parts],
        "special_tokens_map.json": sorted(transformers.PreTrainedTokenizerBase.SPECIAL_TOKENS_ATTRIBUTES + ["additional_special_tokens", "extra_special_tokens"]),
    }


def main():
    FIXTURES.mkdir(parents=True, exist_ok=True)
    versions = f"transformers {transformers.__version__}, tokenizers {tokenizers.__version__}"
    found = list(folders())
    lines = ",\n".join(json.dumps(one, separators=(",", ":")) for one in found)
    head = json.dumps(dict(madeWith=versions, shared=SHARED, texts=list(texts())))[:-1]
    (FIXTURES / "cases.json").write_text(f'{head}, "folders": [\n{lines}\n]}}\n', encoding="utf-8")
    (FIXTURES / "fields.json").write_text(json.dumps({"madeWith": versions} | fields(), indent=1) + "\n")
    print(f"{len(found)} folders, {sum(len(one.get('ids', [])) for one in found)} encodings")


if __name__ == "__main__":
    main()
