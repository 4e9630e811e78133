#!/usr/bin/env python3
"""Measures the training step of EDoRA's relatives beside EDoRA's, in rounds that alternate, by `edora bench`; for chapter 8.

    scripts/bench_relatives.py                     ten minutes on two cores; writes data/bench/relatives.json

Each measurement is a process of its own: the median of its timed steps, on MiniLM, 32 rows of the task's lengths. In each round all methods
follow one another, EDoRA first, so that whatever else the machine does meets them alike. Leave it alone meanwhile. Standard library alone.
"""
import argparse
import datetime
import json
import statistics
import subprocess
from pathlib import Path

METHODS = [("edora", 16), ("vera", 256), ("psoft", 34), ("psoft-free", 24), ("lora-sb", 25), ("lora-xs", 25), ("uni-lora", 16), ("pissa", 1),
           ("mica", 1)]
STEPS = {"RTE": 12, "CoLA": 24}  # the longest rows of GLUE's small tasks, and the shortest


def measure(edora, task, method, rank, threads):
    """The report of one process."""
    command = [edora, "bench", "--task", task, "--method", method, "--rank", str(rank), "--steps", str(STEPS[task]), "--json"]
    done = subprocess.run(command + (["--threads", str(threads)] if threads else []), stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edora", default=".build/debug/edora", help="the tool (default: %(default)s, which is optimised)")
    parser.add_argument("--rounds", type=int, default=3, help="default: %(default)s")
    parser.add_argument("--threads", type=int, help="of each measurement (default: all cores)")
    parser.add_argument("--output", type=Path, default=Path("data/bench/relatives.json"), help="default: %(default)s")
    options = parser.parse_args()
    steps = [{"task": task, "method": method, "rank": rank, "seconds": []} for task in STEPS for method, rank in METHODS]
    for number in range(options.rounds):
        for step in steps:
            report = measure(options.edora, step["task"], step["method"], step["rank"], options.threads)
            step["seconds"].append(round(statistics.median(report["stepSeconds"]), 5))
            print(f"round {number + 1}: {step['task']} {step['method']} {step['seconds'][-1]} s", flush=True)
    write(options.output, report["processor"], report["blasKernel"], report["workload"]["threads"], report["workload"]["batchSize"], steps)


def write(file, processor, kernel, threads, batch, steps):
    found = {"processor": processor, "blasKernel": kernel, "date": datetime.date.today().isoformat(), "threads": threads, "batchSize": batch,
             "steps": steps}
    file.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(f"written to {file}")


if __name__ == "__main__":
    main()
