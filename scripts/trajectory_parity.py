#!/usr/bin/env python3
"""Compares the loss of every one of 20 training steps of `edora train` with PyTorch and PEFT.

    scripts/trajectory_parity.py --model data/models/minilm --data data/glue --cache losses.json

How: both programs start from MiniLM with the fixed two-way classifier of make_minilm_logits_fixture.py, take the
training rows in file order in batches of 16, without dropout, schedule or clipping, and use AdamW with weight
decay 0.01 on everything that trains. R starts at 0, the factors are A = Σ·Vᵀ and B = U of the exact SVD of the
weight (as in the released EDoRA code), the scaling is 16/r and the rate 1e-3; full fine-tuning has 5e-5.

LoRA-XS and EDoRA are PEFT's own LoRA and DoRA layers whose B is replaced by B·R (see LatentB), again as released;
PEFT's DoRA holds the norm constant in the backward pass.

The loss of a step is the mean cross-entropy of its batch before the update. Prints the largest relative difference for each
case; the exit status is 1 above --tolerance. --cache keeps PyTorch's losses, which depend on nothing of ours.
Versions: scripts/requirements.txt.
"""
import argparse
import hashlib
import json
import math
import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
import peft
import torch
import transformers
from peft import LoraConfig, get_peft_model
from transformers import AutoTokenizer

from logits_parity import edora_command, make_checkpoint, read_rows, run_edora
from make_minilm_logits_fixture import MAX_LENGTH, minilm_with_fixed_classifier

STEPS, BATCH_SIZE, ALPHA, WEIGHT_DECAY = 20, 16, 16, 0.01
TARGETS = ["query", "value", "attention.output.dense", "output.dense"]
CASES = {
    "edora-r8": {"method": "edora", "rank": 8, "lr": 1e-3},
    "edora-r32": {"method": "edora", "rank": 32, "lr": 1e-3},
    "lora-xs-r8": {"method": "lora-xs", "rank": 8, "lr": 1e-3},
    "full": {"method": "full", "rank": None, "lr": 5e-5},
}


class LatentB(torch.nn.Module):
    """Stands in for PEFT's lora_B: z ↦ z·Rᵀ·Bᵀ, that is B·R, with B frozen and R trainable."""

    def __init__(self, B):
        super().__init__()
        self.register_buffer("B", B)
        self.edora_R = torch.nn.Parameter(torch.zeros(B.shape[1], B.shape[1], dtype=B.dtype))

    def forward(self, z):
        return z @ self.edora_R.T @ self.B.T


def adapted(model, method, rank):
    """The model with LoRA-XS or EDoRA on its targets; W is W₀ at the start."""
    hidden, layers = model.config.hidden_size, model.config.num_hidden_layers
    model = with_latent(model, rank, TARGETS, has_magnitude=method == "edora")
    expected = layers * (4 * rank * rank + (4 * hidden if method == "edora" else 0)) + 2 * hidden + 2
    count = sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad)
    assert count == expected, f"{method}: {count} trainable values, expected {expected}"
    return model


def with_latent(model, rank, targets, has_magnitude):
    """PEFT's LoRA or DoRA on the targets, with A and B from the SVD of each weight, and R in between at 0."""
    model = get_peft_model(model, LoraConfig(
        task_type="SEQ_CLS", r=rank, lora_alpha=ALPHA, lora_dropout=0.0, target_modules=targets, use_dora=has_magnitude))
    for module in model.modules():
        if not hasattr(module, "lora_A"):
            continue
        weight = module.base_layer.weight.detach()
        U, S, Vt = torch.linalg.svd(weight.double(), full_matrices=False)
        A = module.lora_A["default"].weight
        with torch.no_grad():
            A.copy_(S[:rank].unsqueeze(1) * Vt[:rank])
        A.requires_grad_(False)
        module.lora_B["default"] = LatentB(U[:, :rank].to(weight.dtype))
    return model


def batches(checkpoint, data, task):
    tokenizer = AutoTokenizer.from_pretrained(checkpoint)
    rows = read_rows(data, task, "train", STEPS * BATCH_SIZE)
    for start in range(0, len(rows), BATCH_SIZE):
        first, second, labels = zip(*rows[start:start + BATCH_SIZE])
        encoded = tokenizer(list(first), None if second[0] is None else list(second), truncation="longest_first",
                            max_length=MAX_LENGTH, padding="longest", return_tensors="pt")
        yield encoded, torch.tensor(labels)


def reference_losses(checkpoint, data, task, case, double):
    model = minilm_with_fixed_classifier(checkpoint)
    if double:
        model = model.double()
    if case["method"] != "full":
        model = adapted(model, case["method"], case["rank"])
    model.eval()  # no dropout; gradients flow as in training
    trainable = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(trainable, lr=case["lr"], weight_decay=WEIGHT_DECAY)
    losses = []
    for encoded, labels in batches(checkpoint, data, task):
        loss = torch.nn.functional.cross_entropy(model(**encoded).logits, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def cached_losses(arguments, checkpoint, task, name):
    """PyTorch's losses from the cache when it has them for the same inputs and versions, else computed and kept."""
    key = f"{task}/{name}" + ("/float64" if arguments.double else "")
    inputs = {
        "case": CASES[name], "steps": STEPS, "batch_size": BATCH_SIZE, "alpha": ALPHA, "weight_decay": WEIGHT_DECAY,
        "model": digest(checkpoint / "model.safetensors"), "data": digest(arguments.data / task / "train.tsv"),
        "versions": {module.__name__: module.__version__ for module in (torch, transformers, peft)},
    }
    cache = json.loads(arguments.cache.read_text()) if arguments.cache and arguments.cache.exists() else {}
    if cache.get(key, {}).get("inputs") != inputs:
        start = time.monotonic()
        losses = reference_losses(checkpoint, arguments.data, task, CASES[name], arguments.double)
        print(f"PyTorch, {key}: {time.monotonic() - start:.0f} s", file=sys.stderr)
        cache[key] = {"inputs": inputs, "losses": losses}
        if arguments.cache:
            partial = arguments.cache.with_name(arguments.cache.name + ".part")
            partial.write_text(json.dumps(cache, indent=1, sort_keys=True) + "\n")
            partial.replace(arguments.cache)
    return cache[key]["losses"]


def our_losses(arguments, checkpoint, task, name, directory):
    case = CASES[name]
    record, output = directory / f"{task}-{name}.json", directory / f"{task}-{name}"
    command = edora_command(arguments.edora) + [
        "train", "--model", checkpoint, "--data", arguments.data.resolve(), "--task", task, "--method", case["method"],
        "--lr", case["lr"], "--head-lr", case["lr"], "--weight-decay", WEIGHT_DECAY, "--batch-size", BATCH_SIZE,
        "--max-steps", STEPS, "--schedule", "constant", "--warmup", 0, "--clip", 0, "--dropout", 0, "--no-shuffle",
        "--seed", 1, "--record", record, "--output", output]
    if case["rank"] is not None:
        command += ["--rank", case["rank"], "--sigma", 0, "--scaling", "alpha/r", "--alpha", ALPHA, "--svd-of", "weight"]
    if case["method"] == "edora":
        command += ["--decay-magnitude"]
    run_edora(command)
    return json.loads(record.read_text())["losses"]


def compare(arguments, checkpoint, directory):
    failed = []
    print("| task | case | first loss | last loss | largest relative difference | at step |")
    print("|---|---|---:|---:|---:|---:|")
    for task in arguments.tasks:
        for name in arguments.cases:
            expected = cached_losses(arguments, checkpoint, task, name)
            if arguments.reference_only:
                print(f"| {task} | {name} | {expected[0]:.6f} | {expected[-1]:.6f} | | |", flush=True)
                continue
            found = our_losses(arguments, checkpoint, task, name, directory)
            if len(found) != len(expected):
                raise SystemExit(f"{task}, {name}: expected {len(expected)} losses, found {len(found)}")
            differences = [abs(f - e) / abs(e) for f, e in zip(found, expected)]
            bad = [step for step, value in enumerate(differences) if not math.isfinite(value)]
            step = bad[0] if bad else max(range(len(differences)), key=differences.__getitem__)
            print(f"| {task} | {name} | {expected[0]:.6f} | {expected[-1]:.6f} | {differences[step]:.1e} | {step + 1} |", flush=True)
            if not differences[step] <= arguments.tolerance:
                failed.append(f"{task} {name}")
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True, help="directory of the MiniLM checkpoint")
    parser.add_argument("--data", type=Path, required=True, help="directory with one folder a GLUE task")
    parser.add_argument("--tasks", nargs="+", choices=["RTE", "CoLA"], default=["RTE", "CoLA"])
    parser.add_argument("--cases", nargs="+", choices=CASES, default=list(CASES))
    parser.add_argument("--checkpoint", type=Path, help="directory to write the starting checkpoint to, and to leave there (default: temporary)")
    parser.add_argument("--cache", type=Path, help="JSON file that keeps PyTorch's losses")
    parser.add_argument("--edora", type=Path, help="the built tool (default: swift run -c release edora)")
    parser.add_argument("--reference-only", action="store_true", help="only compute PyTorch's losses")
    parser.add_argument("--double", action="store_true", help="run PyTorch in float64, to see how far its float32 strays")
    parser.add_argument("--threads", type=int, default=1, help="threads of PyTorch (default: 1)")
    parser.add_argument("--tolerance", type=float, default=1e-3, help="largest allowed relative difference (default: 1e-3)")
    arguments = parser.parse_args()

    torch.set_num_threads(arguments.threads)
    transformers.logging.set_verbosity_error()
    with tempfile.TemporaryDirectory() as temporary:
        directory = Path(temporary)
        checkpoint = (arguments.checkpoint or directory / "checkpoint").resolve()
        make_checkpoint(arguments.model, checkpoint)
        failed = compare(arguments, checkpoint, directory)
    if failed:
        raise SystemExit(f"above the tolerance {arguments.tolerance:g}: {', '.join(failed)}")


if __name__ == "__main__":
    main()
