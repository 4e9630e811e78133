#!/usr/bin/env python3
"""Compares the loss of every one of 20 training steps of `edora train` with PyTorch and PEFT.

    scripts/trajectory_parity.py --model data/models/minilm --data data/glue --cache losses.json

How: both programs start from MiniLM with the fixed two-way classifier of make_minilm_logits_fixture.py, take the
training rows in file order in batches of 16, without dropout, schedule or clipping, and use AdamW with weight
decay 0.01 on everything that trains. R starts at 0, the factors are A = Σ·Vᵀ and B = U of the exact SVD of the
weight (as in the released EDoRA code), the scaling is 16/r and the rate 1e-3; full fine-tuning has 5e-5.

LoRA-XS and EDoRA are PEFT's own LoRA and DoRA layers whose B is replaced by B·R (see LatentB), again as released;
PEFT's DoRA holds the norm constant in the backward pass. LoRA-SB is the same LoRA with factors from the first gradients; VeRA, PSOFT, PiSSA, MiCA
and Uni-LoRA are PEFT's own. VeRA's random factors, and Uni-LoRA's places and first θ, are those of our run, since each program draws its own.

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
from peft import LoraConfig, PsoftConfig, UniLoraConfig, VeraConfig, get_peft_model
from safetensors.torch import load_file
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
    "vera-r64": {"method": "vera", "rank": 64, "lr": 1e-3},
    "uni-lora-r16": {"method": "uni-lora", "rank": 16, "lr": 1e-3},
    "lora-sb-r8": {"method": "lora-sb", "rank": 8, "lr": 1e-3},
    "psoft-r8": {"method": "psoft", "rank": 8, "lr": 1e-3},
    "psoft-free-r8": {"method": "psoft-free", "rank": 8, "lr": 1e-3},
    "pissa-r8": {"method": "pissa", "rank": 8, "lr": 1e-4},
    "mica-r8": {"method": "mica", "rank": 8, "lr": 1e-3},
}
DRAWN = ("vera", "uni-lora")  # whose numbers are ours
FIRST_ROWS = 256  # whose gradients LoRA-SB starts from


class LatentB(torch.nn.Module):
    """Stands in for PEFT's lora_B: z ↦ z·Rᵀ·Bᵀ, that is B·R, with B frozen and R trainable."""

    def __init__(self, B, R=None):
        super().__init__()
        self.register_buffer("B", B)
        self.edora_R = torch.nn.Parameter(torch.zeros(B.shape[1], B.shape[1], dtype=B.dtype) if R is None else R)

    def forward(self, z):
        return z @ self.edora_R.T @ self.B.T


def first_gradients(model, first):
    """Of every weight, summed over batches of rows, by the weight's name."""
    model.eval()
    for encoded, labels in first:
        torch.nn.functional.cross_entropy(model(**encoded).logits, labels).backward()
    gradients = {name: parameter.grad.clone() for name, parameter in model.named_parameters() if parameter.grad is not None}
    model.zero_grad(set_to_none=True)
    return gradients


def with_latent(model, rank, targets, has_magnitude, alpha=ALPHA, updates=None):
    """PEFT's LoRA or DoRA on the targets, with frozen A and B from an SVD, and R in between: of each weight, with R at 0; or of what `updates` has for
    each weight by its name, with R at the singular values, as LoRA-SB."""
    model = get_peft_model(model, LoraConfig(
        task_type="SEQ_CLS", r=rank, lora_alpha=alpha, lora_dropout=0.0, target_modules=targets, use_dora=has_magnitude))
    for name, module in model.named_modules():
        if not hasattr(module, "lora_A"):
            continue
        weight = module.base_layer.weight.detach()
        source = updates[name.removeprefix("base_model.model.") + ".weight"] if updates else weight
        U, S, Vt = torch.linalg.svd(source.double(), full_matrices=False)
        A = module.lora_A["default"].weight
        with torch.no_grad():
            A.copy_(Vt[:rank] if updates else S[:rank].unsqueeze(1) * Vt[:rank])
        A.requires_grad_(False)
        R = torch.diag(S[:rank]).to(weight.dtype) if updates else None
        module.lora_B["default"] = LatentB(U[:, :rank].to(weight.dtype), R)
    return model


def adapted(model, case, first, ours):
    """The model with the case's adapter; `ours` is the folder that our run wrote."""
    method, rank, double = case["method"], case["rank"], model.dtype == torch.float64
    hidden, inner, layers = model.config.hidden_size, model.config.intermediate_size, model.config.num_hidden_layers
    common, inputs = dict(task_type="SEQ_CLS", r=rank, target_modules=TARGETS), 3 * hidden + inner
    if method in ("lora-xs", "edora", "lora-sb"):
        gradients = first_gradients(model, first) if method == "lora-sb" else {}
        updates = {name: -case["lr"] * torch.sign(gradient) for name, gradient in gradients.items()}
        model = with_latent(model, rank, TARGETS, method == "edora", rank if method == "lora-sb" else ALPHA, updates)
    elif method == "vera":
        model = get_peft_model(model, VeraConfig(**common))
        stored = load_file(ours / "adapter_model.safetensors")
        for name in ("vera_A", "vera_B"):
            getattr(model.base_model, name)["default"].copy_(stored[f"base_model.{name}"])
    elif method == "uni-lora":
        stored = load_file(ours / "adapter_model.safetensors")
        theta = stored["base_model.unilora_theta_d"]
        model = get_peft_model(model.float(), UniLoraConfig(theta_d_length=len(theta), save_indices=True, **common))
        with torch.no_grad():
            model.base_model.unilora_theta_d["default"].copy_(theta)
        for name, layer in model.named_modules():
            for tensor in ("unilora_indices_A", "unilora_indices_B", "unilora_scales_A", "unilora_scales_B"):
                if hasattr(layer, tensor):
                    getattr(layer, tensor)["default"].copy_(stored[f"{name}.{tensor}"])
    elif method.startswith("psoft"):
        model = get_peft_model(model.float(), PsoftConfig(psoft_alpha=rank, psoft_orth=method == "psoft", **common))
    else:
        model = get_peft_model(model.float(), LoraConfig(lora_alpha=ALPHA, lora_dropout=0.0, init_lora_weights=method, **common))
    model = model.double() if double else model
    one_layer = {
        "lora-xs": 4 * rank**2, "edora": 4 * rank**2 + 4 * hidden, "uni-lora": 4 * rank**2 + 4 * hidden, "lora-sb": 4 * rank**2, "vera": 4 * (hidden + rank),
        "psoft": 4 * (rank * (rank - 1) // 2 + 2 * rank), "psoft-free": 4 * (rank**2 + 2 * rank), "pissa": rank * (4 * hidden + inputs), "mica": rank * inputs,
    }[method]
    expected = layers * one_layer + 2 * hidden + 2
    count = sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad)
    assert count == expected, f"{method}: {count} trainable values, expected {expected}"
    return model


def batches(checkpoint, data, task, count=STEPS * BATCH_SIZE):
    tokenizer = AutoTokenizer.from_pretrained(checkpoint)
    rows = read_rows(data, task, "train", count)
    for start in range(0, len(rows), BATCH_SIZE):
        first, second, labels = zip(*rows[start:start + BATCH_SIZE])
        encoded = tokenizer(list(first), None if second[0] is None else list(second), truncation="longest_first",
                            max_length=MAX_LENGTH, padding="longest", return_tensors="pt")
        yield encoded, torch.tensor(labels)


def reference_losses(checkpoint, data, task, case, double, ours):
    model = minilm_with_fixed_classifier(checkpoint)
    if double:
        model = model.double()
    if case["method"] != "full":
        model = adapted(model, case, batches(checkpoint, data, task, FIRST_ROWS), ours)
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


def cached_losses(arguments, checkpoint, task, name, ours):
    """PyTorch's losses from the cache when it has them for the same inputs and versions, else computed and kept."""
    key = f"{task}/{name}" + ("/float64" if arguments.double else "")
    inputs = {
        "case": CASES[name], "steps": STEPS, "batch_size": BATCH_SIZE, "alpha": ALPHA, "weight_decay": WEIGHT_DECAY,
        "model": digest(checkpoint / "model.safetensors"), "data": digest(arguments.data / task / "train.tsv"),
        "versions": {module.__name__: module.__version__ for module in (torch, transformers, peft)},
    }
    if CASES[name]["method"] in DRAWN:
        stored = load_file(ours / "adapter_model.safetensors")
        parts = [part for part in sorted(stored) if any(word in part for word in ("vera_A", "vera_B", "unilora"))]
        drawn = b"".join(stored[part].numpy().tobytes() for part in parts)
        inputs["ours"] = hashlib.sha256(drawn).hexdigest()
    if CASES[name]["method"] == "lora-sb":
        inputs["first_rows"] = FIRST_ROWS
    cache = json.loads(arguments.cache.read_text()) if arguments.cache and arguments.cache.exists() else {}
    if cache.get(key, {}).get("inputs") != inputs:
        start = time.monotonic()
        losses = reference_losses(checkpoint, arguments.data, task, CASES[name], arguments.double, ours)
        print(f"PyTorch, {key}: {time.monotonic() - start:.0f} s", file=sys.stderr)
        cache[key] = {"inputs": inputs, "losses": losses}
        if arguments.cache:
            partial = arguments.cache.with_name(arguments.cache.name + ".part")
            partial.write_text(json.dumps(cache, indent=1, sort_keys=True) + "\n")
            partial.replace(arguments.cache)
    return cache[key]["losses"]


def our_losses(arguments, checkpoint, task, name, directory, steps=STEPS, rate=None):
    case, rate = CASES[name], rate or CASES[name]["lr"]
    record, output = directory / f"{task}-{name}.json", directory / f"{task}-{name}"
    command = edora_command(arguments.edora) + [
        "train", "--model", checkpoint, "--data", arguments.data.resolve(), "--task", task, "--method", case["method"],
        "--lr", rate, "--head-lr", rate, "--weight-decay", WEIGHT_DECAY, "--batch-size", BATCH_SIZE,
        "--max-steps", steps, "--schedule", "constant", "--warmup", 0, "--clip", 0, "--dropout", 0, "--no-shuffle",
        "--seed", 1, "--record", record, "--output", output]
    if case["rank"] is not None:
        command += ["--rank", case["rank"]]
    if case["method"] in ("lora-xs", "edora", "pissa", "mica"):
        command += ["--scaling", "alpha/r", "--alpha", ALPHA]
    if case["method"] in ("lora-xs", "edora"):
        command += ["--sigma", 0, "--svd-of", "weight"]
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
            method = CASES[name]["method"]
            found = [] if arguments.reference_only and method not in DRAWN else our_losses(arguments, checkpoint, task, name, directory)
            if method == "uni-lora":  # a step at a rate that changes no Float leaves the first θ in the folder
                our_losses(arguments, checkpoint, task, name, directory, steps=1, rate=1e-30)
            expected = cached_losses(arguments, checkpoint, task, name, directory / f"{task}-{name}")
            if arguments.reference_only:
                print(f"| {task} | {name} | {expected[0]:.6f} | {expected[-1]:.6f} | | |", flush=True)
                continue
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
