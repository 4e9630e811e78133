#!/usr/bin/env python3
"""Loads adapters and merged models that `edora` wrote with stock PEFT and transformers, and the other way round, and compares logits.

    scripts/peft_parity.py --edora .build/debug/edora          (or make parity)

For a toy BERT, a toy RoBERTa and MiniLM, for each method and for EDoRA with a rank for each matrix: `edora train` makes an adapter on mini-glue's RTE, then the logits of the first dev
rows are computed four ways: by `edora predict`; by PEFT on the adapter folder; by PEFT after merge_and_unload; by transformers on the folder that `edora
merge` wrote. Then, for LoRA, DoRA, VeRA, Uni-LoRA, PiSSA and MiCA, PEFT writes an adapter with random values, and `edora import` and `edora predict` read it. Prints tables of the largest
differences; the exit status is 1 above --tolerance, or when an adapter has no effect.

Versions: scripts/requirements.txt.
"""
import argparse
import json
import os
import shutil
import sys
import tempfile
import warnings
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
import torch
from peft import LoraConfig, PeftModel, UniLoraConfig, VeraConfig, get_peft_model
from peft.tuners.tuners_utils import BaseTunerLayer
from transformers import (AutoModelForSequenceClassification, AutoTokenizer, BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast,
                          RobertaConfig, RobertaForSequenceClassification)

from transformers.utils import logging as transformers_logging

from logits_parity import REPOSITORY, TOKENIZER_FILES, edora_command, read_rows, run_edora

BY_MATRIX = "edora, a rank for each matrix"
METHODS = ["lora", "dora", "lora-xs", "magnitude", "edora", "direction", BY_MATRIX, "vera", "uni-lora", "lora-sb", "psoft", "psoft-free", "pissa", "mica"]
RATES = {"lora": 5e-3, "dora": 5e-3, "lora-xs": 5e-2, "magnitude": 2e-2, "edora": 5e-2, "direction": 5e-2, BY_MATRIX: 5e-2, "vera": 5e-2, "uni-lora": 5e-2, "lora-sb": 1e-2, "psoft": 2e-2,
         "psoft-free": 2e-2, "pissa": 5e-3, "mica": 5e-2}
SHAPE = dict(hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64, max_position_embeddings=140, num_labels=2,
             hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)
TARGETS = ["query", "value", "attention.output.dense", "output.dense"]
MAX_LENGTH = 128
EIGHT_STEPS = ["--epochs", "1", "--max-steps", "8", "--batch-size", "8", "--limit", "64", "--limit-dev", "8"]


def randomised(model):
    generator = torch.Generator().manual_seed(20250117)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            value = 0.2 * torch.randn(parameter.shape, generator=generator)
            parameter.copy_(1 + value if name.endswith("LayerNorm.weight") else value)
    return model.eval()


def make_models(folder, minilm):
    """Directories with config.json, model.safetensors and a tokenizer; the toys' weights are random."""
    bert = folder / "toy-bert"
    randomised(BertForSequenceClassification(BertConfig(vocab_size=30522, type_vocab_size=2, **SHAPE))).save_pretrained(bert)
    for name in TOKENIZER_FILES:
        if (minilm / name).exists():
            shutil.copyfile(minilm / name, bert / name)
    roberta = folder / "toy-roberta"
    randomised(RobertaForSequenceClassification(RobertaConfig(
        vocab_size=900, type_vocab_size=1, pad_token_id=1, bos_token_id=0, eos_token_id=2, layer_norm_eps=1e-5, **SHAPE))).save_pretrained(roberta)
    shutil.copyfile(REPOSITORY / "Tests/CoreTests/Fixtures/bpe/tokenizer.json", roberta / "tokenizer.json")
    return {"toy BERT": bert, "toy RoBERTa": roberta, "MiniLM": minilm}


def logits(model, tokenizer, rows):
    model.eval()
    found = []
    with torch.no_grad():
        for first, second, _ in rows:
            encoded = tokenizer(first, second, truncation="longest_first", max_length=MAX_LENGTH, padding=False, return_tensors="pt")
            encoded = {key: value for key, value in encoded.items() if key in ("input_ids", "attention_mask", "token_type_ids")}
            if model.config.model_type == "roberta":
                encoded.pop("token_type_ids", None)
            found.append(model(**encoded).logits[0])
    return torch.stack(found)


def without_matrices(peft, tokenizer, rows):
    """The logits when no matrix is adapted, with the adapter's head."""
    layers = [module for module in peft.modules() if isinstance(module, BaseTunerLayer)]
    for layer in layers:
        layer.enable_adapters(False)
    found = logits(peft, tokenizer, rows)
    for layer in layers:
        layer.enable_adapters(True)
    return found


def base_model(directory):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the head is new, and comes with the adapter
        return AutoModelForSequenceClassification.from_pretrained(directory, num_labels=2, attn_implementation="eager")


def tokenizer_of(name, directory):
    if "RoBERTa" in name:
        return PreTrainedTokenizerFast(tokenizer_file=str(directory / "tokenizer.json"))
    return AutoTokenizer.from_pretrained(directory)


def compare(name, directory, method, arguments, folder, theirs=None, rates=RATES, amount=EIGHT_STEPS):
    """The effect of an adapter that edora trained on `directory`, and how far PEFT and transformers are from it on the folder of the same model that they read."""
    theirs = theirs or directory
    adapter, merged, file = folder / f"{name}-{method}", folder / f"{name}-{method}-merged", folder / "logits.json"
    edora, model = edora_command(arguments.edora), ["--model", directory]
    pattern, rank = [], [] if method in ("magnitude", BY_MATRIX) else ["--rank", "4"]
    if method == BY_MATRIX:
        pattern = ["--rank-pattern", folder / "ranks.json"]
        run_edora(edora + ["ranks", *model, "--rule", "energy", "--rank", "4", "--threads", "1", "--output", folder / "ranks.json"])
        # A toy's spectra are all alike, so the rule gives every matrix rank 4; other ranks must show that each matrix gets its own.
        allotted = json.loads((folder / "ranks.json").read_text())
        allotted["ranks"] = {layer: (2, 5, 3, 4)[i % 4] for i, layer in enumerate(sorted(allotted["ranks"]))}
        (folder / "ranks.json").write_text(json.dumps(allotted))
    run_edora(edora + ["train", *model, "--task", "RTE", "--method", method.split(",")[0], *rank, *pattern, "--lr", rates.get(method, 1e-2), *amount,
                       "--threads", "1", "--output", adapter])
    run_edora(edora + ["predict", *model, "--adapter", adapter, "--data", REPOSITORY / "data/mini-glue", "--split", "dev",
                       "--limit", arguments.limit, "--threads", "1", "--logits", file])
    run_edora(edora + ["merge", *model, "--adapter", adapter, "--output", merged])
    ours = torch.tensor(json.loads(file.read_text()))
    rows = read_rows(REPOSITORY / "data/mini-glue", "RTE", "dev", arguments.limit)
    tokenizer = tokenizer_of(name, theirs)
    peft = PeftModel.from_pretrained(base_model(theirs), adapter)
    adapted = logits(peft, tokenizer, rows)
    effect = (without_matrices(peft, tokenizer, rows) - adapted).abs().max().item()
    if method in ("vera", "uni-lora"):  # whose merge_and_unload fails in PEFT 0.21 on a head of several layers, as RoBERTa's
        peft.merge_adapter()
        unloaded = logits(peft, tokenizer, rows)
    else:
        unloaded = logits(peft.merge_and_unload(), tokenizer, rows)
    plain = logits(AutoModelForSequenceClassification.from_pretrained(merged, attn_implementation="eager"), tokenizer, rows)
    shutil.rmtree(merged)
    return effect, *[(ours - other).abs().max().item() for other in (adapted, unloaded, plain)]


IMPORTED = ["lora", "dora", "vera", "uni-lora", "pissa", "mica"]


def peft_configuration(method, targets):
    common = dict(task_type="SEQ_CLS", r=4, target_modules=targets)
    if method == "vera":
        return VeraConfig(**common)
    if method == "uni-lora":
        return UniLoraConfig(theta_d_length=300, save_indices=True, **common)
    return LoraConfig(lora_alpha=6, lora_dropout=0.0, use_dora=method == "dora", init_lora_weights=method if method in ("pissa", "mica") else True, **common)


def randomise(method, peft, deviation):
    with torch.no_grad():
        for name, parameter in peft.named_parameters():
            if not parameter.requires_grad:
                continue
            noise = torch.randn(parameter.shape)
            if method in ("vera", "pissa", "uni-lora"):  # which start from values that count
                parameter.copy_(parameter + (deviation if method == "pissa" else 0.2) * noise)
            else:
                parameter.copy_(parameter * (1 + 0.1 * noise) if "magnitude" in name else deviation * noise)


def compare_import(name, directory, method, arguments, folder, theirs=None, targets=TARGETS, deviation=0.05):
    """The effect of an adapter that PEFT wrote, and the difference of our logits from PEFT's."""
    theirs = theirs or directory
    written, imported, file = folder / f"{name}-{method}-peft", folder / f"{name}-{method}-imported", folder / "logits.json"
    torch.manual_seed(20250117)
    peft = get_peft_model(base_model(theirs), peft_configuration(method, targets))
    randomise(method, peft, deviation)
    peft.save_pretrained(written)
    edora, model = edora_command(arguments.edora), ["--model", directory]
    run_edora(edora + ["import", *model, "--adapter", written, "--task", "RTE", "--output", imported])
    run_edora(edora + ["predict", *model, "--adapter", imported, "--data", REPOSITORY / "data/mini-glue", "--split", "dev",
                       "--limit", arguments.limit, "--threads", "1", "--logits", file])
    ours = torch.tensor(json.loads(file.read_text()))
    rows = read_rows(REPOSITORY / "data/mini-glue", "RTE", "dev", arguments.limit)
    tokenizer = tokenizer_of(name, theirs)
    adapted = logits(peft, tokenizer, rows)
    effect = (without_matrices(peft, tokenizer, rows) - adapted).abs().max().item()
    return effect, (ours - adapted).abs().max().item()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=REPOSITORY / "data/models/minilm", help="directory of the MiniLM checkpoint")
    parser.add_argument("--edora", type=Path, help="the built tool (default: swift run -c release edora)")
    parser.add_argument("--limit", type=int, default=32, help="dev rows to compare (default: 32)")
    parser.add_argument("--tolerance", type=float, default=1e-5, help="largest allowed difference of a logit (default: 1e-5)")
    parser.add_argument("--methods", nargs="+", default=METHODS, help="those to compare, such as one's own with --edora TOOL (default: the project's)")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    transformers_logging.disable_progress_bar()
    failed = False

    def row(name, method, effect, differences):
        # "not below" also catches NaN, which `max` may lose.
        nonlocal failed
        print(f"| {name} | {method} | {effect:.1e} | " + " | ".join(f"{d:.1e}" for d in differences) + " |", flush=True)
        failed = failed or not effect >= 100 * arguments.tolerance or not all(d <= arguments.tolerance for d in differences)

    print("| model | method | effect of its matrices | PEFT | PEFT, merged | edora merge, transformers |\n|---|---|--:|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        models = make_models(folder, arguments.model)
        for name, directory in models.items():
            for method in arguments.methods:
                effect, *differences = compare(name, directory, method, arguments, folder)
                row(name, method, effect, differences)
        print("\n| model | written by PEFT as | effect of its matrices | edora import, edora predict |\n|---|---|--:|--:|")
        for name, directory in models.items():
            for method in IMPORTED:
                effect, difference = compare_import(name, directory, method, arguments, folder)
                row(name, method, effect, [difference])
    print("failed" if failed else f"all within {arguments.tolerance:.0e}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
