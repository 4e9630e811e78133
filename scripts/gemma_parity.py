#!/usr/bin/env python3
"""Compares `edora` on Gemma 3 270M with transformers and PEFT.

    scripts/gemma_parity.py --edora .build/release/edora          (or make parity, after make gemma)

transformers and PEFT have the model as an ordinary folder with a fixed head (gemma_checkpoint.py). Printed are the largest differences of a logit:
of the first dev rows of RTE and CoLA on that folder; of adapters that edora trained on the GGUF file, read by PEFT, and merged by either, read by transformers; and
of adapters that PEFT wrote with random values, read by edora on the GGUF file. Then what transformers says of the texts of gemma-logits.json, with which
Core's tests compare. The exit status is 1 above --tolerance, or when an adapter has no effect. Training is compared by gemma_trajectory.py.

"""
import argparse
import json
import math
import sys
import tempfile
import warnings
from pathlib import Path

from gemma_checkpoint import FILE, TARGETS, classifier, glue_folder, is_here, make_checkpoint

import torch
from transformers import AutoTokenizer
from transformers.utils import logging as transformers_logging

from logits_parity import edora_command, read_rows, run_edora
from make_gemma_logits_fixture import TARGET, computed
from peft_parity import compare, compare_import, logits

RATES = {"lora": 5e-4, "dora": 5e-4, "lora-xs": 2e-3, "magnitude": 5e-3, "edora": 5e-3}
FOUR_STEPS = ["--head-lr", "1e-5", "--epochs", "1", "--max-steps", "4", "--batch-size", "4", "--limit", "16", "--limit-dev", "1"]
NAME = "Gemma 3 270M"


class Table:
    """Rows of differences as they come; knows whether one was too large, or an effect too small."""

    def __init__(self, tolerance):
        self.tolerance, self.failed = tolerance, False

    def row(self, *titles, effect, differences):
        print("| " + " | ".join([*titles, f"{effect:.1e}", *(f"{difference:.1e}" for difference in differences)]) + " |", flush=True)
        # "not below" also catches NaN, which `max` may lose.
        self.failed = self.failed or not effect >= 100 * self.tolerance or not all(difference <= self.tolerance for difference in differences)


def compare_logits(table, arguments, folder, directory):
    print("| rows | spread of a class's logits | edora predict |\n|---|--:|--:|")
    tokenizer, model = AutoTokenizer.from_pretrained(folder), classifier(folder)
    for task in ["RTE", "CoLA"]:
        rows, file = read_rows(arguments.data, task, "dev", arguments.limit), directory / f"{task}.json"
        run_edora(edora_command(arguments.edora) + [
            "predict", "--model", folder, "--task", task, "--data", arguments.data.resolve(), "--split", "dev", "--limit", arguments.limit,
            "--threads", arguments.threads, "--logits", file])
        ours, theirs = torch.tensor(json.loads(file.read_text())), logits(model, tokenizer, rows)
        assert ours.shape == theirs.shape == (arguments.limit, 2), (ours.shape, theirs.shape)
        spread = (theirs.max(0).values - theirs.min(0).values).min().item()
        table.row(f"{len(rows)} of {task}", effect=spread, differences=[(ours - theirs).abs().max().item()])


def compare_adapters(table, arguments, folder, directory):
    print("\n| method | effect of its matrices | PEFT | PEFT, merged | edora merge, transformers |\n|---|--:|--:|--:|--:|")
    for method in arguments.methods:
        effect, *differences = compare(NAME, FILE.parent, method, arguments, directory, theirs=folder, rates=RATES, amount=FOUR_STEPS)
        table.row(method, effect=effect, differences=differences)


def compare_imports(table, arguments, folder, directory):
    print("\n| written by PEFT as | effect of its matrices | edora import, edora predict |\n|---|--:|--:|")
    for method in ["lora", "dora"]:
        effect, difference = compare_import(NAME, FILE.parent, method, arguments, directory, theirs=folder, targets=TARGETS, deviation=0.02)
        table.row(method, effect=effect, differences=[difference])


def compare_fixture(folder):
    """Whether transformers still gives the numbers of the fixture."""
    found, kept = computed(folder), json.loads(TARGET.read_text())
    pairs = [(new["logits"], old["logits"]) for key in ("rows", "next") for new, old in zip(found[key], kept[key])]
    differences = [abs(a - b) for new, old in pairs for a, b in zip(new, old)]
    difference = max(differences) if all(map(math.isfinite, differences)) else math.nan
    best = ", ".join(f"{text['pieces'][0]!r} {text['logits'][0]:.2f}" for text in found["next"])
    print(f"\n{TARGET.name}: transformers' logits now within {difference:.1e}; next tokens {best}; perplexity {found['sentence']['perplexity']:.3f}")
    return difference < 2e-4 and math.isclose(found["sentence"]["perplexity"], kept["sentence"]["perplexity"], rel_tol=1e-4)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=glue_folder(), help="directory with one folder a GLUE task (default: data/glue, or data/mini-glue)")
    parser.add_argument("--checkpoint", type=Path, help="folder of the model for transformers, made where it is missing (default: temporary)")
    parser.add_argument("--edora", type=Path, help="the built tool (default: swift run -c release edora)")
    parser.add_argument("--limit", type=int, default=64, help="dev rows of a task to compare; a quarter of them for each adapter (default: 64)")
    parser.add_argument("--methods", nargs="+", choices=list(RATES), default=list(RATES))
    parser.add_argument("--threads", type=int, default=1, help="threads of both sides (default: 1)")
    parser.add_argument("--tolerance", type=float, default=5e-5, help="largest allowed difference of a logit (default: 5e-5)")
    arguments = parser.parse_args()
    if not is_here("Gemma's logits"):
        return 0
    torch.set_num_threads(arguments.threads)
    transformers_logging.disable_progress_bar()
    warnings.simplefilter("ignore")
    table = Table(arguments.tolerance)
    with tempfile.TemporaryDirectory() as temporary:
        directory = Path(temporary)
        folder = make_checkpoint((arguments.checkpoint or directory / "gemma").resolve())
        compare_logits(table, arguments, folder, directory)
        arguments.limit //= 4
        compare_adapters(table, arguments, folder, directory)
        compare_imports(table, arguments, folder, directory)
        failed = not compare_fixture(folder) or table.failed
    print("failed" if failed else f"all within {arguments.tolerance:.0e}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
