#!/usr/bin/env python3
"""Reads the event files of `edora train --log-dir` by stock TensorBoard: its library, and its page's own requests.

    scripts/tensorboard_parity.py --edora .build/debug/edora          (in an environment with tensorboard==2.21.0)

Two runs with the same settings: one undisturbed, one that is interrupted by Ctrl-C, killed three times and resumed each time. In both, for each tag, the
steps and values of EventAccumulator and of the page's /data/plugin/scalars/scalars must be alike, every step be there once, and the losses be those of the run
record; no file may hold a START record, or more than one version. The exit status is 1 where something differs.
"""
import argparse
import json
import math
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.backend.event_processing.event_file_loader import LegacyEventFileLoader

REPOSITORY = Path(__file__).resolve().parents[1]
STEPS, EPOCHS = 36, 3


def command(arguments, output, log):
    return [str(arguments.edora.resolve()), "train", "--task", "RTE", "--data", "data/mini-glue", "--rank", "4", "--svd", "randomised", "--batch-size", "8",
            "--limit", "96", "--limit-dev", "16", "--epochs", str(EPOCHS), "--magnitude-lr", "1e-3", "--checkpoint-every", "0", "--resume",
            "--record", f"{output}/record.json", "--output", str(output), "--log-dir", str(log)]


def train(line, after=None, sent=None):
    """Runs to the end, or sends a signal once the log has so many bytes more than at the start; returns the exit status."""
    log = Path(line[-1])
    size = lambda: sum(file.stat().st_size for file in log.glob("*tfevents*")) if log.exists() else 0
    start, process = size(), subprocess.Popen(line, cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if sent is not None:
        while process.poll() is None and size() < start + after:
            time.sleep(0.002)
        process.send_signal(sent)
    _, errors = process.communicate()
    if process.returncode not in (0, -signal.SIGKILL, 130):
        sys.exit(f"edora ended with {process.returncode}: {errors}")
    return process.returncode


def library(folder):
    accumulator = EventAccumulator(str(folder), size_guidance={"scalars": 0})
    accumulator.Reload()
    return {tag: [(event.step, event.value) for event in accumulator.Scalars(tag)] for tag in accumulator.Tags()["scalars"]}


def page(address, run):
    get = lambda path, **query: json.load(urllib.request.urlopen(f"{address}{path}?{urllib.parse.urlencode(query)}", timeout=10))
    tags = get("/data/plugin/scalars/tags").get(run, {})
    return {tag: [(step, value) for _, step, value in get("/data/plugin/scalars/scalars", run=run, tag=tag)] for tag in tags}


def served(folder, runs):
    """What the page asks for, once the server has read everything."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-m", "tensorboard.main", "--logdir", folder, "--host", "127.0.0.1", "--port", str(port)],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(120):
            try:
                found = {run: page(f"http://127.0.0.1:{port}", run) for run in runs}
                if all(found.values()) and all(len(values.get("train/loss", [])) >= STEPS for values in found.values()):
                    return found
            except OSError:
                pass
            time.sleep(0.5)
        return found
    finally:
        server.terminate()
        server.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edora", type=Path, required=True)
    arguments = parser.parse_args()
    faults = []

    def require(holds, what):
        print(("ok     " if holds else "WRONG  ") + what)
        if not holds:
            faults.append(what)

    with tempfile.TemporaryDirectory() as temporary:
        folder, outputs = Path(temporary) / "logs", {name: Path(temporary) / name for name in ("whole", "broken")}
        for output in outputs.values():
            output.mkdir()
        lines = {name: command(arguments, output, folder / name) for name, output in outputs.items()}
        train(lines["whole"])
        seed = int(time.time())
        print(f"moments of the signals: seed {seed}")
        chance = random.Random(seed)
        sent = [train(lines["broken"], chance.randrange(100, 1200), kind) for kind in (signal.SIGINT, signal.SIGKILL, signal.SIGKILL, signal.SIGKILL)]
        require(sent[0] == 130 and sent[1:].count(-signal.SIGKILL) > 0, f"interrupted: {sent}")
        require(train(lines["broken"]) == 0, "resumed to the end")
        shown, read = served(folder, list(outputs)), {name: library(folder / name) for name in outputs}
        expected_tags = {"train/loss", "train/gradient_norm", "rate/adapter", "rate/magnitudes", "rate/head", "dev/accuracy"}
        for name, output in outputs.items():
            require(set(read[name]) == expected_tags, f"{name}: tags {sorted(read[name])}")
            require({tag: [(s, math.isclose(v, w, rel_tol=1e-6)) for (s, v), (_, w) in zip(values, shown[name].get(tag, []))]
                     for tag, values in read[name].items()} == {tag: [(s, True) for s, _ in shown[name].get(tag, [])] for tag in expected_tags},
                    f"{name}: the page's points are the library's")
            for tag, values in read[name].items():
                steps = [step * STEPS // EPOCHS for step in range(1, EPOCHS + 1)] if tag.startswith("dev/") else list(range(1, STEPS + 1))
                require([step for step, _ in values] == steps, f"{name}: {tag} has steps {steps[0]} to {steps[-1]}, each once")
            record = json.loads((output / "record.json").read_text())
            require(all(math.isclose(a, b, rel_tol=1e-6) for (_, a), b in zip(read[name]["train/loss"], record["losses"])), f"{name}: the record's losses")
            require(all(math.isclose(a, b["metrics"]["accuracy"], rel_tol=1e-6) for (_, a), b in zip(read[name]["dev/accuracy"], record["epochs"])),
                    f"{name}: the record's scores")
            files = list((folder / name).glob("*"))
            events = [event for file in files for event in LegacyEventFileLoader(str(file)).Load()]
            require(len(files) == 1 and sum(event.HasField("file_version") for event in events) == 1, f"{name}: one file, one version")
            require(not any(event.HasField("session_log") for event in events), f"{name}: no START record")
            require(all(a.step <= b.step for a, b in zip(events, events[1:])), f"{name}: steps never fall")
        require(read["whole"] == read["broken"], "the interrupted run's curves are the undisturbed one's, to the bit")
    print(f"{len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
