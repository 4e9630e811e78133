#!/usr/bin/env python3
"""Makes Tests/CoreTests/Fixtures/checkpoints: toy checkpoints of a few KB as transformers writes them, the logits that it computes of them, and
the names of the fields that today's configurations have.

    scripts/make_checkpoint_fixture.py

Weights are drawn from N(0, 0.5²) and rounded to float32; logits are computed in float64. A script run again with the same versions writes the same
bytes. Versions: scripts/requirements.txt.
"""
import dataclasses
import json
import os
import shutil
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
import torch
import transformers
from transformers import (
    BertConfig, BertForMaskedLM, BertForSequenceClassification, BertForTokenClassification, DistilBertConfig, ElectraConfig, Gemma3TextConfig,
    GenerationConfig, PreTrainedConfig, RobertaConfig, RobertaForSequenceClassification)

FOLDER = Path(__file__).resolve().parent.parent / "Tests/CoreTests/Fixtures/checkpoints"
SIZES = {
    "vocab_size": 16, "hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16, "max_position_embeddings": 12}
IDS, TYPES = [2, 5, 6, 3, 7, 3], [0, 0, 0, 0, 1, 1]
RTE_REVERSED = {0: "NOT_ENTAILMENT", 1: "Entailment"}  # this project's RTE has entailment first


def save(name, model, **how):
    generator = torch.Generator().manual_seed(sum(name.encode()))
    with torch.no_grad():
        for key, parameter in model.named_parameters():
            value = 0.5 * torch.randn(parameter.shape, generator=generator, dtype=torch.float64)
            parameter.copy_(1 + value if key.endswith("LayerNorm.weight") else value)
    model.float().eval().save_pretrained(FOLDER / name, **how)
    return model.double()


def logits(model):
    with torch.no_grad():
        return model(input_ids=torch.tensor([IDS]), token_type_ids=torch.tensor([TYPES])).logits[0].tolist()


def fields(configuration):
    names = set(configuration().to_dict()) | {field.name for field in dataclasses.fields(PreTrainedConfig)}
    return sorted(names | set(GenerationConfig._get_default_generation_params()))


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    expected = {"ids": IDS, "tokenTypes": TYPES}
    roberta = RobertaForSequenceClassification(
        RobertaConfig(**SIZES, type_vocab_size=2, pad_token_id=1, bos_token_id=0, eos_token_id=2, layer_norm_eps=1e-5))
    expected["roberta-types"] = logits(save("roberta-types", roberta))
    sharded = BertForSequenceClassification(BertConfig(**SIZES, id2label=RTE_REVERSED, label2id={v: k for k, v in RTE_REVERSED.items()}))
    expected["sharded"] = logits(save("sharded", sharded, max_shard_size="1KB"))
    expected["three-labels"] = logits(save("three-labels", BertForSequenceClassification(BertConfig(**SIZES, num_labels=3))))
    save("masked-lm", BertForMaskedLM(BertConfig(**SIZES)))
    save("token-classifier", BertForTokenClassification(BertConfig(**SIZES, num_labels=2)))
    (FOLDER / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
    known = {c.model_type: fields(c) for c in (BertConfig, RobertaConfig, DistilBertConfig, ElectraConfig, Gemma3TextConfig)}
    (FOLDER / "fields.json").write_text(json.dumps({"transformers": transformers.__version__, "fields": known}, indent=1) + "\n")
    for file in sorted(FOLDER.rglob("*")):
        if file.is_file():
            print(f"{file.relative_to(FOLDER)}: {file.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
