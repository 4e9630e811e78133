#!/usr/bin/env python3
"""Compares the speed of `edora predict` with transformers' pipeline and with ONNX Runtime: the same model and rows, in
turn, in one run.

    make bench-predict
    scripts/bench_predict.py --rounds 3 --rows 10000 --output figures/bench/predict.json

An adapter is trained on the first 2,000 rows of SST-2, then merged: all sides load that checkpoint in float32. The rows
are the first 10,000 of SST-2's train.tsv. Transformers' side is `pipeline("text-classification", batch_size=64)`. ONNX
Runtime's is the same model, exported by `torch.onnx` once before, in a session with its default, full, optimisation, and
Hugging Face's tokenizers alone: no PyTorch. Both take the rows sorted by their number of characters, 64 at a time, which
spares them padding, and have run on 256 rows before. Each measurement is a process of its own, ours first in each round.
There are two ways of counting:

- predicting: from texts in memory to labels, tokenisation on all sides, without loading the model. Ours also reads the
  rows from their file. It is what `edora predict --verbose` says.
- whole: the process. Theirs is importing their libraries, loading the model and predicting, ours all from its start to its
  end with the labels written.

The labels are compared row by row. Versions: scripts/requirements.txt.
"""
import argparse
import datetime
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench_peers import peak_resident_mib, processor, spread

BATCH, WARM_UP = 64, 256
# Each peer, and the ratio of speeds that is aimed at.
PEERS = {"pipeline": 4, "onnxruntime": 1.3}
DATA = Path("data/glue")
ONNX = "model.onnx"


def pipeline(model, threads):
    """Transformers' pipeline: texts to labels, texts to token counts, and the libraries."""
    import torch
    import transformers

    torch.set_num_threads(threads)
    transformers.logging.set_verbosity_error()
    classifier = transformers.pipeline("text-classification", model=str(model), batch_size=BATCH, device="cpu")

    def counts(rows):
        return map(len, classifier.tokenizer(rows, truncation=True, max_length=128)["input_ids"])
    return lambda rows: [answer["label"] for answer in classifier(rows)], counts, (torch, transformers)


def onnxruntime(model, threads):
    """The same of an ONNX Runtime session and Hugging Face's tokenizers."""
    import numpy
    import onnxruntime as runtime
    import tokenizers

    options = runtime.SessionOptions()
    options.intra_op_num_threads = threads
    session = runtime.InferenceSession(str(model / ONNX), options, providers=["CPUExecutionProvider"])
    tokenizer = tokenizers.Tokenizer.from_file(str(model / "tokenizer.json"))
    tokenizer.enable_truncation(128)
    tokenizer.enable_padding()
    names = json.loads((model / "config.json").read_text())["id2label"]

    def classify(rows):
        labels = []
        for start in range(0, len(rows), BATCH):
            encoded = tokenizer.encode_batch(rows[start:start + BATCH])
            logits, = session.run(["logits"], {
                "input_ids": numpy.array([e.ids for e in encoded]), "attention_mask": numpy.array([e.attention_mask for e in encoded]),
                "token_type_ids": numpy.array([e.type_ids for e in encoded])})
            labels += [names[str(i)] for i in logits.argmax(axis=1)]
        return labels

    def counts(rows):
        return (sum(e.attention_mask) for e in tokenizer.encode_batch(rows))
    return classify, counts, (runtime, tokenizers)


def export(model):
    """Writes the model for ONNX Runtime beside its other files; in a process of its own."""
    import torch
    import transformers

    network = transformers.AutoModelForSequenceClassification.from_pretrained(model).eval()

    class Logits(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.network = network

        def forward(self, input_ids, attention_mask, token_type_ids):
            return self.network(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).logits

    # Three tensors: of one that stands for two inputs torch.export makes one input.
    ids, mask, types = (torch.full((3, 17), i, dtype=torch.int64) for i in (9, 1, 0))
    names = ["input_ids", "attention_mask", "token_type_ids"]
    free = {0: torch.export.Dim("rows"), 1: torch.export.Dim("length", max=512)}
    torch.onnx.export(
        Logits(), (ids, mask, types), dynamic_shapes=(free,) * 3, dynamo=True, input_names=names,
        output_names=["logits"]).save(str(model / ONNX))


def worker(arguments):
    """A peer's side of one measurement; prints one line of JSON."""
    rows = arguments.texts.read_text(encoding="utf-8").split("\n")[:-1]
    start = time.perf_counter()
    classify, counts, libraries = globals()[arguments.peer](arguments.worker, arguments.threads)
    loading = time.perf_counter() - start
    classify(rows[:WARM_UP])
    start = time.perf_counter()
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    found = classify([rows[i] for i in order])
    seconds = time.perf_counter() - start
    labels = [""] * len(rows)
    for i, answer in zip(order, found, strict=True):
        labels[i] = answer
    print(json.dumps({
        "seconds": seconds, "wholeSeconds": loading + seconds, "labels": labels, "tokens": sum(counts(rows)),
        "peakResidentMiB": peak_resident_mib(), "versions": {m.__name__: m.__version__ for m in libraries}}))


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
    if not inside:
        raise SystemExit(f"edora predict --verbose: expected how long it took, found:\n{errors[-500:]}")
    labels = [line.split("\t")[0] for line in output.splitlines()]
    return {"seconds": float(inside[1]), "wholeSeconds": seconds, "peakResidentMiB": memory, "labels": labels}


def theirs(arguments, peer, model, texts):
    output, _, _, _ = run([
        sys.executable, __file__, "--peer", peer, "--worker", model, "--texts", texts, "--threads", arguments.threads])
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
    parser.add_argument("--export", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--peer", choices=PEERS, help=argparse.SUPPRESS)
    parser.add_argument("--texts", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.rounds < 1 or arguments.rows < 1:
        parser.error("--rounds and --rows: at least 1")
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    if arguments.worker:
        return worker(arguments)
    if arguments.export:
        return export(arguments.export)
    with tempfile.TemporaryDirectory() as folder:
        compare(arguments, Path(folder))


def compare(arguments, folder):
    lines = (DATA / "SST-2/train.tsv").read_bytes().decode().rstrip("\n").split("\n")[1:arguments.rows + 1]
    rows = [line.split("\t")[0] for line in lines]
    texts, test = folder / "texts", folder / "SST-2/test.tsv"
    test.parent.mkdir()
    texts.write_text("\n".join(rows) + "\n", encoding="utf-8")
    test.write_text("".join(["index\tsentence\n"] + [f"{i}\t{row}\n" for i, row in enumerate(rows)]), encoding="utf-8")
    model = arguments.model or make_model(arguments.edora, folder)
    model = shutil.copytree(model, folder / "model")  # the exported one goes beside its files

    run([sys.executable, __file__, "--export", model])

    rounds = []
    for number in range(arguments.rounds):
        sides = {"edora": ours(arguments, model, folder)} | {peer: theirs(arguments, peer, model, texts) for peer in PEERS}
        rounds.append(sides)
        print(f"round {number + 1} of {arguments.rounds}: " + "; ".join(
            f"{name} {side['seconds']:.2f} s, whole {side['wholeSeconds']:.2f} s" for name, side in sides.items()),
            file=sys.stderr, flush=True)
    one = [ours(arguments, model, folder, threads=1) for _ in range(arguments.rounds)]
    labels = {name: side["labels"] for name, side in rounds[0].items()}
    different = [i for i in range(len(rows)) if len({found[i] for found in labels.values()}) > 1]
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
    def measured(runs):
        return [{key: side[key] for key in ("seconds", "wholeSeconds", "peakResidentMiB")} for side in runs]

    def ratios(peer, key):
        return [sides[peer][key] / sides["edora"][key] for sides in rounds]
    return {
        "measured": datetime.date.today().isoformat(), "processor": processor(), "threads": arguments.threads,
        "batchSize": BATCH, "rows": len(rows), "tokens": rounds[0]["pipeline"]["tokens"],
        "edora": measured(sides["edora"] for sides in rounds), "edoraOneThread": measured(one),
        "peers": [{
            "name": peer, "aim": aim, "versions": rounds[0][peer]["versions"], "runs": measured(sides[peer] for sides in rounds),
            "ratios": ratios(peer, "seconds"), "wholeRatios": ratios(peer, "wholeSeconds")} for peer, aim in PEERS.items()],
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
    sides = [(peer["name"], peer["runs"]) for peer in report["peers"]]
    for title, runs in (*sides, ("edora", report["edora"]), ("edora, one thread", report["edoraOneThread"])):
        print(f"| {title} | {speeds(runs)} |")
    for peer in report["peers"]:
        met = "met" if statistics.median(peer["ratios"]) >= peer["aim"] else "missed"
        print(f"\n{peer['name']}: ratio {spread(peer['ratios'], 2)}, at least {peer['aim']}: {met}; "
              f"of whole processes {spread(peer['wholeRatios'], 2)}")
    print(f"different labels: {report['differentLabels']} of {report['rows']}"
          + "".join(f"\n  logits {margin:.2g} apart" for margin in sorted(report["marginsWhereDifferent"])[-5:]))


if __name__ == "__main__":
    main()
