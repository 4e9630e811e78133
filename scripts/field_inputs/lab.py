"""What the cases of field_parity.py share: a folder, toy models, ways to run edora, and the two outcomes that a case may have.

A case is a function with @case: it makes an input with the real libraries, gives it to edora, and returns `lab.matches(…)`, a largest difference, or
`lab.refuses(…)`, a refusal for the stated reason. An outcome of another kind raises `Wrong`.
"""
import dataclasses
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
os.environ.setdefault("TQDM_DISABLE", "1")
import torch

REPOSITORY = Path(__file__).resolve().parents[2]
TOLERANCE = 1e-5
CASES = []


class Wrong(Exception):
    """edora gave another outcome than the case asks for."""


def case(title):
    """Registers a function(lab) as the case of this title."""
    def register(function):
        CASES.append((function.__module__.rsplit(".", 1)[-1], title, function))
        return function
    return register


@dataclasses.dataclass
class Lab:
    folder: Path  # of this case alone, empty at first
    edora: Path
    minilm: Path

    def run(self, *arguments, text=None, status=0):
        """Runs the tool in the repository; returns its output. Another status is Wrong."""
        done = subprocess.run([str(self.edora), *map(str, arguments)], cwd=REPOSITORY, capture_output=True, text=True, input=text)
        if done.returncode != status:
            raise Wrong(f"status {done.returncode}, not {status}: {(done.stderr or done.stdout).strip()[-400:]}")
        return done.stdout if status == 0 else done.stderr

    def refuses(self, reason, *arguments, text=None):
        """The tool must end with status 1 and a message in which the regular expression is found."""
        said = " ".join(self.run(*arguments, text=text, status=1).split())
        if not re.search(reason, said):
            raise Wrong(f"refused for another reason: {said[-400:]}")
        return f"refused: {said.removeprefix('Error: ')[:150]}"

    def matches(self, ours, theirs, tolerance=TOLERANCE):
        """Numbers of both sides, as tensors or lists; equal in shape, and near."""
        ours, theirs = torch.as_tensor(ours, dtype=torch.float64), torch.as_tensor(theirs, dtype=torch.float64)
        if ours.shape != theirs.shape:
            raise Wrong(f"shape {tuple(ours.shape)}, not {tuple(theirs.shape)}")
        difference = (ours - theirs).abs().max().item()
        if not difference <= tolerance:
            raise Wrong(f"differs by {difference:.1e}")
        return f"within {difference:.1e}"

    def logits(self, *arguments):
        """The logits that `edora predict` writes."""
        file = self.folder / "logits.json"
        self.run("predict", *arguments, "--threads", "1", "--logits", file)
        return torch.tensor(json.loads(file.read_text()))

    def edit(self, file, **fields):
        """Sets fields of a JSON file; a field of None is taken out."""
        path = self.folder / file
        value = json.loads(path.read_text())
        for key, field in fields.items():
            value.pop(key, None) if field is None else value.__setitem__(key, field)
        path.write_text(json.dumps(value, indent=2))

    def take(self, source, *names, to="."):
        """Copies files of a folder, those that there are."""
        (self.folder / to).mkdir(parents=True, exist_ok=True)
        for name in names:
            if (Path(source) / name).exists():
                shutil.copyfile(Path(source) / name, self.folder / to / name)
