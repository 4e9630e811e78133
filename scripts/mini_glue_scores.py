#!/usr/bin/env python3
"""Trains methods on data/mini-glue and says whether the tasks tell them apart.

After five epochs at the tool's default rates, head-only must stay under 85 % of the best method's score and no
method may reach 99 %. Prints a table; exits 1 where a task fails. About half an hour on two cores for all.

    scripts/mini_glue_scores.py
    scripts/mini_glue_scores.py --tasks RTE QNLI --methods head lora --edora .build/debug/edora
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

METRIC = {"CoLA": "matthews", "STS-B": "pearson"}


def score(tool, data, task, method, threads):
    """The last epoch's dev score of one run."""
    with tempfile.TemporaryDirectory() as folder:
        record = pathlib.Path(folder) / "record.json"
        command = [*tool, "train", "--data", data, "--task", task, "--method", method, "--epochs", "5", "--record", str(record)]
        if threads:
            command += ["--threads", str(threads)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{' '.join(command)} failed:\n{done.stderr}")
        return json.loads(record.read_text())["epochs"][-1]["metrics"][METRIC.get(task, "accuracy")]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", nargs="+", default=["CoLA", "SST-2", "MRPC", "STS-B", "QNLI", "RTE"])
    parser.add_argument("--methods", nargs="+", default=["head", "edora", "lora", "full"])
    parser.add_argument("--data", default="data/mini-glue")
    parser.add_argument("--edora", help="the built tool (default: swift run edora)")
    parser.add_argument("--threads", type=int)
    options = parser.parse_args()
    tool = [options.edora] if options.edora else ["swift", "run", "edora"]
    print("| task | " + " | ".join(options.methods) + " | head over best |")
    print("|---|" + "---:|" * (len(options.methods) + 1))
    passed = True
    for task in options.tasks:
        scores = {m: score(tool, options.data, task, m, options.threads) for m in options.methods}
        best = max(scores.values())
        ratio = scores.get("head", 0) / best if best > 0 else float("inf")
        passed = passed and ratio < 0.85 and best < 0.99
        print(f"| {task} | " + " | ".join(f"{100 * s:.1f}" for s in scores.values()) + f" | {100 * ratio:.0f} % |", flush=True)
    sys.exit(0 if passed else 1)


if __name__ == "__main__":
    main()
