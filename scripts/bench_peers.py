#!/usr/bin/env python3
"""Compares the training speed of `edora bench` with PyTorch + PEFT: the same batches, in turn, in one run.

    make bench-peers
    scripts/bench_peers.py --rounds 3 --workloads edora-rte lora-rte --output figures/bench/peers.json
    make bench-decoder                               Gemma 3 270M alone (make gemma first), into figures/bench/decoder.json
    scripts/bench_peers.sh --before 45b56c6          an older commit of ours in the same rounds, built in a work tree of its own

Each measurement is a process of its own: three steps to warm up (PyTorch on Gemma: one), then the timed ones, the same batches on both sides. A
side's speed is that of its median step. A ratio is taken within a round, where ours ran before and after PyTorch, so that
a drift of the machine's speed falls on both. Batches of 32 have the lengths of real rows (data/bench/lengths.json) and
random tokens; PyTorch pads each batch to its longest sequence.
On a processor with AVX512-BF16 ours trains in bfloat16, too, beside PyTorch and beside its own float32; --emulate does that on any processor, slowly.
The same run also measures our own steps against each other (methods, threads, debug build), the cost of a token over
batch sizes and lengths, the SVD of RoBERTa-base's matrices, and the tokenizers on SST-2's training rows, if data/glue
has them, on one thread each.
EDoRA runs in PyTorch with its released forward on PEFT's DoRA layers: the norm of the dense W₀ + s·B·R·A at
every call, and a second product with W₀. Versions: scripts/requirements.txt.
"""
import argparse
import datetime
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

BATCH, RANK, WARM_UP = 32, 16, 3
TARGETS = ["query", "value", "attention.output.dense", "output.dense"]
GEMMA, DECODER_TARGETS = "data/models/gemma3-270m", ["q_proj", "v_proj", "o_proj", "down_proj"]
NARROW = ["--precision", "bfloat16"]


class Workload(NamedTuple):
    title: str
    method: str
    task: str
    backbone: str
    peers_options: list
    # The smallest ratio to reach; None where there is no aim.
    target: float | None
    options: list = []


WORKLOADS = {name: Workload(*parts) for name, parts in {
    "edora-rte": ("EDoRA, RTE", "edora", "RTE", "minilm", [], 8),
    "edora-cola": ("EDoRA, CoLA", "edora", "CoLA", "minilm", [], 15),
    "edora-cola-padded": ("EDoRA, CoLA, padded to 128 as released", "edora", "CoLA", "minilm", ["--pad-to", "128"], None),
    "lora-rte": ("LoRA, RTE", "lora", "RTE", "minilm", [], 6),
    "dora-rte": ("DoRA, RTE", "dora", "RTE", "minilm", [], None),
    "full-rte": ("Full fine-tuning, RTE", "full", "RTE", "minilm", [], 4),
    "edora-rte-bf16": ("EDoRA, RTE; PyTorch under bf16 autocast", "edora", "RTE", "minilm", ["--bf16"], 4),
    "edora-roberta": ("EDoRA, RTE, RoBERTa-base size", "edora", "RTE", "roberta-base", [], 6),
    "edora-gemma": ("EDoRA, RTE, Gemma 3 270M", "edora", "RTE", GEMMA, [], 6),
    "lora-gemma": ("LoRA, RTE, Gemma 3 270M", "lora", "RTE", GEMMA, [], 6),
    "edora-rte-narrow": ("EDoRA, RTE; both in bfloat16", "edora", "RTE", "minilm", ["--bf16"], 6, NARROW),
    "edora-cola-narrow": ("EDoRA, CoLA; ours in bfloat16", "edora", "CoLA", "minilm", [], 8.5, NARROW),
    "edora-gemma-narrow": ("EDoRA, RTE, Gemma 3 270M; ours in bfloat16", "edora", "RTE", GEMMA, [], 9, NARROW),
    "edora-gemma-both-narrow": ("EDoRA, RTE, Gemma 3 270M; both in bfloat16", "edora", "RTE", GEMMA, ["--bf16"], 5, NARROW),
}.items()}
# Where a step takes long: the share of --steps that is timed, and the steps before.
SLOW = {"roberta-base": (1 / 2, WARM_UP), GEMMA: (1 / 4, 1)}


class Own(NamedTuple):
    """Two of our own steps beside each other."""
    title: str
    # Keywords of `own_step`: of what is measured, and of what it is divided by.
    first: dict
    second: dict
    # The largest ratio to allow, or the smallest; None where there is no aim.
    at_most: float | None
    at_least: float | None
    measured: str = "seconds"


ROBERTA = ["--model", "roberta-base", "--random-weights"]
OWN = {
    "over-lora-xs": Own("EDoRA step over LoRA-XS step", {}, {"method": "lora-xs"}, 1.03, None),
    "over-lora": Own("EDoRA step over LoRA step", {}, {"method": "lora"}, 1.00, None),
    "threads": Own("EDoRA step on one thread over two", {"threads": 1}, {"threads": 2}, None, 1.85),
    "debug": Own("EDoRA step, debug build over release", {"tool": "debug"}, {}, 1.2, None),
}
# In bfloat16: where the processor has its instructions, or is told to compute without.
OWN_NARROW = {
    "narrow": Own("EDoRA step, fp32 over bfloat16", {}, {"options": NARROW}, None, 1.55),
    "narrow-full": Own("Full fine-tuning step, fp32 over bfloat16", {"method": "full"}, {"method": "full", "options": NARROW}, None, 1.4),
    "narrow-roberta": Own(
        "EDoRA step of RoBERTa-base size, fp32 over bfloat16", {"options": ROBERTA}, {"options": ROBERTA + NARROW}, None, 1.65),
    "narrow-memory": Own("Peak memory at RoBERTa-base size, bfloat16 over fp32", {"options": ROBERTA + NARROW}, {"options": ROBERTA}, 0.7, None,
                         "peakResidentMiB"),
}


def own_before(commit):
    """Our steps of an older commit over today's; the older one cannot do more than train in float32."""
    steps = [("EDoRA", "edora", "RTE"), ("EDoRA", "edora", "CoLA"), ("Full fine-tuning", "full", "RTE")]
    return {f"before-{method}-{task.lower()}": Own(
        f"{title} step on {task}, commit {commit} over today's", {"tool": "before", "method": method, "task": task}, {"method": method, "task": task},
        None, None) for title, method, task in steps}


BATCH_SIZES, LENGTHS = [8, 16, 32, 64, 128, 256], [8, 16, 32, 64, 128]


def peak_resident_mib():
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise SystemExit("/proc/self/status has no VmHWM")


def released_forward(layer):
    """The forward of the released EDoRA code on one of PEFT's DoRA layers, written from its formula."""
    import torch

    latent, scale = layer.lora_B["default"], layer.scaling["default"]
    A, W0 = layer.lora_A["default"].weight, layer.base_layer.weight
    magnitude = layer.lora_magnitude_vector["default"].weight

    def forward(x, *args, **kwargs):
        result = layer.base_layer(x)
        with torch.no_grad():
            norm = torch.linalg.norm(W0 + scale * (latent.B @ latent.edora_R @ A), dim=1)
        ratio = (magnitude / norm).view(1, -1)
        update = latent(torch.nn.functional.linear(x, A))
        return result + (ratio - 1) * torch.nn.functional.linear(x, W0) + ratio * scale * update

    layer.forward = forward


def gemma():
    """Gemma 3 270M's shape with random weights, which its speed does not depend on: reading the file takes transformers a minute."""
    from transformers import Gemma3TextConfig, Gemma3TextForSequenceClassification

    return Gemma3TextForSequenceClassification(Gemma3TextConfig(
        vocab_size=262_144, hidden_size=640, intermediate_size=2048, num_hidden_layers=18, num_attention_heads=4, num_key_value_heads=1, head_dim=256,
        sliding_window=512, max_position_embeddings=32_768, num_labels=2))


def peer_model(method, backbone):
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import BertConfig, BertForSequenceClassification

    from trajectory_parity import with_latent

    torch.manual_seed(1)
    targets = DECODER_TARGETS if backbone == GEMMA else TARGETS
    if backbone == GEMMA:
        model = gemma()
    elif backbone == "minilm":
        model = BertForSequenceClassification.from_pretrained("data/models/minilm", num_labels=2)
    else:
        model = BertForSequenceClassification(BertConfig(vocab_size=50265, hidden_size=768, num_hidden_layers=12,
                                                         num_attention_heads=12, intermediate_size=3072))
    if method == "edora":
        model = with_latent(model, RANK, targets, has_magnitude=True)
        for module in model.modules():
            if hasattr(module, "lora_A"):
                released_forward(module)
    elif method != "full":
        model = get_peft_model(model, LoraConfig(task_type="SEQ_CLS", r=RANK, lora_alpha=16, lora_dropout=0.0,
                                                 target_modules=targets, use_dora=method == "dora"))
    return model.train()


def peer_batch(lengths, step, pad_to):
    import torch

    own = [lengths[(step * BATCH + i) % len(lengths)] for i in range(BATCH)]
    ids = torch.randint(1000, 20000, (BATCH, pad_to or max(own)))
    mask = (torch.arange(ids.shape[1]).unsqueeze(0) < torch.tensor(own).unsqueeze(1)).long()
    return {"input_ids": ids * mask, "attention_mask": mask}, torch.randint(0, 2, (BATCH,))


def worker(arguments):
    """PyTorch's side of one measurement; prints one line of JSON."""
    import peft
    import torch
    import transformers

    torch.set_num_threads(arguments.threads)
    transformers.logging.set_verbosity_error()
    method, task, backbone = WORKLOADS[arguments.worker][1:4]
    lengths = json.loads(Path("data/bench/lengths.json").read_text())[task]
    model = peer_model(method, backbone)
    trainable = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(trainable, lr=1e-5, weight_decay=0.01)
    seconds, warm_up = [], SLOW.get(backbone, (1, WARM_UP))[1]
    for step in range(warm_up + arguments.steps):
        inputs, labels = peer_batch(lengths, step, arguments.pad_to)
        start = time.perf_counter()
        with torch.autocast("cpu", torch.bfloat16, enabled=arguments.bf16):
            logits = model(**inputs).logits
        loss = torch.nn.functional.cross_entropy(logits.float(), labels)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trainable, 1.0)
        optimizer.step()
        seconds.append(time.perf_counter() - start)
    versions = {module.__name__: module.__version__ for module in (torch, transformers, peft)}
    print(json.dumps({"examplesPerSecond": BATCH / statistics.median(seconds[warm_up:]),
                      "peakResidentMiB": peak_resident_mib(), "versions": versions}))


def run(command):
    result = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if result.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))}\nended with status {result.returncode}:\n{result.stderr[-2000:]}")
    return json.loads(result.stdout[result.stdout.index("{"):])


def measure(name, arguments):
    """One round of a workload: ours, theirs, ours again."""
    _, method, task, backbone, peers_options, _, options = WORKLOADS[name]
    steps = max(1, int(arguments.steps * SLOW.get(backbone, (1, WARM_UP))[0]))

    def ours():
        return run([arguments.edora_bench, "--task", task, "--method", method, "--rank", RANK, "--batch-size", BATCH,
                    "--model", backbone, "--threads", arguments.threads, "--steps", steps, "--json"]
                   + (["--random-weights"] if backbone == "roberta-base" else []) + emulated(arguments, options))

    before = ours()
    theirs = run([sys.executable, __file__, "--worker", name, "--steps", steps, "--threads", arguments.threads] + peers_options)
    both = [before, ours()]
    seconds = [second for report in both for second in report["stepSeconds"]]
    keys = ["shareOfPeak", "peakGFLOPS", "allocationsPerStep", "peakResidentMiB"]
    own = {key: statistics.mean(report[key] for report in both) for key in keys if None not in (before[key], both[1][key])}
    return theirs, before | own | {"examplesPerSecond": BATCH / statistics.median(seconds)}


def emulated(arguments, options):
    return [*options, "--emulate"] if arguments.emulate and "bfloat16" in options else list(options)


def own_step(arguments, method="edora", threads=None, tool="release", task="RTE", options=(), steps=20):
    """The report of one `edora bench` of ours; 20 steps see all the rows of data/bench/lengths.json."""
    program = {"release": arguments.edora, "debug": Path(".build/debug/edora"), "before": arguments.edora_before}[tool]
    return run([program, "bench", "--task", task, "--method", method, "--rank", RANK, "--threads", threads or arguments.threads,
                "--steps", steps, "--json", *emulated(arguments, options)])


def own_ratios(arguments, pairs):
    def measured(pair, options):
        report = own_step(arguments, **options)
        return statistics.median(report["stepSeconds"]) if pair.measured == "seconds" else report[pair.measured]

    results = {name: [] for name in pairs}
    for number in range(arguments.rounds):
        for name, pair in pairs.items():
            ratio = measured(pair, pair.first) / measured(pair, pair.second)
            results[name].append(ratio)
            print(f"round {number + 1} of {arguments.rounds}, {pair.title}: {ratio:.2f}", file=sys.stderr, flush=True)
    return [{"name": name, "title": pair.title, "ratios": results[name], "atMost": pair.at_most, "atLeast": pair.at_least}
            for name, pair in pairs.items()]


def cost(arguments):
    """Time and attention's share of a token, over batch sizes (RTE's lengths) and over lengths (batch 32, all of one length)."""
    def point(key, value, options):
        report = own_step(arguments, options=options, steps=arguments.steps)
        seconds = statistics.median(report["stepSeconds"])
        print(f"cost: {key} {value}: {1 / report['tokensPerSecond'] * 1e6:.0f} µs a token", file=sys.stderr, flush=True)
        return {key: value, "microsecondsPerToken": 1e6 / report["tokensPerSecond"],
                "attentionShare": report["parts"]["attention"] / (1e3 * seconds)}
    return {"overBatchSize": [point("batchSize", n, ["--batch-size", n]) for n in BATCH_SIZES],
            "overLength": [point("length", n, ["--max-length", n, "--fill-length"]) for n in LENGTHS]}


def decompositions(arguments):
    """Seconds of the SVD of RoBERTa-base's 48 matrices, and how far singular values are from LAPACK's."""
    reports = [run([arguments.edora, "bench", "--svd", "--threads", arguments.threads, "--json"]) for _ in range(arguments.rounds)]
    return {"matrices": reports[0]["matrices"], "rank": reports[0]["rank"], "seconds": [report["seconds"] for report in reports],
            "largestError": max(report["largestError"] for report in reports)}


def tokenizers(arguments):
    """Rows a second of SST-2's training rows through Hugging Face's tokenizer and through ours, one thread each."""
    path = Path("data/glue/SST-2/train.tsv")
    if not path.exists():
        print(f"tokenizers: {path} is missing (make glue); not compared", file=sys.stderr)
        return None
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    from tokenizer_parity import hugging_face, read_rows

    rows = [texts[0] for texts in read_rows(path, "SST-2")]
    theirs = hugging_face(Path("data/models/minilm"), True)
    theirs.enable_truncation(128)
    rates = {"huggingFace": [], "edora": []}
    for _ in range(arguments.rounds):
        start = time.perf_counter()
        theirs.encode_batch(rows)
        rates["huggingFace"].append(len(rows) / (time.perf_counter() - start))
        rates["edora"].append(run([arguments.edora, "tokenize", "--task", "SST-2", "--split", "train", "--data", "data/glue",
                                   "--time"])["rowsPerSecond"])
    return {"rows": len(rows), "rowsPerSecond": rates,
            "ratios": [b / a for a, b in zip(rates["huggingFace"], rates["edora"])]}


def side(runs, keys):
    return [{key: run[key] for key in keys} for run in runs]


def summary(name, rounds):
    title, method, task, backbone, _, target, _ = WORKLOADS[name]
    theirs, ours = zip(*rounds)
    return {
        "name": name, "title": title, "method": method, "task": task, "backbone": backbone, "target": target,
        "pytorch": side(theirs, ["examplesPerSecond", "peakResidentMiB"]),
        "edora": side(ours, ["examplesPerSecond", "peakResidentMiB", "shareOfPeak", "peakGFLOPS", "allocationsPerStep"]),
        "ratios": [b["examplesPerSecond"] / a["examplesPerSecond"] for a, b in rounds],
        "memoryRatios": [b["peakResidentMiB"] / a["peakResidentMiB"] for a, b in rounds],
    }


def spread(values, decimals=1):
    return f"{statistics.median(values):.{decimals}f} ({min(values):.{decimals}f}–{max(values):.{decimals}f})"


def show(results):
    print("| workload | PyTorch + PEFT, examples/s | edora | ratio | at least | share of peak | memory ratio |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for result in results:
        theirs, ours = ([run["examplesPerSecond"] for run in result[key]] for key in ("pytorch", "edora"))
        met = "" if result["target"] is None else \
            f"{result['target']} {'met' if statistics.median(result['ratios']) >= result['target'] else 'missed'}"
        share = spread([100 * run["shareOfPeak"] for run in result["edora"]], 0)
        print(f"| {result['title']} | {spread(theirs)} | {spread(ours)} | {spread(result['ratios'])} | {met} | {share} % | "
              f"{spread(result['memoryRatios'], 2)} |")


def usual_workloads(is_decoder, has_bfloat16):
    """Those of the decoder apart, since it is large and under terms of its own. Ours in bfloat16 only where that is fast."""
    return [name for name, workload in WORKLOADS.items()
            if (workload.backbone == GEMMA) == is_decoder and (has_bfloat16 or workload.options != NARROW)]


def has_bfloat16():
    """Whether the processor multiplies bfloat16 numbers: AVX512-BF16."""
    return "avx512_bf16" in Path("/proc/cpuinfo").read_text()


def processor():
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "unknown")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, help="how often each workload is measured (default: 3)")
    parser.add_argument("--steps", type=int, default=8, help="timed steps of a measurement (default: 8)")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)), help="threads of both sides (default: all cores)")
    parser.add_argument("--workloads", nargs="+", choices=WORKLOADS, metavar="NAME",
                        help="some of: " + ", ".join(WORKLOADS))
    parser.add_argument("--edora", type=Path, default=Path(".build/release/edora"), help="the built tool")
    parser.add_argument("--edora-bench", type=Path, default=Path(".build/release/edora-bench"),
                        help="the built program that counts allocations, too")
    parser.add_argument("--edora-before", type=Path, help="the tool of an older commit, measured beside today's; bench_peers.sh --before builds it")
    parser.add_argument("--emulate", action="store_true", help="bfloat16 without the processor's instructions for it: the same products, slower than float32")
    parser.add_argument("--decoder", action="store_true", help=f"the steps of {GEMMA} beside PyTorch's, and nothing else")
    parser.add_argument("--output", type=Path, help="where the results go (default: figures/bench/peers.json, or decoder.json)")
    parser.add_argument("--worker", choices=WORKLOADS, help=argparse.SUPPRESS)
    parser.add_argument("--pad-to", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--bf16", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    if arguments.worker:
        return worker(arguments)

    narrow = has_bfloat16() or arguments.emulate
    arguments.workloads = arguments.workloads or usual_workloads(arguments.decoder, narrow)
    arguments.output = arguments.output or Path("figures/bench") / ("decoder.json" if arguments.decoder else "peers.json")
    if not narrow:
        if asked := [name for name in arguments.workloads if WORKLOADS[name].options == NARROW]:
            parser.error(f"argument --workloads: {', '.join(asked)}: expected a processor with AVX512-BF16, found none; --emulate computes the same, slowly")
        print("this processor has no AVX512-BF16; workloads in bfloat16 are left out", file=sys.stderr)
    if asked := [name for name in arguments.workloads if WORKLOADS[name].backbone == GEMMA]:
        if not any(Path(GEMMA).glob("*.gguf")):
            parser.error(f"{', '.join(asked)}: expected {GEMMA}, found none; run: make gemma")
    if arguments.decoder and len(asked) < len(arguments.workloads):
        parser.error("argument --decoder: expected workloads on Gemma alone beside it")
    tokens, svd = (None, None) if arguments.decoder else (tokenizers(arguments), decompositions(arguments))
    rounds = {name: [] for name in arguments.workloads}
    for number in range(arguments.rounds):
        for name in arguments.workloads:
            theirs, ours = measure(name, arguments)
            rounds[name].append((theirs, ours))
            print(f"round {number + 1} of {arguments.rounds}, {WORKLOADS[name].title}: PyTorch {theirs['examplesPerSecond']:.1f}, "
                  f"edora {ours['examplesPerSecond']:.1f} examples/s", file=sys.stderr, flush=True)
    results = [summary(name, pairs) for name, pairs in rounds.items()]
    theirs, ours = next(iter(rounds.values()))[0]
    show(results)
    report = {
        "measured": datetime.date.today().isoformat(), "processor": processor(), "threads": arguments.threads,
        "blasKernel": ours["blasKernel"], "versions": theirs["versions"], "rounds": arguments.rounds,
        "steps": arguments.steps, "batchSize": BATCH, "rank": RANK, "workloads": results}
    if not arguments.decoder:
        pairs = OWN | (OWN_NARROW if narrow else {}) | (own_before(arguments.edora_before.parents[2].name) if arguments.edora_before else {})
        report |= {"own": own_ratios(arguments, pairs), "cost": cost(arguments), "tokenizers": tokens, "svd": svd}
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    partial = arguments.output.with_name(arguments.output.name + ".part")
    partial.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    partial.replace(arguments.output)
    print(f"written to {arguments.output}", file=sys.stderr)


if __name__ == "__main__":
    main()
