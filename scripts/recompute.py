#!/usr/bin/env python3
"""Recomputes the numbers of chapters 5 to 8 from the run records, and compares them with the published pages.

It shares no code with the pages: other selection of records, other formulas' code, other quantiles. A number that differs, a cell or a row that
is missing, and a row that no record accounts for is printed, and the exit status is 1. Standard library alone.

Recomputed, every number of every row:
  chapter 5   rates of the searches, which must lie between others that were tried; scores, averages and trained values without the head; best epochs; differences to LoRA with their
              intervals (tables rates, main but for its last row, spreads, best, differences, intervals, evidence); what the official files
              hold, by the counts of scripts/task_facts.py (table facts); which task measures nothing, and averages, differences and verdicts without it (tables
              measures, fitted, rest, claimed, restclaimed, restclaims)
  chapter 6   averages, rates, trained values and differences with both intervals (tables basis, rank, parts, options, bymatrix); scores by
              task (records); near equals against random bases, and EDoRA against the magnitudes alone, with three intervals
              (pairings, beside); pairs of rates on held-out rows, and the best on dev rows (tworates, tworatesdev); scores on other domains, as far as they are on
              record, and EDoRA's differences there (domains, domainsless); gaps to training scores and their differences (gap, gapdifferences); losses and scores by the start of R (sigma); what frozen factors hold of full fine-tuning's change, from the
              shares of data/subspace (subspace)
  chapter 7   trained values (counts, large), and what the first singular directions hold, from the shares of data/decoder (spectrum)
  chapter 8   trained values (budgets), scores and averages of the seeds on record (scores), differences with three intervals (against); what has no
              record must say so
  the claims  (table claims) measured, difference with its three intervals, verdict, and what the former rule said: glue-avg-r4, svd-init,
              svd-convergence, competitive, above-others, above-others-r32, overfitting, from runs; dynamics, dynamics-as-full, from the files of
              movements; params-49k, params-30x, params-order, by counting. The scores of glue-avg-r32 and sst2-r16, which decide nothing.
              overfitting-remedies must say that it is not run, and some run of a remedy must be missing.
The shorter tables of verdicts in chapters 4 and 5, and README's, must say the same.

Not recomputed: of svd-cost the times, only their share; tables tasks, records, allotted, searches, cost, open
and pair; chapter 7's kinds, pair, svd, time and memory (its runs have no record yet: once they have, this script says that it does not know them);
chapter 8's rates, starts, seconds and files; figures, prose and exercises; the tables of chapters 1 to 4; README's other tables. Whether a record is what its run gave, no script can tell: train it again.
"""
import argparse
import bisect
import itertools
import json
import math
import re
import sys
from collections import Counter, defaultdict
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = ROOT / "data/runs/minilm"
SEEDS = (1, 2, 3)
CHANGES_OF_RULES = ("27 November 2026", "28 November 2026")
TWO_EPOCHS = ("SST-2", "SUBJ", "AGNews")
METRIC = {"CoLA": "matthews", "STS-B": "pearson"}
BASE = {"basis": "svd", "deviation": 0.01, "method": "edora", "rank": 16, "scaling": {"value": {"_0": 1}}, "sigmaSide": "input",
        "svdAlgorithm": "exact", "svdOf": "direction"}
USUAL = {"batchSize": 32, "clip": 1, "maxLength": 128, "schedule": "linear", "shuffles": True, "warmup": 0.06, "weightDecay": 0.01}
ENDS_OF_LADDER = (1e-5, 1)
REMEDIES = 2 * 4 * len(SEEDS)  # two remedies on four tasks
ALPHA = {"scaling": {"alphaOverRank": {"alpha": 16}}}


class Fault(Exception):
    """Something that a page or the records lack; printed with its place."""


def find(known, name, what):
    if name not in known:
        raise Fault(f"{what} {name!r} is unknown here; known are {', '.join(map(repr, known))}")
    return known[name]


# Records

class Runs:
    """Scores by setting, task and seed; a setting is what its configuration changes of EDoRA at rank 16."""

    def __init__(self):
        self.found, self.searches, self.remedies = defaultdict(dict), defaultdict(dict), []
        for folder in ("glue", "glue-dev-by-question", "glue-held-out", "domains"):
            for file in sorted((RUNS / folder).glob("*.json")):
                self.add(json.loads(file.read_text()), folder)

    def add(self, record, folder):
        configuration = record["configuration"]
        task, epochs = task_of(configuration), configuration["epochs"]
        adapter = configuration["adapter"]
        if configuration.get("trainShare") == 0.1 and adapter["method"] == "edora" and (adapter["rank"] != 16 or configuration["weightDecay"] != 0.01):
            self.remedies.append(record["key"])
        if epochs != (2 if task in TWO_EPOCHS else 5):
            return  # chapter 4's older runs
        changes = {key: value for key, value in configuration["adapter"].items() if BASE.get(key) != value}
        if "rankPattern" in changes:
            changes["rankPattern"] = "gradient" if max(changes["rankPattern"].values()) > 32 else "energy"
        changes |= {key: configuration[key] for key in ("trainShare", "magnitudeLearningRate", "precision") if key in configuration}
        if "magnitudeLearningRate" in configuration:
            changes["coreLearningRate"] = configuration["learningRate"]  # each pair of rates is a setting of its own
        changes |= {key: configuration[key] for key, usual in USUAL.items() if configuration[key] != usual}
        if configuration["decaysMagnitude"]:
            changes["decaysMagnitude"] = True
        setting, rate, seed = key_of(changes), configuration["learningRate"], configuration["seed"]
        if folder == "glue-held-out":
            self.searches[setting].setdefault(rate, {})[task] = None if "divergedAtStep" in record else score(record)
        else:
            seeds = self.found[setting, task].setdefault(rate, {})
            if seed in seeds:
                raise Fault(f"two runs of {task} with {setting}, seed {seed}, at {rate} are on record")
            seeds[seed] = record

    def rate(self, setting):
        """The rate that was searched for a setting, or None: the best mean over the tasks of the search, the lower one of two equals."""
        tried = self.searches.get(key_of(setting))
        if not tried:
            return None
        tasks = set.intersection(*(set(scores) for scores in tried.values()))
        means = {rate: sum(-math.inf if scores[task] is None else scores[task] for task in tasks) / len(tasks) for rate, scores in tried.items()}
        best = min(rate for rate in means if means[rate] == max(means.values()))
        if len(means) > 1 and best in (min(means), max(means)) and best not in ENDS_OF_LADDER:
            raise Fault(f"the search of {setting or 'EDoRA as it is'} stopped at {best}, an end of what it tried")
        return best

    def by_seed(self, setting, task):
        """The records of a cell, of the chapters' seeds and of more."""
        by_rate = self.found.get((key_of(setting), task), {})
        whole = [rate for rate, seeds in by_rate.items() if set(seeds) >= set(SEEDS)]
        if not whole:
            raise Fault(f"no runs of seeds {SEEDS} on record of {task} with {setting or 'EDoRA as it is'}")
        if len(whole) > 1:
            raise Fault(f"{setting} on {task} has runs at several rates: {whole}")
        searched = self.rate(setting)
        if searched is not None and searched != whole[0]:
            raise Fault(f"{setting} ran at {whole[0]}, and its search says {searched}")
        return by_rate[whole[0]]

    def records(self, setting, task):
        """The records of a cell of the chapters' seeds, in their order."""
        found = self.by_seed(setting, task)
        return [found[seed] for seed in SEEDS]

    def scores(self, setting, task, best=False):
        return [100 * (max(score(record, epoch) for epoch in record["epochs"]) if best else score(record)) for record in self.records(setting, task)]

    def gaps(self, setting, task):
        metric = METRIC.get(task, "accuracy")
        found = self.records(setting, task)
        if not all("trainingScores" in record for record in found):
            raise Fault(f"runs of {task} with {setting} have no scores on training rows")
        return [100 * (record["trainingScores"][metric] - score(record)) for record in found]

    def losses(self, setting, task, epoch):
        return [record["epochs"][epoch]["trainLoss"] for record in self.records(setting, task)]


def key_of(changes):
    return json.dumps(changes, sort_keys=True)


def score(record, epoch=None):
    if "divergedAtStep" in record:
        raise Fault(f"the run {record['key']} diverged, and has no score")
    return (epoch or record["epochs"][-1])["metrics"][METRIC.get(task_of(record["configuration"]), "accuracy")]


def task_of(configuration):
    """Its name; a task that is not one of GLUE's is described in whole."""
    task = configuration["task"]
    return task if isinstance(task, str) else task["name"]


# Statistics

def mean(values):
    return math.fsum(values) / len(values)


def deviation(values):
    centre = mean(values)
    return math.sqrt(math.fsum((value - centre) ** 2 for value in values) / (len(values) - 1)) if len(values) > 1 else 0.0


def student(freedom, share=0.975):
    """The quantile of Student's distribution by bisection; its integral by Simpson's rule."""
    constant = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)) / math.sqrt(freedom * math.pi)

    def integral(end, pieces=2000):
        step = end / pieces
        heights = [(1 + (step * i) ** 2 / freedom) ** (-(freedom + 1) / 2) for i in range(pieces + 1)]
        return constant * step / 3 * (heights[0] + heights[-1] + 4 * sum(heights[1:-1:2]) + 2 * sum(heights[2:-1:2]))

    low, high = 0.0, 20.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if 0.5 + integral(middle) < share else (low, middle)
    return high


QUANTILES = {}


def quantile(freedom):
    return QUANTILES.setdefault(freedom, student(freedom))


def over_seeds(tasks):
    """The 95 % interval on these tasks: Welch's, with Satterthwaite's degrees of freedom, rounded down."""
    count = len(tasks)
    parts = [deviation(values) ** 2 / len(values) / count ** 2 for values in tasks]
    centre, variance = mean([mean(values) for values in tasks]), math.fsum(parts)
    if variance == 0:
        return centre, centre
    freedom = variance ** 2 / math.fsum(part ** 2 / (len(values) - 1) for part, values in zip(parts, tasks))
    half = quantile(max(1, math.floor(freedom + 1e-9))) * math.sqrt(variance)
    return centre - half, centre + half


def of_mean(values):
    half = quantile(len(values) - 1) * deviation(values) / math.sqrt(len(values))
    return mean(values) - half, mean(values) + half


def bootstrap(tasks):
    """The 95 % interval on tasks like these: draws of tasks, then of seeds, all counted; ends by the expanded percentile."""
    count = len(tasks)
    if count not in (4, 5):
        raise Fault(f"the bootstrap here draws four tasks or five, not {count}")
    tail = 0.5 * math.erfc(math.sqrt(count / (count - 1)) * quantile(count - 1) / math.sqrt(2))
    if len(tasks[0]) > len(SEEDS):
        return bootstrap_of_many(tasks, tail)
    one = Counter()
    for values in tasks:  # a draw of one task: the mean of as many of its seeds
        for draw in itertools.product(values, repeat=len(values)):
            one[round(math.fsum(draw) / len(values) / count, 10)] += 1 / count / len(values) ** len(values)

    def doubled(left, right):
        both = Counter()
        for (a, p), (b, q) in itertools.product(left.items(), right.items()):
            both[round(a + b, 10)] += p * q
        return both

    pair = doubled(one, one)
    left, right = (pair, pair) if count == 4 else (pair, doubled(pair, one))
    a, b = sorted(left.items()), sorted(right.items())
    sums = list(itertools.accumulate((p for _, p in b), initial=0.0))
    values = [value for value, _ in b]

    def share(limit):
        return math.fsum(p * sums[bisect.bisect_right(values, limit - value)] for value, p in a)

    def at(wanted):
        low, high = a[0][0] + b[0][0] - 1, a[-1][0] + b[-1][0]
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if share(middle + 1e-9) < wanted else (low, middle)
        return high

    return at(tail), at(1 - tail)


def bootstrap_of_many(tasks, tail, step=0.005):
    """The same for more seeds than can be counted: values are rounded to steps of half a hundredth of a point."""
    count = len(tasks)
    low = min(map(min, tasks))

    def plus(left, right):
        both = defaultdict(float)
        for (a, p), (b, q) in itertools.product(left.items(), right.items()):
            both[a + b] += p * q
        return both

    one = defaultdict(float)
    for values in tasks:
        seed = defaultdict(float)
        for value in values:
            seed[round((value - low) / step)] += 1 / len(values)
        drawn = seed
        for _ in values[1:]:
            drawn = plus(drawn, seed)
        for place, p in drawn.items():
            one[round(place / len(values))] += p / count
    one = {place: p for place, p in one.items() if p > 1e-12}
    drawn = one
    for _ in tasks[1:]:
        drawn = plus(drawn, one)
    places = sorted(drawn)
    sums = list(itertools.accumulate(drawn[place] for place in places))
    return [low + step * places[min(bisect.bisect_left(sums, share), len(places) - 1)] / count for share in (tail, 1 - tail)]


def total(tasks):
    return mean(list(map(mean, tasks)))


def three(tasks):
    """The three intervals of a difference: on these tasks, of the seeds' averages over them, on tasks like these."""
    return [over_seeds(tasks), of_mean([mean(seed) for seed in zip(*tasks)]), bootstrap(tasks)]


def with_three(tasks):
    """What a cell of the claims' table shows of a difference."""
    return [total(tasks), *itertools.chain(*three(tasks))]


# Pages

class Page:
    """The tables of a page, by their label."""

    def __init__(self, path):
        if not (ROOT / path).is_file():
            raise Fault(f"there is no {path}")
        self.path, self.text = path, (ROOT / path).read_text()

    def table(self, label):
        return self.table_after(f'<a name="tab-{label}"></a>')

    def table_after(self, mark):
        if mark not in self.text:
            raise Fault(f"{self.path} has no {mark}")
        lines = self.text[self.text.index(mark):].split("\n")
        below = itertools.dropwhile(lambda line: not line.startswith("|"), lines)
        rows = list(itertools.takewhile(lambda line: line.startswith("|"), below))
        cells = [[re.sub(r"\]\([^)]*\)", "]", cell).strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows]
        if len(cells) < 3:
            raise Fault(f"{self.path} has no table with rows after {mark}")
        for row in cells:
            if len(row) != len(cells[0]):
                raise Fault(f"{self.path}, after {mark}: {len(row)} cells in a row of {len(cells[0])}: {' | '.join(row)}")
        return cells[0], cells[2:]


NUMBER = re.compile(r"(?<![\w.])[-+−]?\d[\d,]*(?:\.\d+)?(?:e-?\d+)?")


class Check:
    def __init__(self, verbose):
        self.verbose, self.numbers, self.tables, self.intervals, self.verdicts, self.faults = verbose, 0, 0, 0, 0, []

    @contextmanager
    def part(self, place):
        """Of what lacks something, the rest of the part is left out and the fault is kept."""
        try:
            yield
        except Fault as fault:
            self.faults.append(f"{place}: {fault}")

    def rows(self, place, rows, wanted):
        """A table must have these rows, and no other; those that it has."""
        found = [row[0] for row in rows]
        self.faults += [f"{place}: no row {name!r}" for name in wanted if name not in found]
        self.faults += [f"{place}: a row {name!r}, which is unknown here" for name in found if name not in wanted]
        self.faults += [f"{place}: {count} rows {name!r}" for name, count in Counter(found).items() if count > 1]
        return [row for row in rows if row[0] in wanted]

    def cell(self, place, cell, wanted, intervals=0, slack=1e-6):
        """A cell's numbers, each rounded as it is shown, and as far from that as the slack."""
        with self.part(f"{place}: {cell!r}"):
            self.compare(place, cell, wanted(), intervals, slack)

    def compare(self, place, cell, wanted, intervals, slack):
        shown = NUMBER.findall(cell.replace("**", ""))
        if self.verbose:
            print(f"  {place}: {cell!r} ~ {[round(value, 3) for value in wanted]}")
        if len(shown) != len(wanted):
            raise Fault(f"{len(shown)} numbers, and {len(wanted)} were recomputed")
        for text, value in zip(shown, wanted):
            plain = text.replace(",", "").replace("−", "-")
            digits = len(plain.split(".")[1]) if "." in plain and "e" not in plain else 0
            near = abs(float(plain) - value) <= (1e-9 * abs(value) if "e" in plain else 0.5 * 10 ** -digits + slack)
            if not near:
                self.faults.append(f"{place}: {cell!r} says {text}, recomputed {value:.5f}")
        self.numbers += len(wanted)
        self.intervals += intervals

    def says(self, place, cell, words):
        if words not in cell:
            self.faults.append(f"{place}: {cell!r}, recomputed {words!r}")

    def verdict(self, place, cell, wanted, former=None, second=None):
        """The verdict in bold; behind it what the rules before each change said, where that was another, and nothing of it where not."""
        self.verdicts += 1
        self.says(place, cell, f"**{wanted}**")
        for change, earlier in zip(CHANGES_OF_RULES, (former, second)):
            if earlier not in (None, wanted):
                self.says(place, cell, f"before {change}: {earlier}")
            elif f"before {change}" in cell:
                self.faults.append(f"{place}: {cell!r}, recomputed the same by the rule before {change}")


def cell(values):
    return [mean(values), deviation(values)]


def averages(runs, setting, tasks, best=False):
    return [mean(seed) for seed in zip(*(runs.scores(setting, task, best) for task in tasks))]


def minus(runs, setting, other, tasks):
    return [[a - b for a, b in zip(runs.scores(setting, task), runs.scores(other, task))] for task in tasks]


def counts(layers, shape, setting):
    """Trained values of the matrices: query, value, attention output, output of each layer."""
    return layers * counts_of_parts([shape[:2]] * 3 + [shape[2:]], setting)


def counts_of_parts(parts, setting):
    rank, method = setting.get("rank", 16), setting.get("method", "edora")
    total = 0
    for outputs, inputs in parts:
        total += {"edora": rank ** 2 + outputs, "lora": rank * (inputs + outputs), "dora": rank * (inputs + outputs) + outputs,
                  "lora-xs": rank ** 2, "direction": rank ** 2, "magnitude": outputs, "head": 0, "vera": outputs + rank, "psoft": rank * (rank - 1) // 2 + 2 * rank,
                  "psoft-free": rank ** 2 + 2 * rank, "lora-sb": rank ** 2, "uni-lora": rank ** 2 + outputs}[method]
    return total


MINILM, ROBERTA = (6, (384, 384, 384, 1536)), (12, (768, 768, 768, 3072))

METHODS = {
    "Full fine-tuning": {"method": "full", **ALPHA}, "LoRA, r = 16": {"method": "lora", **ALPHA}, "DoRA, r = 16": {"method": "dora", **ALPHA},
    "LoRA-XS, r = 16": {"method": "lora-xs"}, "LoRA-XS, r = 32": {"method": "lora-xs", "rank": 32},
    "Magnitude only": {"method": "magnitude", **ALPHA}, "EDoRA, r = 16": {}, "EDoRA, r = 32": {"rank": 32}, "Head only": {"method": "head", **ALPHA},
}
# With those that chapter 6 has beside them.
TITLED = METHODS | {"R with lengths kept, r = 16": {"method": "direction"}}
LORA = METHODS["LoRA, r = 16"]
TASKS = ["CoLA", "MRPC", "RTE", "STS-B", "QNLI", "SST-2"]
AVERAGED = [task for task in TASKS if task != "QNLI"]
FOUR = ["CoLA", "MRPC", "RTE", "STS-B"]


# The columns of chapter 5's table of what the files hold.
FACTS = {
    "dev rows": ["devRows"], "seen": ["devInTrain"], "relabelled": ["devInTrainOtherLabel"],
    "half seen": ["devFirstInTrain", "devSecondInTrain"], "train rows": ["trainRows"], "repeated": ["trainRepeated"],
    "two labels": ["trainContradictory"], "lost": ["trainMerged", "devMerged"],
}


def chapter5(runs, check):
    page = Page("chapters/chapter5-glue/README.md")
    with check.part("5, facts"):
        known = json.loads((ROOT / "data/task-facts.json").read_text())
        header, rows = page.table("facts")
        for row in check.rows("5, facts", rows, TASKS):
            counted = find(known, row[0], "the task")
            for name, text in zip(header[1:], row[1:]):
                check.cell(f"5, facts, {row[0]}, {name}", text, lambda: [counted[key] for key in find(FACTS, name, "the column") if key in counted])
        check.tables += 1
    with check.part("5, rates"):
        header, rows = page.table("rates")
        for name, tried_cell, chosen in check.rows("5, rates", rows, METHODS):
            tried = find(runs.searches, key_of(METHODS[name]), "the search of")
            check.cell(f"5, rates, {name}", tried_cell.replace("[", "").replace("]", ""), lambda: searched(tried))
            check.cell(f"5, chosen rate, {name}", chosen, lambda: [runs.rate(METHODS[name])])
        check.tables += 1
    with check.part("5, main"):
        for label, part in (("main", mean), ("spreads", deviation)):
            header, rows = page.table(label)
            for row in check.rows(f"5, {label}", rows[:-1] if label == "main" else rows, METHODS):
                setting = METHODS[row[0]]
                if label == "main" and setting.get("method") != "full":
                    check.cell(f"5, values, {row[0]}", row[1], lambda: [counts(*MINILM, setting)])
                for name, text in zip(header[1:], row[1:]):
                    place = f"5, {label}, {row[0]}, {name}"
                    if name == "with QNLI*":
                        check.cell(place, text, lambda: cell(averages(runs, setting, TASKS)))
                    elif name != "values":
                        check.cell(place, text, lambda: [part(averages(runs, setting, AVERAGED) if name == "average"
                                                              else runs.scores(setting, name.rstrip("*")))])
            check.tables += 1
    with check.part("5, measures"):
        nothing = measures(runs, check, page, known)
        rests(runs, check, page, [task for task in AVERAGED if task not in nothing])
    with check.part("5, best"):
        header, rows = page.table("best")
        for row in check.rows("5, best", rows, METHODS):
            for name, text in zip(header[1:], row[1:]):
                check.cell(f"5, best, {row[0]}, {name}", text, lambda: cell(
                    averages(runs, METHODS[row[0]], AVERAGED, True) if name == "average" else runs.scores(METHODS[row[0]], name.rstrip("*"), True)))
        check.tables += 1
    with check.part("5, differences"):
        header, rows = page.table("differences")
        for row in check.rows("5, differences", rows, [name for name in METHODS if METHODS[name] != LORA]):
            for name, text in zip(header[1:], row[1:]):
                check.cell(f"5, differences, {row[0]}, {name}", text, lambda: cell(minus(runs, METHODS[row[0]], LORA, [name.rstrip("*")])[0]))
        check.tables += 1
    with check.part("5, intervals"):
        header, rows = page.table("intervals")
        for row in check.rows("5, intervals", rows, [name for name in METHODS if METHODS[name] != LORA]):
            check.cell(f"5, intervals, {row[0]}", " ".join(row[1:]), lambda: with_three(minus(runs, METHODS[row[0]], LORA, AVERAGED)), 3)
        check.tables += 1
    with check.part("5, evidence"):
        header, rows = page.table("evidence")
        wanted = evidence(runs)
        for row in check.rows("5, evidence", rows, wanted):
            check.cell(f"5, evidence, {row[0]}", " ".join(row[1:]), lambda: with_three(wanted[row[0]]), 3)
        check.tables += 1


def evidence(runs):
    """EDoRA beside LoRA: with all tasks, without each, at the best epochs, beside DoRA, and at other budgets."""
    whole, small, high = minus(runs, {}, LORA, AVERAGED), {"method": "lora", "rank": 1, **ALPHA}, {"rank": 64}
    best = [[a - b for a, b in zip(runs.scores({}, task, True), runs.scores(LORA, task, True))] for task in AVERAGED]
    without = {f"without {task}": [found for other, found in zip(AVERAGED, whole) if other != task] for task in AVERAGED}
    return {
        "EDoRA − LoRA": whole, **without, "EDoRA − LoRA, each at its best epoch": best,
        "EDoRA − DoRA": minus(runs, {}, METHODS["DoRA, r = 16"], AVERAGED), "EDoRA − LoRA at rank 1, four tasks": minus(runs, {}, small, FOUR),
        "EDoRA at rank 64 − LoRA, four tasks": minus(runs, high, LORA, FOUR),
    }


# Rows of QNLI*, of each part and with its most frequent answer, dev first. How its rows are divided no other program knows.
DIVIDED = (1092, 553, 4371, 2222)
NOTHING = "cannot be told from one answer"


def measures(runs, check, page, known):
    """Each task's row of the rule about what measures nothing; the tasks that do."""
    (header, rows), (on_training, fitted) = page.table("measures"), page.table("fitted")
    fitted = {row[0]: row[1:] for row in fitted}
    nothing = []
    for row in check.rows("5, measures", rows, [task + "*" * (task == "QNLI") for task in TASKS]):
        task = row[0].rstrip("*")
        records = runs.records(METHODS["Full fine-tuning"], task)
        dev = runs.scores(METHODS["Full fine-tuning"], task)
        training = [score_of + gap for score_of, gap in zip(dev, runs.gaps(METHODS["Full fine-tuning"], task))]
        count = records[0]["inputs"]["devRows"]
        counted = dict(zip(("devRows", "devFrequent", "trainRows", "trainFrequent"), DIVIDED)) if "*" in row[0] else find(known, task, "the task")
        if count != counted["devRows"]:
            raise Fault(f"the runs of {task} scored {count} rows, and its file has {counted['devRows']}")
        is_correlation = task in METRIC
        there, before = (0, 0) if is_correlation else (100 * counted[f"{split}Frequent"] / counted[f"{split}Rows"] for split in ("dev", "train"))
        above = [value - there for value in dev]
        by_rows = 200 / math.sqrt(count - 1 if is_correlation else count)
        way = (mean(training) - before) / (100 - before)
        wanted = [cell(dev), [there], [mean(above), *of_mean(above)], [by_rows], cell(training), [before], [100 * way]]
        names = [*header[1:-1], *(f"training, {name}" for name in on_training[1:])]
        for name, text, numbers in zip(names, row[1:-1] + find(fitted, row[0], "on training rows the task"), wanted, strict=True):
            check.cell(f"5, measures, {row[0]}, {name}", text, lambda: numbers, len(numbers) // 3)
        overcome = [of_mean(above)[0] > 0, mean(above) > by_rows]
        within = not any(overcome) and of_mean(above)[1] <= by_rows
        finding = "measures" if all(overcome) else NOTHING if within and way >= 0.5 else "undecided"
        check.says(f"5, measures, {row[0]}, finding", row[-1], f"**{finding}**")
        if finding == NOTHING:
            nothing.append(task)
    check.tables += 2
    return nothing


def rests(runs, check, page, rest):
    """Averages, differences and verdicts with all tasks, and without those that measure nothing."""
    both = (AVERAGED, rest)

    def heading(header):
        for name, tasks in zip(header[1:], both):
            check.says("5, the heading without some tasks", name, f"over {', '.join(tasks[:-1])} and {tasks[-1]}")

    header, rows = page.table("rest")
    heading(header)
    for row in check.rows("5, rest", rows, METHODS):
        for text, tasks in zip(row[1:], both):
            check.cell(f"5, rest, {row[0]}", text, lambda: cell(averages(runs, METHODS[row[0]], tasks)))
    own = {rank: f"EDoRA, r = {rank}" for rank in (16, 32)}
    others = ["LoRA, r = 16", "DoRA, r = 16", "Magnitude only"]
    pairs = {f"{name} − {other}": (METHODS[name], METHODS[other]) for name in own.values() for other in others}
    for label, tasks in zip(("claimed", "restclaimed"), both):
        header, rows = page.table(label)
        for row in check.rows(f"5, {label}", rows, pairs):
            check.cell(f"5, {label}, {row[0]}", " ".join(row[1:]), lambda: with_three(minus(runs, *pairs[row[0]], tasks)), 3)
    header, rows = page.table("restclaims")
    heading(header)
    judged = {f"{own[16]} competitive with both": (own[16], lambda interval: reaches(-1, interval)), f"{own[16]} above both": (own[16], above_zero),
              f"{own[32]} above both": (own[32], above_zero)}
    for row in check.rows("5, restclaims", rows, judged):
        name, judge = judged[row[0]]
        for text, tasks in zip(row[1:], both):
            verdict = worst([agreed(judge, minus(runs, METHODS[name], METHODS[other], tasks)) for other in others[:2]])
            check.says(f"5, restclaims, {row[0]}, {len(tasks)} tasks", text, f"**{verdict}**")
    check.tables += 4


def searched(tried):
    """Of each rate the rate, the mean score and the scores of both tasks."""
    numbers = []
    for rate in sorted(tried):
        both = [find(tried[rate], task, f"at the rate {rate} the task") for task in ("CoLA", "MRPC")]
        if None in both:
            raise Fault(f"the search at the rate {rate} diverged")
        numbers += [rate, *(100 * value for value in (mean(both), *both))]
    return numbers


def differences(check, place, cells, found):
    """The last three columns of a table: the mean with its three intervals."""
    check.cell(f"{place}, difference", " ".join(cells), lambda: with_three(found()), 3)


def at_rates(magnitudes, core):
    return {"magnitudeLearningRate": magnitudes, "coreLearningRate": core}


CHANGES = {
    "EDoRA as it is": {}, "both at one rate": {}, "16 for all": {}, "random basis (Kaiming)": {"basis": "random"},
    "random orthonormal basis": {"basis": "orthonormal"}, "random orthonormal basis with Σ": {"basis": "orthonormal-sigma"},
    "m alone": METHODS["Magnitude only"], "R alone, r = 16": METHODS["LoRA-XS, r = 16"], "R alone, r = 32": METHODS["LoRA-XS, r = 32"],
    "both, m at 2e-2, R at 1e-2": at_rates(0.02, 0.01), "SVD of the weight": {"svdOf": "weight"},
    "Σ on the output side": {"sigmaSide": "output"}, "decay on m": {"decaysMagnitude": True}, "norm differentiated": {"differentiatesNorm": True},
    "middle singular vectors": {"vectors": "middle"}, "last singular vectors": {"vectors": "bottom"},
    "released code": {"basis": "random", "deviation": 1e-05, "svdOf": "weight", "decaysMagnitude": True, **ALPHA},
    "ranks by energy": {"rankPattern": "energy"}, "ranks by gradient": {"rankPattern": "gradient"},
}


# The rows of each table of chapter 6.
ROWS = {
    "basis": ["EDoRA as it is", "random basis (Kaiming)", "random orthonormal basis", "random orthonormal basis with Σ", "middle singular vectors",
              "last singular vectors"],
    "rank": [*(f"EDoRA, r = {rank}" for rank in (2, 4, 8, 16, 32, 64)), "EDoRA, r = 4, scale 16/r", "LoRA, r = 1", "LoRA, r = 16"],
    "parts": ["both at one rate", "m alone", "R alone, r = 16", "R with lengths kept, r = 16", "R alone, r = 32", "both, m at 2e-2, R at 1e-2"],
    "options": ["EDoRA as it is", "SVD of the weight", "Σ on the output side", "decay on m", "norm differentiated", "released code"],
    "bymatrix": ["16 for all", "ranks by energy", "ranks by gradient"],
}
SHORT = {name.split(",")[0]: setting for name, setting in METHODS.items() if name in ("Full fine-tuning", "LoRA, r = 16", "DoRA, r = 16", "EDoRA, r = 16")}


KAIMING, RELEASED = {"basis": "random"}, CHANGES["released code"]
NEAR_EQUALS = {"as it is": {}, **{name: CHANGES[name] for name in ("Σ on the output side", "decay on m", "norm differentiated")}}
# The rows of chapter 6's table of near equals: the settings whose mean they speak of, and those whose mean is taken off.
PAIRINGS = {
    f"{name}, {other}": ([setting], [base]) for name, setting in NEAR_EQUALS.items() for other, base in (("Kaiming", KAIMING), ("released", RELEASED))
} | {
    "the four less Kaiming's numbers": (list(NEAR_EQUALS.values()), [KAIMING]),
    "all eight": (list(NEAR_EQUALS.values()), [KAIMING, RELEASED]),
    "EDoRA less all three random bases": ([{}], [KAIMING, {"basis": "orthonormal"}, {"basis": "orthonormal-sigma"}]),
}


def together(runs, ours, others):
    """By task and seed, the mean of some settings less that of others."""
    def means(settings, task):
        return [mean(seed) for seed in zip(*(runs.scores(setting, task) for setting in settings))]

    return [[a - b for a, b in zip(means(ours, task), means(others, task))] for task in FOUR]


# The settings that more seeds set beside EDoRA, by the titles of their rows.
MORE_SEEDS = {
    "LoRA, r = 16": LORA, "Magnitude only": METHODS["Magnitude only"], "random basis (Kaiming)": KAIMING,
    "random orthonormal basis with Σ": {"basis": "orthonormal-sigma"},
}


def whole_seeds(runs, other):
    """By task, seed by seed from 1 on, EDoRA less another setting, up to the first seed that lacks a run."""
    cells = [(runs.by_seed({}, task), runs.by_seed(other, task)) for task in FOUR]
    seeds = list(itertools.takewhile(lambda seed: all(seed in side for pair in cells for side in pair), itertools.count(1)))
    return [[100 * (score(ours[seed]) - score(others[seed])) for seed in seeds] for ours, others in cells]


def seeds(runs, check, page):
    """The differences by the first three seeds and by all that are whole."""
    rows = page.table("seeds")[1]
    found = {title: whole_seeds(runs, other) for title, other in MORE_SEEDS.items()}
    wanted = [(title, str(count)) for title, tasks in found.items() for count in sorted({len(SEEDS), len(tasks[0])})]
    if [tuple(row[:2]) for row in rows] != wanted:
        raise Fault(f"rows {[row[:2] for row in rows]}, and the records make {wanted}")
    for title, count, *cells in rows:
        tasks = [values[:int(count)] for values in found[title]]
        place = f"6, seeds, {title}, {count}"
        check.cell(place, cells[0], lambda: [total(tasks)])
        for cell, interval in zip(cells[1:], three(tasks)):
            # On a grid of another step the bootstrap's ends differ by a hundredth of a point.
            check.cell(place, cell, lambda: interval, 1, slack=0.01 if int(count) > len(SEEDS) else 1e-6)
    check.tables += 1


def beside(runs, check, page):
    """What R adds to the magnitudes alone: three intervals, and the mean without RTE."""
    wanted = {f"r = {rank}": (rank, FOUR) for rank in (2, 4, 8, 16, 32, 64)}
    wanted |= {f"r = {rank}, with SST-2": (rank, [*FOUR, "SST-2"]) for rank in (16, 32)}
    for row in check.rows("6, beside", page.table("beside")[1], wanted):
        rank, tasks = wanted[row[0]]
        found = minus(runs, {} if rank == 16 else {"rank": rank}, METHODS["Magnitude only"], tasks)
        check.cell(f"6, beside, {row[0]}", " ".join(row[1:-1]), lambda: with_three(found), 3)
        rest = [values for task, values in zip(tasks, found) if task != "RTE"]
        check.cell(f"6, beside, {row[0]}, without RTE", row[-1], lambda: [total(rest)])
    check.tables += 1


def two_rates(runs, check, page):
    """Nine pairs of rates of m and R on held-out rows; the best, which is in bold, beside one rate on dev rows."""
    header, rows = page.table("tworates")
    means = {}
    for magnitudes, *cells in rows:
        for name, text in zip(header[1:], cells):
            core = name.split(" at ")[1]
            pair = (magnitudes, core)
            scores = find(runs.searches, key_of(at_rates(*map(float, pair))), "the search of").get(float(core), {})
            if "–" in text:
                continue
            both = [find(scores, task, f"with the rates {pair} the task") for task in ("CoLA", "MRPC")]
            if None in both:
                raise Fault(f"the search at the rates {pair} diverged")
            means[pair] = mean(both)
            check.cell(f"6, tworates, {pair}", text.replace("[", "").replace("]", ""), lambda: [100 * value for value in (means[pair], *both)])
    bold = [(row[0], name.split(" at ")[1]) for row in rows for name, text in zip(header[1:], row[1:]) if text.startswith("**")]
    best = [pair for pair in means if means[pair] == max(means.values())][:1] if len(means) == 9 else []
    if bold != best:
        raise Fault(f"tworates has {bold} in bold, recomputed {best}")
    check.tables += 1
    if not best:
        return
    magnitudes, core = best[0]
    rates = at_rates(float(magnitudes), float(core))
    (name, *cells), = page.table("tworatesdev")[1]
    check.says("6, tworatesdev", name, f"m at {magnitudes}, R at {core}")
    check.cell("6, tworatesdev", " ".join(cells), lambda: with_three(minus(runs, rates, {}, FOUR)), 3)
    check.tables += 1


DOMAINS = ["CR", "MPQA", "SUBJ", "AGNews"]
ON_DOMAINS = ["Full fine-tuning", "LoRA, r = 16", "DoRA, r = 16", "LoRA-XS, r = 16", "Magnitude only", "EDoRA, r = 16"]
ONE_ANSWER = "one answer for all rows"


def domains(runs, check, page):
    """Scores on other domains at GLUE's rates, as far as they are on record; what EDoRA scores above each method there, and on GLUE."""
    header, rows = page.table("domains")
    known = json.loads((ROOT / "data/domain-facts.json").read_text())
    for row in check.rows("6, domains", rows, [*ON_DOMAINS, ONE_ANSWER]):
        place = f"6, domains, {row[0]}"
        named = dict(zip(header, row))
        if row[0] == ONE_ANSWER:
            shares = [100 * known[task]["devFrequent"] / known[task]["devRows"] for task in DOMAINS]
            check.cell(place, " ".join(row[1:]), lambda: [*shares, mean(shares)])
            continue
        setting = METHODS[row[0]]
        there = {task: scores_on_record(runs, setting, task) for task in DOMAINS}
        for task, scores in there.items():
            if len(scores) == len(SEEDS):
                check.cell(f"{place}, {task}", named[task], lambda: cell(scores))
            elif scores:
                check.cell(f"{place}, {task}", named[task], lambda: [mean(scores), len(scores)])
            else:
                check.says(f"{place}, {task}", named[task], "–")
        if all(len(scores) == len(SEEDS) for scores in there.values()):
            check.cell(f"{place}, average", named["average"], lambda: cell(averages(runs, setting, DOMAINS)))
        else:
            check.says(f"{place}, average", named["average"], "–")
        check.cell(f"{place}, GLUE", named["on GLUE"], lambda: cell(averages(runs, setting, FOUR)))
    check.tables += 1
    for row in check.rows("6, domainsless", page.table("domainsless")[1], ON_DOMAINS[:-1]):
        place, other = f"6, domainsless, {row[0]}", METHODS[row[0]]
        whole = all(len(scores_on_record(runs, setting, task)) == len(SEEDS) for setting in ({}, other) for task in DOMAINS)
        if whole:
            check.cell(place, " ".join(row[1:-1]), lambda: with_three(minus(runs, {}, other, DOMAINS)), 3)
        elif set(row[1:-1]) != {"–"}:
            check.faults.append(f"{place}: {row[1:-1]}, and runs are missing")
        check.cell(f"{place}, GLUE", row[-1], lambda: [total(minus(runs, {}, other, FOUR))])
    check.tables += 1


def scores_on_record(runs, setting, task):
    """Of the chapters' seeds; none where no run is on record."""
    rates = runs.found.get((key_of(setting), task), {})
    if len(rates) > 1:
        raise Fault(f"{setting} on {task} has runs at several rates: {sorted(rates)}")
    return [100 * score(record) for seeds in rates.values() for seed, record in sorted(seeds.items()) if seed in SEEDS]


# The rows of chapter 6's table of gradients: the share of a matrix, and what chance would give.
GRADIENTS = {
    "magnitudes": ("magnitudes", lambda matrix, rank: 1 / matrix["inputs"]),
    "R": ("core", lambda matrix, rank: rank ** 2 / matrix["outputs"] / matrix["inputs"]),
    "best update of rank 16": ("best", None),
}


def gradients(check, page):
    records = [json.loads(file.read_text()) for file in sorted((ROOT / "data/gradients").glob("*.json"))]
    rows = page.table("gradient")[1]

    def averaged(value):
        """Over the seeds of a task, then over tasks, in per cent."""
        by_task = defaultdict(list)
        for record in records:
            by_task[record["run"]["data"], record["run"]["configuration"]["task"]].append(100 * value(record))
        return [mean([mean(values) for values in by_task.values()])]

    for name, before, after, chance in check.rows("6, gradient", rows, GRADIENTS):
        share, by_chance = GRADIENTS[name]
        place = f"6, gradient, {name}"
        check.cell(f"{place}, before", before, lambda: averaged(lambda record: mean([m[share] for m in record["start"]])))
        check.cell(f"{place}, after", after, lambda: averaged(lambda record: mean([m[share] for m in record["end"]])))
        if by_chance:
            check.cell(
                f"{place}, by chance", chance,
                lambda: averaged(lambda record: mean([by_chance(m, record["rank"]) for m in record["end"]])))
    check.tables += 1


SHARES_OF_ROWS = {"10 %": 0.1, "50 %": 0.5, "100 %": 1}


def titled(title):
    """The setting of a row of chapter 6's table of records: a method, its rank and a change."""
    name, *rest = title.split(", ")
    if rest and rest[0].startswith("r = "):
        rank, *rest = rest
        name, rank = f"{name}, r = 16", int(rank.removeprefix("r = "))
        setting = find(TITLED, name, "the method") | ({"rank": rank} if rank != 16 else {})
    else:
        setting = find(TITLED, name, "the method")
    change = ", ".join(rest)
    if change.endswith(" % of the rows"):
        return setting | {"trainShare": SHARES_OF_ROWS[change.removesuffix(" of the rows")]}
    if change.startswith("m at "):
        return setting | at_rates(float(change.removeprefix("m at ")), 0.01)  # R's own
    return setting | ({} if not change else ALPHA if change == "scale 16/r" else find(CHANGES, change, "the change"))


# The settings whose scores by task chapter 6 has, beside those of its tables.
FEW_ROWS = [f"{method}, {share} of the rows" for share in ("10 %", "50 %") for method in ("Full fine-tuning", "LoRA, r = 16", "DoRA, r = 16", "EDoRA, r = 16")]


def records_by_task(runs, check, page):
    """Scores by task; links to the records of each seed stand behind them. Of the starts of R there are the links alone."""
    header, rows = page.table("records")
    starts = [row for row in rows if ", σ = " in row[0]]
    found = {row[0]: titled(row[0]) for row in rows if row not in starts}
    tabled = [CHANGES[name] if name in CHANGES else titled(name) for names in ROWS.values() for name in names]
    lacking = [setting for setting in tabled + [titled(title) for title in FEW_ROWS] if setting not in found.values()]
    if lacking or len(starts) != 5:
        raise Fault(f"lacks the rows of {lacking}; {len(starts)} starts of R")
    for row in rows:
        for task in FOUR if row not in starts else []:
            place, shown = f"6, records, {row[0]}, {task}", re.sub(r"\[\d+\]", "", row[header.index(task)])
            if shown.strip() == "–":
                no_result(runs, check, place, found[row[0]], [task])
            else:
                check.cell(place, shown, lambda: cell(runs.scores(found[row[0]], task)))
    check.tables += 1


def no_result(runs, check, place, setting, tasks):
    """A dash stands for runs that are not all on record."""
    if all(len(scores_on_record(runs, setting, task)) == len(SEEDS) for task in tasks):
        check.faults.append(f"{place}: '–', and all its runs are on record")


def gaps(runs, check, page):
    """Dev scores and gaps on a share of the rows, and one method's less another's."""
    def on(name, share):
        return find(SHORT, name, "the method") | ({} if share == 1 else {"trainShare": share})

    def gap(name, share):
        return [runs.gaps(on(name, share), task) for task in FOUR]

    header, rows = page.table("gap")
    wanted = [(name, share) for name in SHORT for share in SHARES_OF_ROWS]
    if [tuple(row[:2]) for row in rows] != wanted:
        raise Fault(f"rows {[row[:2] for row in rows]}, and {wanted} were expected")
    for name, rows_of, score_of, gap_of in rows:
        place, share = f"6, gap, {name}, {rows_of}", SHARES_OF_ROWS[rows_of]
        check.cell(place, score_of, lambda: cell(averages(runs, on(name, share), FOUR)))
        check.cell(place, gap_of, lambda: [total(gap(name, share)), *over_seeds(gap(name, share))], 1)
    header, rows = page.table("gapdifferences")
    pairs = [("LoRA", "EDoRA"), ("Full fine-tuning", "EDoRA"), ("Full fine-tuning", "LoRA")]
    if [tuple(row[:2]) for row in rows] != [(f"{one} less {other}", share) for one, other in pairs for share in SHARES_OF_ROWS]:
        raise Fault(f"rows of differences {[row[:2] for row in rows]}")
    for name, rows_of, gaps_of, scores_of in rows:
        place, share, (one, other) = f"6, gap differences, {name}, {rows_of}", SHARES_OF_ROWS[rows_of], name.split(" less ")
        apart = [[a - b for a, b in zip(*both)] for both in zip(gap(one, share), gap(other, share))]
        scores = minus(runs, on(one, share), on(other, share), FOUR)
        check.cell(place, gaps_of, lambda: [total(apart), *over_seeds(apart)], 1)
        check.cell(place, scores_of, lambda: [total(scores), *over_seeds(scores)], 1)
    check.tables += 2


def chapter6(runs, check):
    page = Page("chapters/chapter6-ablations/README.md")
    for label, names in ROWS.items():
        with check.part(f"6, {label}"):
            header, rows = page.table(label)
            for row in check.rows(f"6, {label}", rows, names):
                named = dict(zip(header, row))
                setting = CHANGES[row[0]] if row[0] in CHANGES else titled(row[0])
                if "values" in named:
                    check.cell(f"6, {label}, {row[0]}, values", named["values"], lambda: [counts(*MINILM, setting)])
                if find(named, "average", "column") == "–":
                    no_result(runs, check, f"6, {label}, {row[0]}", setting, FOUR)
                    if set(row[-3:]) != {"–"}:
                        check.faults.append(f"6, {label}, {row[0]}: {row[-3:]}, and no average")
                    continue
                check.cell(f"6, {label}, {row[0]}, average", find(named, "average", "column"), lambda: cell(averages(runs, setting, FOUR)))
                if (searched := runs.rate(setting)) is not None:
                    check.cell(f"6, {label}, {row[0]}, rate", find(named, "rate", "column"), lambda: [searched])
                if setting != {}:
                    differences(check, f"6, {label}, {row[0]}", row[-3:], lambda: minus(runs, setting, {}, FOUR))
            check.tables += 1
    with check.part("6, records"):
        records_by_task(runs, check, page)
    with check.part("6, gap"):
        gaps(runs, check, page)
    with check.part("6, pairings"):
        rows = page.table("pairings")[1]
        for row in check.rows("6, pairings", rows, PAIRINGS):
            check.cell(f"6, pairings, {row[0]}", " ".join(row[1:]), lambda: with_three(together(runs, *PAIRINGS[row[0]])), 3)
        check.tables += 1
    with check.part("6, beside"):
        beside(runs, check, page)
    with check.part("6, tworates"):
        two_rates(runs, check, page)
    with check.part("6, domains"):
        domains(runs, check, page)
    with check.part("6, sigma"):
        header, rows = page.table("sigma")
        for row in check.rows("6, sigma", rows, ["0", "0.01", "0.03", "0.1", "0.3", "1"]):
            setting = {} if row[0] == "0.01" else {"deviation": float(row[0]) if "." in row[0] else int(row[0])}

            def wanted():
                found = [seeds[1] for seeds in runs.found.get((key_of(setting), "MRPC"), {}).values() if 1 in seeds]
                if len(found) != 1:
                    raise Fault(f"{len(found)} records of seed 1")
                return [found[0]["epochs"][0]["trainLoss"], found[0]["epochs"][-1]["trainLoss"], 100 * score(found[0])]

            check.cell(f"6, sigma, {row[0]}", " ".join(row[1:]), wanted)
        check.tables += 1
    with check.part("6, seeds"):
        seeds(runs, check, page)
    with check.part("6, gradient"):
        gradients(check, page)
    with check.part("6, subspace"):
        header, rows = page.table("subspace")
        records = [json.loads(file.read_text()) for file in sorted((ROOT / "data/subspace").glob("*.json"))]
        ranks = records[0]["ranks"]
        for row in check.rows("6, subspace", rows, [str(rank) for rank in ranks]):
            place = ranks.index(int(row[0]))
            for name, text in zip(header[1:], row[1:]):
                check.cell(f"6, subspace, rank {row[0]}, {name}", text, lambda: [100 * over_tasks(records, SHARES[name], place)])
        check.tables += 1


# The columns of chapter 6's table of shares, each of one matrix at the rank of a place in the list of ranks.
SHARES = {
    "the SVD's factors": lambda matrix, ranks, i: matrix["direction"]["frozen"][i],
    "random factors": lambda matrix, ranks, i: matrix["direction"]["random"][i],
    "r²/(out·in)": lambda matrix, ranks, i: ranks[i] ** 2 / matrix["outputs"] / matrix["inputs"],
    "best update": lambda matrix, ranks, i: matrix["direction"]["best"][i],
}


def over_tasks(records, share, place):
    """The mean over the matrices of a run, over the seeds of a task, then over tasks."""
    by_task = defaultdict(list)
    for record in records:
        by_task[record["run"]["data"], record["run"]["configuration"]["task"]].append(
            mean([share(matrix, record["ranks"], place) for matrix in record["matrices"]]))
    return mean([mean(seeds) for seeds in by_task.values()])


# Verdicts

def reaches(limit, interval):
    return "reproduced" if interval[0] >= limit else "not reproduced" if interval[1] < limit else "inconclusive"


def above_zero(interval):
    return "inconclusive" if interval[0] == 0 else reaches(0, interval)


def worst(verdicts):
    return next((verdict for verdict in ("not reproduced", "inconclusive") if verdict in verdicts), "reproduced")


def agreed(judge, found):
    """What three intervals say alike; of reproduced and direction only the weaker."""
    said = {judge(interval) for interval in three(found)}
    if len(said) == 1:
        return said.pop()
    return "direction only" if said == {"reproduced", "direction only"} else "inconclusive"


def as_large(size, claimed, interval):
    low, high = interval
    if low > 0:
        return "reproduced" if size >= claimed or low <= claimed <= high and size >= claimed / 2 else "direction only"
    return "not reproduced" if high < claimed else "inconclusive"


def movements(method):
    """One a seed: the correlation of ΔM with ΔD over the matrices, mean over the epochs; the mean ΔM at the end; and the correlation within each kind of matrix, mean over kinds and epochs."""
    def correlation(x, y):
        dx, dy = [value - mean(x) for value in x], [value - mean(y) for value in y]
        return math.fsum(a * b for a, b in zip(dx, dy)) / math.sqrt(math.fsum(a * a for a in dx) * math.fsum(b * b for b in dy))

    within, sizes, by_kind = [], [], []
    for seed in SEEDS:
        files = list((ROOT / "data/movement").glob(f"QNLI-{method}-*s{seed}-*.json"))
        if len(files) != 1:
            raise Fault(f"{len(files)} files of movements of {method}, seed {seed}")
        found = json.loads(files[0].read_text())
        within.append(mean([correlation(x, y) for x, y in zip(found["directions"], found["magnitudes"])]))
        sizes.append(mean(found["magnitudes"][-1]))
        kinds = [re.sub(r"^.*?\.\d+\.", "", layer) for layer in found["layers"]]
        by_kind.append(mean([
            correlation([a for a, own in zip(x, kinds) if own == kind], [b for b, own in zip(y, kinds) if own == kind])
            for x, y in zip(found["directions"], found["magnitudes"]) for kind in sorted(set(kinds))]))
    return within, sizes, by_kind


# Gemma 3 270M and a usual 7 B: layers, and the outputs and inputs of query, value, attention output and down.
GEMMA = (18, [(1024, 640), (256, 640), (640, 1024), (640, 2048)])
SEVEN = (32, [(4096, 4096), (1024, 4096), (4096, 4096), (4096, 14336)])
KINDS = {"query": ("self_attn.q_proj", "self.query"), "value": ("self_attn.v_proj", "self.value"),
         "attention output": ("self_attn.o_proj", "attention.output.dense"),
         "feed-forward output": ("mlp.down_proj", r"\d\.output.dense")}


def chapter7(runs, check):
    page = Page("chapters/chapter7-decoder/README.md")
    with check.part("7, runs"):
        for label in ("main", "rates", "verdict"):
            if f'<a name="tab-{label}"></a>' in page.text:
                raise Fault(f"{page.path}: table {label} stands there, and this script does not recompute it")
    methods = METHODS | {"LoRA, r = 1": {"method": "lora", "rank": 1, **ALPHA}}
    ranked = [name for name in methods if name != "LoRA-XS, r = 32"]
    with check.part("7, counts"):
        header, rows = page.table("counts")
        for row in check.rows("7, counts", rows, ranked):
            if row[0] == "Full fine-tuning":
                continue
            wanted = [counts(*MINILM, methods[row[0]]), counts(*ROBERTA, methods[row[0]]), GEMMA[0] * counts_of_parts(GEMMA[1], methods[row[0]])]
            for name, text, value in zip(header[2:], row[2:], wanted):
                check.cell(f"7, counts, {row[0]}, {name}", text, lambda: [value])
        check.tables += 1
    with check.part("7, large"):
        header, rows = page.table("large")
        lora = SEVEN[0] * counts_of_parts(SEVEN[1], LORA)
        for row in check.rows("7, large", rows, [name for name in ranked if name != "Head only"]):
            if row[0] != "Full fine-tuning":
                value = SEVEN[0] * counts_of_parts(SEVEN[1], methods[row[0]])
                check.cell(f"7, large, {row[0]}, values", row[1], lambda: [value])
                check.cell(f"7, large, {row[0]}, of LoRA's", row[2], lambda: [100 * value / lora])
        check.tables += 1
    with check.part("7, spectrum"):
        header, rows = page.table("spectrum")
        files = {"Gemma": "gemma3-270m", "MiniLM": "minilm"}
        if [row[:2] for row in rows] != [[kind, model] for kind in KINDS for model in files]:
            raise Fault("other rows than one a kind and model")
        for row in rows:
            record = json.loads((ROOT / f"data/decoder/spectrum-{files[row[1]]}.json").read_text())
            pattern = KINDS[row[0]][list(files).index(row[1])]
            found = [matrix for matrix in record["matrices"] if re.search(pattern + "$", matrix["path"])]
            shapes = {(matrix["outputs"], matrix["inputs"]) for matrix in found}
            place = record["counts"].index(16)
            by_chance = [(matrix["shares"][place], matrix["ratio"]) for matrix in record["random"] if (matrix["outputs"], matrix["inputs"]) in shapes]
            if len(shapes) != 1 or len(by_chance) != 1:
                raise Fault(f"{row[0]} of {row[1]}: shapes {shapes}, {len(by_chance)} random ones")
            shares = [100 * matrix["shares"][place] for matrix in found]
            wanted = [list(*shapes), [mean(shares), min(shares), max(shares)], [100 * by_chance[0][0]], [mean(shares) / 100 / by_chance[0][0]],
                      [mean([matrix["ratio"] for matrix in found])], [by_chance[0][1]]]
            for name, text, numbers in zip(header[2:], row[2:], wanted):
                check.cell(f"7, spectrum, {row[0]}, {row[1]}, {name}", text, lambda: numbers)
        check.tables += 1


# Chapter 8's settings by budget: beside both, about 15,360 values, about 33,792.
NOT_RUN = "not run yet"
BUDGETS = [
    {"Magnitude only": METHODS["Magnitude only"], "LoRA, r = 1": {"method": "lora", "rank": 1, **ALPHA}},
    {"EDoRA, r = 16": {}, "VeRA, r = 256": {"method": "vera", "rank": 256}, "PSOFT, r = 34": {"method": "psoft", "rank": 34},
     "PSOFT without orthogonality, r = 24": {"method": "psoft-free", "rank": 24}, "LoRA-SB, r = 25": {"method": "lora-sb", "rank": 25},
     "LoRA-XS, r = 25": {"method": "lora-xs", "rank": 25}, "Uni-LoRA, r = 16": {"method": "uni-lora"}},
    {"EDoRA, r = 32": {"rank": 32}, "VeRA, r = 1024": {"method": "vera", "rank": 1024}, "PSOFT, r = 52": {"method": "psoft", "rank": 52},
     "PSOFT without orthogonality, r = 37": {"method": "psoft-free", "rank": 37}, "LoRA-SB, r = 37": {"method": "lora-sb", "rank": 37},
     "LoRA-XS, r = 37": {"method": "lora-xs", "rank": 37}, "Uni-LoRA, r = 32": {"method": "uni-lora", "rank": 32}},
]
FIVE_SEEDS = range(1, 6)


def of_five(runs, setting, task):
    """The scores on record of the first five seeds, by seed, at the rate that was searched."""
    by_rate = runs.found.get((key_of(setting), task), {})
    found = by_rate.get(runs.rate(setting), {})
    return {seed: 100 * score(found[seed]) for seed in FIVE_SEEDS if seed in found and "divergedAtStep" not in found[seed]}


def common(runs, settings):
    """For each setting, by task, the scores of the seeds that all have on each of the four tasks."""
    cells = [[of_five(runs, setting, task) for task in FOUR] for setting in settings]
    whole = [seed for seed in FIVE_SEEDS if all(seed in cell for tasks in cells for cell in tasks)]
    return [[[cell[seed] for seed in whole] for cell in tasks] for tasks in cells]


def chapter8(runs, check):
    page, settings = Page("chapters/chapter8-relatives/README.md"), BUDGETS[0] | BUDGETS[1] | BUDGETS[2]
    counted = {name: counts(*MINILM, setting) for name, setting in settings.items()}
    with check.part("8, budgets"):
        header, rows = page.table("budgets")
        for row in rows:
            for name, text, budget in zip(header[3:], row[3:], BUDGETS):
                title = next((title for title in budget if title.split(",")[0] == row[0]), None)
                rank = [int(title.split("= ")[1])] if title and "=" in title else []
                check.cell(f"8, budgets, {row[0]}, {name}", text, lambda: [counted[title], *rank] if title else [])
        check.tables += 1

    def shown(place, text, values, empty=NOT_RUN):
        """A cell with all seeds, with some, or without any."""
        if not values:
            return None if text == empty else check.faults.append(f"{place}: {text!r}, recomputed {empty!r}")
        return check.cell(place, text, lambda: cell(values) if len(values) == len(FIVE_SEEDS) else [mean(values), len(values)])

    with check.part("8, scores"):
        header, rows = page.table("scores")
        for row in check.rows("8, scores", rows, settings):
            check.cell(f"8, scores, {row[0]}, values", row[1], lambda: [counted[row[0]]])
            found = {task: list(of_five(runs, settings[row[0]], task).values()) for task in header[2:-1]}
            for task, text in zip(found, row[2:-1]):
                shown(f"8, scores, {row[0]}, {task}", text, found[task], NOT_RUN if any(found.values()) else "")
            shown(f"8, scores, {row[0]}, average", row[-1], [mean(seed) for seed in zip(*common(runs, [settings[row[0]]])[0])])
        check.tables += 1
    with check.part("8, against"):
        wanted = {}
        for budget in BUDGETS[1:]:
            own, *others = budget
            others += [name for name in BUDGETS[0] if counted[name] <= counted[own]]
            wanted |= {f"{name} − {own}": (name, own) for name in others}
        for row in check.rows("8, against", page.table("against")[1], wanted):
            ours, others = common(runs, [settings[name] for name in wanted[row[0]]])
            found = [[a - b for a, b in zip(*task)] for task in zip(ours, others)]
            place, seeds = f"8, against, {row[0]}", len(found[0])
            check.cell(f"{place}, seeds", row[1], lambda: [seeds])
            if seeds < len(SEEDS):
                check.says(place, row[2], NOT_RUN)
                continue
            check.cell(f"{place}, mean", row[2], lambda: [total(found)])
            for text, interval in zip(row[3:], three(found)):
                # On a grid of another step the bootstrap's ends differ by a hundredth of a point.
                check.cell(place, text, lambda: interval, 1, slack=0.01 if seeds > len(SEEDS) else 1e-6)
        check.tables += 1


class Claims:
    """The rows of the claims' table, each recomputed by the method of its id."""

    def __init__(self, runs, check):
        self.runs, self.check, self.page = runs, check, Page("chapters/chapter6-ablations/README.md")
        self.known = {claim["id"]: claim for claim in json.loads((ROOT / "data/paper/claims.json").read_text())}
        self.rows = defaultdict(dict)
        for label in ("claims", "measured", "rules"):
            header, rows = self.page.table(label)
            for row in check.rows(label, rows, [claim["statement"] for claim in self.known.values()]):
                self.rows[row[0]] |= dict(zip(header, row))

    def all(self):
        for name in [name for name in self.known if self.known[name]["statement"] in self.rows]:
            with self.check.part(f"claim {name}"):
                method = getattr(self, f"claim_{name.replace('-', '_')}", None)
                if method is None:
                    raise Fault("no rule of it is known here")
                method(self.rows[self.known[name]["statement"]], f"claim {name}")

    # About scores, from runs

    def averaged(self, settings, tasks):
        return [number for setting in settings for number in cell(averages(self.runs, setting, tasks))]

    def difference(self, row, place, name, setting, other, shown, besides=()):
        """A claim that one average is above another by a size; more differences may stand beside, not judged."""
        found, claimed = minus(self.runs, setting, other, FOUR), 100 * self.known[name]["number"]
        self.check.cell(f"{place}, measured", re.sub(r"rank \d+", "", row["measured"]), lambda: self.averaged(shown, FOUR))
        self.check.cell(f"{place}, difference", row["difference"],
                        lambda: [number for one in (found, *besides) for number in with_three(one)], 3 + 3 * len(besides))
        if over_seeds(found)[0] > 0 or over_seeds(found)[1] < 0:
            rests = [[task for task in found if task is not left] for left in found]
            needed = [task for task, rest in zip(FOUR, rests) if over_seeds(rest)[0] <= 0 <= over_seeds(rest)[1]]
            words = f"; without {', '.join(needed[:-1])} or {needed[-1]} the" if len(needed) > 1 else f"; without {needed[0]} the" if needed else ""
            self.check.says(f"{place}, difference", row["difference"], words)
        self.check.verdict(place, row["verdict"], agreed(lambda interval: as_large(total(found), claimed, interval), found),
                           as_large(total(found), claimed, over_seeds(found)))

    def claim_glue_avg_r4(self, row, place):
        self.difference(row, place, "glue-avg-r4", {"rank": 32}, {"rank": 4}, ({"rank": 4}, {"rank": 32}))

    def claim_svd_init(self, row, place):
        others = [minus(self.runs, {}, {"basis": basis}, FOUR) for basis in ("orthonormal", "orthonormal-sigma")]
        self.difference(row, place, "svd-init", {}, {"basis": "random"}, ({}, {"basis": "random"}), others)

    def claim_svd_convergence(self, row, place):
        first, last = ([[a - b for a, b in zip(self.runs.losses({"basis": "random"}, task, epoch), self.runs.losses({}, task, epoch))]
                        for task in FOUR] for epoch in (0, -1))
        self.check.cell(f"{place}, measured", row["measured"], lambda: with_three(first), 3)
        self.check.cell(f"{place}, difference", row["difference"], lambda: with_three(last), 3)
        self.check.verdict(place, row["verdict"], agreed(above_zero, first))

    def beside_others(self, row, place, setting):
        others = [METHODS["LoRA, r = 16"], METHODS["DoRA, r = 16"]]
        both = [minus(self.runs, setting, other, AVERAGED) for other in others]
        self.check.cell(f"{place}, measured", row["measured"], lambda: self.averaged((setting, *others), AVERAGED))
        self.check.cell(f"{place}, difference", row["difference"], lambda: [number for found in both for number in with_three(found)], 6)
        return both

    def claim_competitive(self, row, place):
        both = self.beside_others(row, place, {})
        self.check.verdict(place, row["verdict"], worst([agreed(lambda interval: reaches(-1, interval), found) for found in both]),
                           worst([reaches(-1, bootstrap(found)) for found in both]))

    def claim_above_others(self, row, place):
        self.check.verdict(place, row["verdict"], worst([agreed(above_zero, found) for found in self.beside_others(row, place, {})]))

    def claim_above_others_r32(self, row, place):
        self.check.verdict(place, row["verdict"], worst([agreed(above_zero, found) for found in self.beside_others(row, place, {"rank": 32})]))

    def claim_overfitting(self, row, place):
        few, lora = {"trainShare": 0.1}, LORA | {"trainShare": 0.1}
        gaps = [self.runs.gaps(lora, task) for task in FOUR]
        less = [[a - b for a, b in zip(self.runs.gaps(lora, task), self.runs.gaps(few, task))] for task in FOUR]
        dev = minus(self.runs, few, lora, FOUR)
        self.check.cell(f"{place}, measured", row["measured"], lambda: self.averaged((few, lora), FOUR))
        self.check.cell(f"{place}, difference", row["difference"], lambda: [number for found in (gaps, less, dev) for number in with_three(found)], 9)

        def judged(of):
            there = "reproduced" if of(above_zero, gaps) == "reproduced" else "inconclusive"
            return worst([there, of(above_zero, less), of(lambda interval: reaches(-1, interval), dev)])

        self.check.verdict(place, row["verdict"], judged(agreed), judged(lambda judge, found: judge(over_seeds(found))))

    def claim_overfitting_remedies(self, row, place):
        """Not all may be on record that would decide it: EDoRA on a tenth of the rows with another rank or with decay of its weights."""
        if len(self.runs.remedies) >= REMEDIES:
            raise Fault(f"{len(self.runs.remedies)} runs of remedies are on record, and the claim is not recomputed here")
        self.check.says(f"{place}, measured", row["measured"], "–")
        self.check.verdict(place, row["verdict"], "not run")

    def score(self, row, place, setting, tasks):
        """MiniLM's scores decide nothing about RoBERTa-base's."""
        self.check.cell(f"{place}, measured", row["measured"].replace("SST-2", "SST"), lambda: self.averaged((setting,), tasks))
        self.check.verdict(place, row["verdict"], "other scale")

    def claim_glue_avg_r32(self, row, place):
        self.score(row, place, {"rank": 32}, TASKS)

    def claim_sst2_r16(self, row, place):
        self.score(row, place, {}, ["SST-2"])

    # About movements

    def claim_dynamics(self, row, place):
        found = [movements(name) for name in ("edora", "full", "lora", "dora")]
        (edora, full, lora, dora), kinds = [one[0] for one in found], [one[2] for one in found]
        nearer = [abs(a - c) - abs(b - c) for a, b, c in zip(lora, edora, full)]
        by_kind = [abs(a - c) - abs(b - c) for a, b, c in zip(kinds[2], kinds[0], kinds[1])]
        nearest = min((abs(mean(found) - mean(full)), name) for found, name in ((edora, "EDoRA"), (lora, "LoRA"), (dora, "DoRA")))[1]
        self.check.cell(f"{place}, measured", row["measured"], lambda: [mean(edora), mean(full), mean(lora), mean(dora)])
        self.check.says(f"{place}, measured", row["measured"], f"nearest to full: {nearest}")
        self.check.cell(f"{place}, difference", row["difference"], lambda: [mean(nearer), *of_mean(nearer), mean(by_kind), *of_mean(by_kind)], 2)
        low, high = of_mean([a - b for a, b in zip(edora, full)])
        first = above_zero(of_mean(nearer))
        self.check.verdict(place, row["verdict"], worst([first, above_zero(of_mean(by_kind))]),
                           "direction only" if first == "reproduced" and (low < -0.2 or high > 0.2) else first, first)

    def claim_dynamics_as_full(self, row, place):
        (edora, sizes), (full, whole) = movements("edora")[:2], movements("full")[:2]
        apart, ratios = [a - b for a, b in zip(edora, full)], [a / b for a, b in zip(sizes, whole)]
        self.check.cell(f"{place}, measured", row["measured"], lambda: [mean(ratios), *of_mean(ratios)], 1)
        self.check.cell(f"{place}, difference", row["difference"], lambda: [mean(apart), *of_mean(apart)], 1)

        def within(interval, low, high):
            if interval[1] < low or interval[0] > high:
                return "not reproduced"
            return "reproduced" if low <= interval[0] and interval[1] <= high else "inconclusive"

        self.check.verdict(place, row["verdict"], worst([within(of_mean(apart), -0.2, 0.2), within(of_mean(ratios), 0.5, 2)]))

    # Arithmetic, and a cost

    def claim_params_49k(self, row, place):
        count, stated = counts(*ROBERTA, {}), self.known["params-49k"]["number"]
        self.check.cell(place, row["measured"] + " " + row["difference"], lambda: [count, count - stated])
        same = f"{count:.2e}" == f"{stated:.2e}"
        self.check.verdict(place, row["verdict"], "used for calibration" if same else "not reproduced", "reproduced" if same else "not reproduced")

    def claim_params_30x(self, row, place):
        ratios = {rank: counts(*ROBERTA, {"method": "lora", "rank": rank}) / counts(*ROBERTA, {"rank": rank}) for rank in range(1, 65)}
        head = 768 * 768 + 768 + 2 * 768 + 2
        with_head = (counts(*ROBERTA, {"method": "lora", "rank": 32}) + head) / (counts(*ROBERTA, {"rank": 32}) + head)
        # With a magnitude for each input in place of each output: 3 · 768 + 3,072 of them a layer.
        by_inputs = max(ratios[rank] * counts(*ROBERTA, {"rank": rank}) / (12 * (4 * rank ** 2 + 3 * 768 + 3072)) for rank in ratios)
        wanted = [number for rank in (4, 16, 32, 64) for number in (ratios[rank], rank)] + [with_head, 32, by_inputs]
        self.check.cell(f"{place}, measured", row["measured"], lambda: wanted)
        self.check.verdict(place, row["verdict"], "reproduced" if max(ratios.values()) >= self.known["params-30x"]["number"] else "not reproduced")

    def claim_params_order(self, row, place):
        """What is of the order r² does not grow with the sides of a matrix."""
        layers, sides = ROBERTA
        count, core = counts(layers, sides, {}), counts(layers, sides, {"method": "lora-xs"})
        grown = counts(layers, tuple(2 * side for side in sides), {}) / count
        self.check.cell(f"{place}, measured", row["measured"], lambda: [grown, count, count - core, core])
        self.check.verdict(place, row["verdict"], "reproduced" if grown <= 1 else "not reproduced")

    def claim_svd_cost(self, row, place):
        """The times were measured, and stand in a file; the time on CoLA is the page's own."""
        report = json.loads((ROOT / "data/bench/svd-cost.json").read_text())
        base = find({encoder["name"]: encoder for encoder in report["encoders"]}, "RoBERTa-base", "the encoder")
        numbers = [float(text.replace(",", "")) for text in NUMBER.findall(row["measured"])]
        if len(numbers) != 4:
            raise Fault(f"{row['measured']!r} has {len(numbers)} numbers, and four were expected")
        share = 100 * base["exact"] / numbers[2]
        self.check.cell(f"{place}, measured", row["measured"], lambda: [base["exact"], base["randomised"], numbers[2], 5 * base["epoch"]])
        self.check.cell(f"{place}, difference", row["difference"], lambda: [share])
        self.check.verdict(place, row["verdict"], "reproduced" if share <= 1 else "not reproduced")


def verdicts(runs, check):
    with check.part("claims"):
        claims = Claims(runs, check)
        claims.all()
        check.tables += 1
        for path, mark, columns in (
            ("chapters/chapter4-edora/README.md", '<a name="tab-verdicts"></a>', None),
            ("chapters/chapter5-glue/README.md", '<a name="tab-verdicts"></a>', None),
            ("README.md", "<!-- verdicts: ", ("claim", "paper", "verdict")),
        ):
            with check.part(path):
                header, rows = Page(path).table_after(mark)
                if columns:
                    rows = check.rows(path, rows, list(claims.rows))
                for row in rows:
                    whole = claims.rows.get(row[0], {})
                    if row != [whole.get(name) for name in columns or header]:
                        check.faults.append(f"{path}: the row of {row[0]!r} is not that of chapter 6")
                check.tables += 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--verbose", action="store_true", help="print each cell with its recomputed values")
    check = Check(parser.parse_args().verbose)
    try:
        runs = Runs()
    except Fault as fault:
        print(f"recompute: {fault}", file=sys.stderr)
        return 1
    for part in (chapter5, chapter6, chapter7, chapter8, verdicts):
        with check.part(part.__name__):
            part(runs, check)
    undecided = len(json.loads((ROOT / "data/paper/claims.json").read_text())) - check.verdicts
    if undecided:
        check.faults.append(f"claims without a recomputed verdict: {undecided}")
    for fault in check.faults:
        print(f"recompute: {fault}", file=sys.stderr)
    if check.faults:
        print(f"recompute: {len(check.faults)} faults in {check.numbers} numbers", file=sys.stderr)
        return 1
    print(f"recompute: {check.numbers} numbers of {check.tables} tables, among them {check.intervals} intervals, and {check.verdicts} verdicts follow "
          "from the records")
    return 0


if __name__ == "__main__":
    sys.exit(main())
