#!/usr/bin/env python3
"""Disk errors and kills at the writes of commands, two commands at once on one output, kills at random moments.

    scripts/soak_faults.py                       all of them, all faults (about 20 minutes on two cores)
    scripts/soak_faults.py merge pairs           these alone
    scripts/soak_faults.py --list                their names

Each command runs on a tiny BERT once undisturbed, then once for each call that changes a file below its output (compare: each fifth): that call fails
(an I/O error, a full disk) or the process is killed there. After each: the output is what lay there before or the whole of the new,
never a mixture and never neither; a command that left the old says so and ends with another status than 0; the same command, run
again, ends well with the same bytes and leaves nothing else. A fault of these ends the script, and its folder stays.
"""
import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ERRORS = ("io", "full", "kill")
PAIRS, KILLS = "pairs", "kills"


class Fault(Exception):
    pass


class Lab:
    """A folder with a tiny base, two adapters of it, rows, and the library that injects faults."""

    def __init__(self, folder: Path, tool: Path):
        self.folder, self.tool, self.library = folder, tool, folder / "disk_faults.so"
        subprocess.run([shutil.which("cc") or "clang", "-shared", "-fPIC", "-O1", "-o", self.library, ROOT / "scripts/disk_faults.c", "-ldl"], check=True)
        base = folder / "base"
        base.mkdir()
        for name in ("config.json", "model.safetensors"):
            shutil.copy(ROOT / "Tests/CoreTests/Fixtures/tiny-bert" / name, base)
        letters = "abcdefghijklmnopqrstuvwxyz"
        words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *("##" + letter for letter in letters)]
        (base / "vocab.txt").write_text("".join(word + "\n" for word in words))
        (base / "tokenizer_config.json").write_text('{"do_lower_case": true}\n')
        rows = "".join(f"{letters[i % 26]} {letters[(3 * i) % 26]},{'good' if i % 3 else 'bad'}\n" for i in range(60))
        (folder / "rows.csv").write_text("text,label\n" + rows)
        for name, options in (("first", ["--seed", "1"]), ("second", ["--seed", "2"])):
            self.must(self.train(folder / name, "--rank", "4", *options))
        glue = folder / "glue/RTE"
        glue.mkdir(parents=True)
        for split, count in (("train", 12), ("dev", 6), ("test", 4)):
            lines = [f"{i}\t{letters[i]} b\t{letters[i + 1]} c" for i in range(count)]
            labels = [""] * count if split == "test" else [f"\t{'entailment' if i % 2 else 'not_entailment'}" for i in range(count)]
            header = "index\tsentence1\tsentence2" + ("" if split == "test" else "\tlabel")
            (glue / f"{split}.tsv").write_text("\n".join([header] + [line + label for line, label in zip(lines, labels)]) + "\n")
        self.must(["train", "--model", base, "--task", "RTE", "--data", folder / "glue", "--rank", "2", "--max-length", "24", "--max-steps", "2",
                   "--batch-size", "4", "--threads", "1", "--output", folder / "rte"])

    def train(self, output, *options):
        return ["train", "--model", self.folder / "base", "--data", self.folder / "rows.csv", "--text", "text", "--label", "label",
                "--max-length", "24", "--batch-size", "4", "--threads", "1", "--output", output, *(options if "--epochs" in options else ["--max-steps", "3", *options])]

    def run(self, arguments, place=".", at=None, error="io", count=None, watched=None):
        environment = {key: value for key, value in os.environ.items() if not key.startswith("FAULT_")}
        if watched is not None:
            environment |= {"LD_PRELOAD": str(self.library), "FAULT_FOLDER": str(watched), "FAULT_ERROR": error}
            if at is not None:
                environment["FAULT_AT"] = str(at)
            if count is not None:
                environment["FAULT_COUNT"] = str(count)
        return subprocess.run([self.tool, *map(str, arguments)], cwd=self.folder / place, env=environment, capture_output=True, text=True, timeout=120)

    def must(self, arguments):
        result = self.run(arguments)
        if result.returncode != 0:
            raise Fault(f"{arguments}: status {result.returncode}\n{result.stderr}")
        return result


class Names(Lab):
    """Stands for a lab where only the names of the cases are asked for."""

    def __init__(self):
        self.folder = Path()


def state(folder: Path, volatile=()):
    """The files below a folder but for remains of a fault: hidden ones, and parts. Of volatile ones, which hold times, whether they are whole."""
    found = {}
    for file in sorted(folder.rglob("*")) if folder.exists() else []:
        name = str(file.relative_to(folder))
        if not file.is_file() or any(piece.startswith(".") for piece in name.split("/")) or name.endswith(".part"):
            continue
        found[name] = file.read_bytes()
        if any(piece in name for piece in volatile):
            found[name] = whole(file)
    return found


def whole(file: Path):
    if file.suffix == ".json":
        return b"whole" if json.loads(file.read_bytes()) else b"empty"
    if file.suffix == ".zip":
        with zipfile.ZipFile(file) as archive:
            return b"whole" if archive.testzip() is None else b"damaged"
    # A log grows, and a comparison's page is whole at every stage.
    return b"whole" if file.stat().st_size or "tfevents" in file.name else b"empty"


def remains(folder: Path):
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*")
                  if file.name.startswith(".") or file.name.endswith((".part", ".probe"))) if folder.exists() else []


@dataclass
class Case:
    """A command with an output: how it is prepared, what it writes."""
    name: str
    arguments: list
    prepare: Callable
    # The folder whose calls fail; the output by default.
    watched: Path = Path("out")
    # Files of one output are all old or all new; of others each is.
    isOne: bool = False
    # Pieces of names of files that hold times.
    volatile: tuple = ()
    # Goes on from a checkpoint where it was stopped.
    resumes: bool = False
    # Every so many-th call is failed.
    every: int = 1
    # Where it runs, below the lab's folder.
    place: str = "."


def cases(lab: Lab):
    first, second, base, rows = lab.folder / "first", lab.folder / "second", lab.folder / "base", lab.folder / "rows.csv"
    out, project = lab.folder / "out", lab.folder / "project"
    model, resume = ["--model", base], ["--resume", "--checkpoint-every", "0"]

    def export(adapter, form):
        return ["export", *model, "--adapter", adapter, "--format", form, "--output", out]

    def fresh():
        out.mkdir()

    def holds(adapter):
        return lambda: shutil.copytree(adapter, out)

    def file(name):
        return lambda: (out.mkdir(), (out / name).write_text("old\n"))

    def native():
        lab.must(export(second, "native"))

    def merged():
        lab.must(["merge", *model, "--adapter", second, "--output", out])

    def page(*edits):
        """The project's pages and figures, with some that are stale."""
        def prepare():
            for name in ("chapters", "figures", "Sources", "data", "Package.swift", "README.md"):
                source, target = ROOT / name, project / name
                if source.is_dir():
                    shutil.copytree(source, target, ignore=shutil.ignore_patterns("models", "glue", "domains", ".*"))
                else:
                    shutil.copy(source, target)
            for name, old, new in edits:
                text = (project / name).read_text()
                if old not in text:
                    raise Fault(f"{name}: no {old!r} to change")
                (project / name).write_text(text.replace(old, new, 1))
        return prepare

    return [
        Case("train", lab.train(out, "--rank", "4", *resume), fresh, isOne=True, resumes=True),
        Case("train-new", lab.train(out, "--rank", "4", *resume), lambda: None, isOne=True, resumes=True),
        Case("train-full", lab.train(out, "--method", "full", *resume), fresh, isOne=True, resumes=True),
        Case("train-record", lab.train(out, "--rank", "4", *resume, "--record", out / "record.json", "--log-dir", out / "log"), fresh,
             volatile=("record.json", "tfevents"), resumes=True),
        Case("export-peft", export(first, "peft"), holds(second), isOne=True),
        Case("export-native", export(first, "native"), holds(second), isOne=True),
        Case("export-peft-over-native", export(first, "peft"), native, isOne=True),
        Case("merge", ["merge", *model, "--adapter", first, "--output", out], merged, isOne=True),
        Case("convert", ["convert", *model, "--adapter", first, "--rank", "2", "--output", out], holds(second), isOne=True),
        Case("import", ["import", *model, "--adapter", lab.folder / "foreign", "--class", "bad", "--class", "good", "--max-length", "24",
                        "--output", out], holds(second), isOne=True),
        Case("predict", ["predict", *model, "--adapter", first, "--data", rows, "--output", out / "answers.csv"], file("answers.csv")),
        Case("predict-logits", ["predict", *model, "--adapter", first, "--data", rows, "--logits", out / "logits.json"], file("logits.json")),
        Case("ranks", ["ranks", *model, "--rule", "energy", "--rank", "4", "--output", out / "ranks.json"], file("ranks.json")),
        Case("tokenize", ["tokenize", *model, "--data", lab.folder / "glue", "--task", "RTE", "--max-length", "24", "--output", out / "ids.txt"],
             file("ids.txt")),
        Case("mini-glue", ["mini-glue", "--output", out], fresh),
        Case("submit-glue", ["submit-glue", *model, "--data", lab.folder / "glue", "--adapter", lab.folder / "rte", "--any-length",
                             "--output", out / "files"], fresh, volatile=(".zip",)),
        Case("sweep-plan", ["sweep", "plan", "--chapter", "3", "--output", out / "plan.jsonl"], file("plan.jsonl")),
        Case("compare", ["compare", *model, "--data", rows, "--methods", "lora,head", "--rank", "2", "--seeds", "1", "--epochs", "1",
                         "--no-search", "--max-length", "24", "--output", out], fresh, volatile=("records/", "README.md", "fig-"), every=5),
        Case("weave", ["weave", "chapter1-svd"], page(("chapters/chapter1-svd/main.swift", "The ", "The  ")), project, place="project"),
        Case("weave-figures", ["weave", "--figures", "chapter1-svd"], page(("figures/chapter1-svd/fig-spectra.svg", "<svg", "<svg ")), project,
             place="project"),
        Case("readme", ["readme"], page(("README.md", "EDoRA", "EDORA")), project, place="project"),
        Case("bench-page", ["bench-page"], page(("figures/bench/README.md", " the ", "  the ")), project, place="project"),
    ]


def check(lab: Lab, case: Case, errors):
    out, kept = lab.folder / case.watched, lab.folder / "before"
    for folder in (out, kept):
        shutil.rmtree(folder, ignore_errors=True)
    if case.place != ".":
        out.mkdir()
    case.prepare()
    if out.exists():
        (out / "notes.txt").write_text("of the user\n")
        shutil.copytree(out, kept)

    def now():
        return state(out, case.volatile)

    def again():
        shutil.rmtree(out, ignore_errors=True)
        if kept.exists():
            shutil.copytree(kept, out)

    old, count = now(), lab.folder / "count"
    count.unlink(missing_ok=True)
    result = lab.run(case.arguments, place=case.place, count=count, watched=out)
    if result.returncode != 0:
        raise Fault(f"{case.name}: status {result.returncode} undisturbed\n{result.stderr}")
    calls, new = max(map(int, count.read_text().split())), now()
    if calls == 0 or remains(out) or new == old:
        raise Fault(f"{case.name}: {calls} calls, remains {remains(out)}, {'the same files' if new == old else 'new files'}")
    outcomes, faults = {"old": 0, "new": 0}, 0
    for error in errors:
        for at in range(1, calls + 1, case.every):
            again()
            place = f"{case.name}, {error} at call {at} of {calls}"
            result = lab.run(case.arguments, place=case.place, at=at, error=error, watched=out)
            status, text = result.returncode, result.stderr
            if error == "kill" and status != -9 or error != "kill" and status < 0:
                raise Fault(f"{place}: status {status}\n{text}")
            if case.isOne:
                lab.run(["info", out])  # a reader ends what a killed process had written whole
            found = now()
            if case.resumes:
                found.pop("training-checkpoint.safetensors", None)
            odd = [name for name in {**old, **new, **found} if found.get(name) not in (old.get(name), new.get(name))]
            if odd or case.isOne and found not in (old, new):
                odd = odd or [name for name in {**found, **new} if found.get(name) != new.get(name)]
                raise Fault(f"{place}: neither the old files nor the new: {odd}\n{text}")
            outcomes["new" if found == new else "old"] += 1
            if error != "kill" and status == 0 and found != new:
                raise Fault(f"{place}: status 0 without the new files")
            if status > 0 and not text.strip():
                raise Fault(f"{place}: status {status} without a word")
            repeated = lab.run(case.arguments, place=case.place)
            if repeated.returncode != 0 or now() != new or remains(out):
                raise Fault(f"{place}: run again, status {repeated.returncode}, remains {remains(out)}\n{repeated.stderr}")
            faults += 1
    print(f"soak: {case.name}: {calls} calls, {faults} faults: {outcomes['new']} left all new files, {outcomes['old']} old ones", flush=True)
    return faults


def pairs(lab: Lab, count: int):
    """Two exports at once into one folder: the end is one of the two, whole; who was kept out says so."""
    out, refused = lab.folder / "out", 0
    model, formats = ["--model", lab.folder / "base"], ["peft", "native"]
    wanted = {}
    for adapter in ("first", "second"):
        for form in formats:
            shutil.rmtree(out, ignore_errors=True)
            lab.must(["export", *model, "--adapter", lab.folder / adapter, "--format", form, "--output", out])
            wanted[adapter, form] = state(out)
    for number in range(count):
        shutil.rmtree(out, ignore_errors=True)
        chosen = [("first", formats[number % 2]), ("second", formats[number // 2 % 2])]
        started = [subprocess.Popen([lab.tool, "export", *map(str, model), "--adapter", lab.folder / adapter, "--format", form, "--output", out],
                                    stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) for adapter, form in chosen]
        ends = [(process.communicate(timeout=120)[1], process.returncode) for process in started]
        if all(status != 0 for _, status in ends) or state(out) not in [wanted[choice] for choice in chosen] or remains(out):
            raise Fault(f"pair {number}: {ends}, {sorted(state(out))}, remains {remains(out)}")
        for text, status in ends:
            if status != 0 and "no other training or export" not in text:
                raise Fault(f"pair {number}: {text}")
            refused += status != 0
    print(f"soak: {PAIRS}: {count} exports at once: each pair left one of the two, whole; {refused} were kept out and said so", flush=True)


def kills(lab: Lab, count: int):
    """A training that is killed at random moments, each time resumed, ends with the bytes of an undisturbed one."""
    seed = int(time.time())
    moments, out, done, resumed, ends = random.Random(seed), lab.folder / "out", 0, 0, 0

    def arguments():
        return lab.train(out, "--rank", "4", "--resume", "--checkpoint-every", "0", "--epochs", "60")

    def start():
        return subprocess.Popen([lab.tool, *map(str, arguments())], cwd=lab.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def end(process):
        nonlocal ends
        text = process.communicate(timeout=300)[1]
        if process.returncode != 0 or state(out) != wanted or remains(out):
            raise Fault(f"seed {seed}, after {done} kills: status {process.returncode}, {sorted(state(out))}, remains {remains(out)}\n{text}")
        ends += 1

    shutil.rmtree(out, ignore_errors=True)
    began = time.monotonic()
    lab.must(arguments())
    wanted, whole_run = state(out), time.monotonic() - began
    while done < count:
        shutil.rmtree(out, ignore_errors=True)
        killed = 0
        while killed < 10 and done < count:
            process = start()
            try:
                process.wait(timeout=whole_run * moments.uniform(0.02, 0.8))
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
                killed, done = killed + 1, done + 1
                resumed += (out / "training-checkpoint.safetensors").exists()
            else:
                end(process)
                shutil.rmtree(out)
        end(start())
    print(f"soak: {KILLS}: {done} kills at random moments (seed {seed}), {resumed} of them left a checkpoint: all {ends} trainings ended with the "
          "same bytes", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="commands, pairs or kills; all of them by default")
    parser.add_argument("--list", action="store_true", help="print the names")
    parser.add_argument("--tool", type=Path, default=ROOT / ".build/debug/edora")
    parser.add_argument("--pairs", type=int, default=150, help="pairs of exports at once")
    parser.add_argument("--kills", type=int, default=1000, help="kills of a training at random moments")
    parser.add_argument("--errors", default=",".join(ERRORS), help="of io, full, kill")
    arguments = parser.parse_args()
    known = [case.name for case in cases(Names())] + [PAIRS, KILLS]
    if arguments.list:
        print("\n".join(known))
        return 0
    wanted = set(arguments.names or known)
    if unknown := wanted - set(known):
        parser.error(f"expected {', '.join(known)}, found {', '.join(sorted(unknown))}")
    folder, began = Path(tempfile.mkdtemp(prefix="edora-faults-")), time.monotonic()
    try:
        lab = Lab(folder, arguments.tool.resolve())
        shutil.copytree(lab.folder / "first", lab.folder / "foreign")
        lab.must(["convert", "--model", lab.folder / "base", "--adapter", lab.folder / "first", "--rank", "4", "--output", lab.folder / "foreign"])
        (lab.folder / "foreign/edora_config.json").unlink()
        faults = sum(check(lab, case, arguments.errors.split(",")) for case in cases(lab) if case.name in wanted)
        if PAIRS in wanted:
            pairs(lab, arguments.pairs)
        if KILLS in wanted:
            kills(lab, arguments.kills)
    except Fault as fault:
        print(f"soak: {fault}\nsoak: its folder stays: {folder}", file=sys.stderr)
        return 1
    shutil.rmtree(folder)
    print(f"soak: {faults} faults in {time.monotonic() - began:.0f} s: all old or all new")
    return 0


if __name__ == "__main__":
    sys.exit(main())
