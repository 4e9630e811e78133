#!/usr/bin/env python3
"""Compares the speed of `edora predict` with transformers' pipeline: the same model and rows, in turn, in one run.

    make bench-predict
    scripts/bench_predict.py --rounds 3 --rows 10000 --output figures/bench/predict.json

An adapter is trained on the first 2,000 rows of SST-2, then merged: both sides load that checkpoint in float32. The rows
are the first 10,000 of SST-2's train.tsv. Theirs is `pipeline("text-classification", batch_size=64)` on the rows sorted by
their number of characters, which spares it padding; it has run on 256 rows before. Each measurement is a process of its
own, ours before theirs in each round. There are two ways of counting:

- predicting: from texts in memory to labels, tokenisation on both sides, without loading the model. Ours also reads the
  rows from their file. It is what `edora predict --verbose` says.
- whole: the process. Theirs is importing PyTorch and transformers, loading the model and predicting, ours all from its
  start to its end with the labels written.

The labels are compared row by row. Versions: scripts/requirements.txt.
"""
import argparse
import datetime
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench_peers import peak_resident_mib, processor, spread

BATCH, WARM_UP, AIM = 64, 256, 4
DATA = Path("data/glue")


def worker(arguments):
    """The pipeline's side of one measurement; prints one line of JSON."""
    rows = arguments.texts.read_text(encoding="utf-8").splitlines()
    start = time.perf_counter()
    import torch
    import transformers

    torch.set_num_threads(arguments.threads)
    transformers.logging.set_verbosity_error()
    classifier = transformers.pipeline("text-classification", model=str(arguments.worker), batch_size=BATCH, device="cpu")
    loading = time.perf_counter() - start
    classifier(rows[:WARM_UP])
    start = time.perf_counter()
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    found = classifier([rows[i] for i in order])
    seconds = time.perf_counter() - start
    labels = [""] * len(rows)
    for i, answer in zip(order, found):
        labels[i] = answer["label"]
    tokens = sum(map(len, classifier.tokenizer(rows, truncation=True, max_length=128)["input_ids"]))
    print(json.dumps({
        "seconds": seconds, "wholeSeconds": loading + seconds, "labels": labels, "tokens": tokens,
        "peakResidentMiB": peak_resident_mib(), "versions": {m.__name__: m.__version__ for m in (torch, transformers)}}))


def run(command):
    """Its output, errors, seconds and peak memory."""
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        start = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], stdout=output, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        for stream in (output, errors):
            stream.seek(0)
        if status != 0:
            raise SystemExit(f"{' '.join(map(str, command))}\nended with status {status}:\n{errors.read()[-2000:]}")
        return output.read(), errors.read(), seconds, usage.ru_maxrss / 1024


def make_model(edora, folder):
    adapter, merged = folder / "adapter", folder / "merged"
    run([edora, "train", "--task", "SST-2", "--data", DATA, "--limit", 2000, "--epochs", 1, "--output", adapter])
    run([edora, "merge", "--adapter", adapter, "--output", merged])
    return merged


def ours(arguments, model, data, threads=None):
    # A test file has no labels: one is printed for each row.
    output, errors, seconds, memory = run([
        arguments.edora, "predict", "--model", model, "--task", "SST-2", "--data", data, "--split", "test", "--verbose",
        "--threads", threads or arguments.threads])
    inside = re.search(r"predicted in ([0-9.]+) s", errors)
    labels = [line.split("\t")[0] for line in output.splitlines()]
    return {"seconds": float(inside[1]), "wholeSeconds": seconds, "peakResidentMiB": memory, "labels": labels}


def theirs(arguments, model, texts):
    output, _, _, _ = run([sys.executable, __file__, "--worker", model, "--texts", texts, "--threads", arguments.threads])
    return json.loads(output[output.index("{"):])


def products(arguments):
    """OpenBLAS's kernel, and GFLOP/s of the products of two square matrices: its own, and torch.mm's."""
    output, _, _, _ = run([arguments.edora, "bench", "--steps", 1, "--threads", arguments.threads, "--json"])
    bench = json.loads(output)
    code = ("import time, torch; torch.set_num_threads(%d); a = torch.rand(2048, 2048); best = 1e9\n"
            "for _ in range(8):\n start = time.perf_counter(); a @ a; best = min(best, time.perf_counter() - start)\n"
            "print(2 * 2048 ** 3 / best / 1e9)" % arguments.threads)
    torch_speed, _, _, _ = run([sys.executable, "-c", code])
    return {"blasKernel": bench["blasKernel"], "peakGFLOPS": bench["threadsPeakGFLOPS"], "torchGFLOPS": float(torch_speed)}


def margins(arguments, model, data, rows):
    """How far apart the two logits of these rows are."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        run([arguments.edora, "predict", "--model", model, "--task", "SST-2", "--data", data, "--split", "test",
             "--logits", file.name])
        logits = json.loads(Path(file.name).read_text())
    return [abs(logits[i][0] - logits[i][1]) for i in rows]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, help="how often both sides are measured (default: 3)")
    parser.add_argument("--rows", type=int, default=10_000, help="rows of SST-2's train.tsv (default: 10000)")
    parser.add_argument("--threads", type=int, default=2, help="threads of both sides (default: 2)")
    parser.add_argument("--model", type=Path, help="a merged classifier for SST-2 (default: one is trained)")
    parser.add_argument("--edora", type=Path, default=Path(".build/release/edora"), help="the built tool")
    parser.add_argument("--output", type=Path, default=Path("figures/bench/predict.json"), help="where the results go")
    parser.add_argument("--worker", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--texts", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    if arguments.worker:
        return worker(arguments)
    with tempfile.TemporaryDirectory() as folder:
        compare(arguments, Path(folder))


def compare(arguments, folder):
    lines = (DATA / "SST-2/train.tsv").read_bytes().decode().split("\n")[1:arguments.rows + 1]
    rows = [line.split("\t")[0] for line in lines]
    texts, test = folder / "texts", folder / "SST-2/test.tsv"
    test.parent.mkdir()
    texts.write_text("\n".join(rows) + "\n", encoding="utf-8")
    test.write_text("".join(["index\tsentence\n"] + [f"{i}\t{row}\n" for i, row in enumerate(rows)]), encoding="utf-8")
    model = arguments.model or make_model(arguments.edora, folder)

    rounds = []
    for number in range(arguments.rounds):
        rounds.append((ours(arguments, model, folder), theirs(arguments, model, texts)))
        mine, other = rounds[-1]
        print(f"round {number + 1} of {arguments.rounds}: edora {mine['seconds']:.2f} s, whole {mine['wholeSeconds']:.2f} s; "
              f"pipeline {other['seconds']:.2f} s, whole {other['wholeSeconds']:.2f} s", file=sys.stderr, flush=True)
    one = [ours(arguments, model, folder, threads=1) for _ in range(arguments.rounds)]
    different = [i for i, (a, b) in enumerate(zip(rounds[0][0]["labels"], rounds[0][1]["labels"], strict=True)) if a != b]
    report = summary(arguments, rounds, one, rows, different)
    report |= products(arguments)
    report["marginsWhereDifferent"] = margins(arguments, model, folder, different) if different else []
    show(report)
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    partial = arguments.output.with_name(arguments.output.name + ".part")
    partial.write_text(json.dumps(report, indent=1) + "\n")
    partial.replace(arguments.output)
    print(f"written to {arguments.output}", file=sys.stderr)


def summary(arguments, rounds, one, rows, different):
    keys = ["seconds", "wholeSeconds", "peakResidentMiB"]
    sides = {name: [{key: side[key] for key in keys} for side in runs]
             for name, runs in (("edora", [a for a, _ in rounds]), ("pipeline", [b for _, b in rounds]), ("edoraOneThread", one))}
    return {
        "measured": datetime.date.today().isoformat(), "processor": processor(), "threads": arguments.threads,
        "versions": rounds[0][1]["versions"], "batchSize": BATCH, "rows": len(rows), "tokens": rounds[0][1]["tokens"], "aim": AIM,
        **sides, "ratios": [b["seconds"] / a["seconds"] for a, b in rounds],
        "wholeRatios": [b["wholeSeconds"] / a["wholeSeconds"] for a, b in rounds],
        "callOverOurProcess": [b["seconds"] / a["wholeSeconds"] for a, b in rounds],
        "differentLabels": len(different)}


def show(report):
    def speeds(runs):
        seconds = statistics.median(run["seconds"] for run in runs)
        return (f"{spread([run['seconds'] for run in runs], 2)} s | {spread([run['wholeSeconds'] for run in runs], 2)} s | "
                f"{report['rows'] / seconds:.0f} | {report['tokens'] / seconds:.0f} | "
                f"{spread([run['peakResidentMiB'] for run in runs], 0)}")
    print(f"{report['rows']} rows, {report['tokens']} tokens, on {report['processor']}, {report['threads']} threads\n")
    print("| | predicting | whole process | rows/s | tokens/s | peak MiB |")
    print("|---|---:|---:|---:|---:|---:|")
    for title, name in (("pipeline", "pipeline"), ("edora", "edora"), ("edora, one thread", "edoraOneThread")):
        print(f"| {title} | {speeds(report[name])} |")
    met = "met" if statistics.median(report["ratios"]) >= report["aim"] else "missed"
    print(f"\nratio: {spread(report['ratios'], 2)}, at least {report['aim']}: {met}; of whole processes {spread(report['wholeRatios'], 2)}; "
          f"the pipeline's call over our whole process {spread(report['callOverOurProcess'], 2)}")
    print(f"different labels: {report['differentLabels']} of {report['rows']}"
          + "".join(f"\n  logits {margin:.2g} apart" for margin in report["marginsWhereDifferent"]))


if __name__ == "__main__":
    main()
