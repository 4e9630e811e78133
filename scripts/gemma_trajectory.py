#!/usr/bin/env python3
"""Compares the loss of every one of 20 training steps of `edora train` on Gemma 3 270M with PyTorch and PEFT.

    scripts/gemma_trajectory.py --edora .build/release/edora          (or make parity, after make gemma)

How: both programs start from the folder that gemma_checkpoint.py makes, with its fixed head, take RTE's training rows in file order in batches
of 4, without dropout, schedule or clipping, and use AdamW with weight decay 0.01 on everything that trains; rank and alpha are 16. LoRA and DoRA start from
one adapter: a run of edora at a rate of next to nothing writes it, and PEFT loads it. EDoRA is PEFT's DoRA whose B is replaced by B·R (trajectory_parity.py),
with factors of its own from LAPACK's SVD of the weight.

The loss of a step is the mean cross-entropy of its batch before the update. Prints the largest relative difference for each method; the exit status is 1 above
--tolerance. --double runs PyTorch in float64 by gemma_model.py, to see how far float32 strays.
"""
import argparse
import json
import math
import sys
import tempfile
import time
from pathlib import Path

from gemma_checkpoint import TARGETS, classifier, glue_folder, is_here, make_checkpoint

import torch
from peft import PeftModel
from transformers import AutoTokenizer

from gemma_model import Classifier
from logits_parity import edora_command, read_rows, run_edora
from trajectory_parity import with_latent

STEPS, BATCH_SIZE, RANK, WEIGHT_DECAY, MAX_LENGTH = 20, 4, 16, 0.01, 128
RATES = {"lora": 1e-4, "dora": 1e-4, "edora": 1e-3}
HEAD_RATE = 1e-5  # last-normed states have norms of 150
TRAINED = {"lora": 1_990_656, "dora": 2_036_736, "edora": 64_512}  # beside the head


def batches(folder, data):
    tokenizer = AutoTokenizer.from_pretrained(folder)
    rows = read_rows(data, "RTE", "train", STEPS * BATCH_SIZE)
    for start in range(0, len(rows), BATCH_SIZE):
        first, second, labels = zip(*rows[start:start + BATCH_SIZE])
        encoded = tokenizer(list(first), list(second), truncation="longest_first", max_length=MAX_LENGTH, padding="longest", return_tensors="pt")
        yield {key: encoded[key] for key in ("input_ids", "attention_mask")}, torch.tensor(labels)


def adapted(folder, method, start, double):
    model = classifier(folder)
    if double:
        exact = Classifier(model.config)
        exact.load_state_dict(model.state_dict())
        model = exact.double().eval()
    if method == "edora":
        model = with_latent(model, RANK, TARGETS, has_magnitude=True)
    else:
        model = PeftModel.from_pretrained(model, start, is_trainable=True, autocast_adapter_dtype=False)
        if double:
            model.double()
        with torch.no_grad():
            for module in model.modules():
                if hasattr(module, "lora_B"):
                    B = module.lora_B["default"].weight
                    assert B.abs().max() < 1e-20
                    B.zero_()
    count = sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad)
    assert count == TRAINED[method] + 2 * model.config.hidden_size, f"{method}: {count} trainable values"
    return model.eval()  # no dropout; gradients flow as in training


def reference_losses(folder, data, method, start, double):
    model, losses = adapted(folder, method, start, double), []
    groups = {True: [], False: []}
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            groups["score" in name].append(parameter)
    optimizer = torch.optim.AdamW(
        [{"params": groups[False], "lr": RATES[method]}, {"params": groups[True], "lr": HEAD_RATE}], weight_decay=WEIGHT_DECAY)
    for encoded, labels in batches(folder, data):
        if double:
            encoded = {"input_ids": [ids[mask == 1] for ids, mask in zip(encoded["input_ids"], encoded["attention_mask"])]}
        loss = torch.nn.functional.cross_entropy(model(**encoded).logits, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train(arguments, folder, method, *options):
    command = edora_command(arguments.edora) + [
        "train", "--model", folder, "--data", arguments.data.resolve(), "--task", "RTE", "--method", method, "--rank", RANK, "--weight-decay", WEIGHT_DECAY,
        "--scaling", "alpha/r", "--alpha", RANK, "--batch-size", BATCH_SIZE, "--schedule", "constant", "--warmup", 0, "--clip", 0, "--dropout", 0,
        "--no-shuffle", "--seed", 1, "--limit-dev", 1, "--threads", arguments.threads, *options]
    command += [] if method == "lora" else ["--decay-magnitude"]
    command += ["--sigma", 0, "--svd-of", "weight"] if method == "edora" else []
    run_edora(command)


def our_start(arguments, folder, method, directory):
    """A folder with the adapter as it is before the first step; its B is not quite 0."""
    train(arguments, folder, method, "--lr", 1e-30, "--head-lr", 1e-30, "--max-steps", 1, "--limit", BATCH_SIZE, "--output", directory)
    return directory


def our_losses(arguments, folder, method, record):
    # Only the rows of these steps: at the end of a run all of its training rows are scored.
    train(arguments, folder, method, "--lr", RATES[method], "--head-lr", HEAD_RATE, "--max-steps", STEPS, "--limit", STEPS * BATCH_SIZE, "--record", record)
    return json.loads(record.read_text())["losses"]


def compare(arguments, folder, directory):
    failed = []
    print("| method | first loss | last loss | largest relative difference | at step |\n|---|---:|---:|---:|---:|")
    for method in arguments.methods:
        start = None if method == "edora" else our_start(arguments, folder, method, directory / f"{method}-start")
        began = time.monotonic()
        expected = reference_losses(folder, arguments.data, method, start, arguments.double)
        print(f"PyTorch, {method}: {time.monotonic() - began:.0f} s", file=sys.stderr)
        began = time.monotonic()
        found = our_losses(arguments, folder, method, directory / f"{method}.json")
        print(f"edora, {method}: {time.monotonic() - began:.0f} s", file=sys.stderr)
        if len(found) != len(expected):
            raise SystemExit(f"{method}: expected {len(expected)} losses, found {len(found)}")
        differences = [abs(f - e) / abs(e) for f, e in zip(found, expected)]
        worst = max(range(STEPS), key=lambda step: differences[step] if math.isfinite(differences[step]) else math.inf)
        print(f"| {method} | {expected[0]:.6f} | {expected[-1]:.6f} | {differences[worst]:.1e} | {worst + 1} |", flush=True)
        if not differences[worst] <= arguments.tolerance:
            failed.append(method)
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=glue_folder(), help="directory with one folder a GLUE task (default: data/glue, or data/mini-glue)")
    parser.add_argument("--methods", nargs="+", choices=RATES, default=list(RATES))
    parser.add_argument("--checkpoint", type=Path, help="folder of the model for transformers, made where it is missing (default: temporary)")
    parser.add_argument("--edora", type=Path, help="the built tool (default: swift run -c release edora)")
    parser.add_argument("--double", action="store_true", help="run PyTorch in float64")
    parser.add_argument("--threads", type=int, default=1, help="threads of both sides (default: 1)")
    parser.add_argument("--tolerance", type=float, default=1e-3, help="largest allowed relative difference (default: 1e-3)")
    arguments = parser.parse_args()
    if not is_here("losses of Gemma"):
        return
    torch.set_num_threads(arguments.threads)
    with tempfile.TemporaryDirectory() as temporary:
        folder = make_checkpoint((arguments.checkpoint or Path(temporary) / "gemma").resolve())
        failed = compare(arguments, folder, Path(temporary))
    if failed:
        raise SystemExit(f"above the tolerance {arguments.tolerance:g}: {', '.join(failed)}")


if __name__ == "__main__":
    main()
