#!/usr/bin/env python3
"""Name the Swift files under Sources whose code knows a backbone or a method by name, and fail when there are many; fail,
too, where a text of a library names an option of the command line.

A backbone is one folder and a line of a registry, a method is one file and a line: code elsewhere that names one has to
be changed with it. Comments do not count. Up to three files may name backbones outside Sources/Core/Backbones, and up to
three may name methods outside the methods' own files in Sources/Core/Adapters. (One method's file may name another that
it is made of: DoRA is LoRA with magnitudes.) Texts of Core and CoreBenchmark name properties; `OptionNames.swift` of the
tool puts options in their place.
"""
import re
import sys
from pathlib import Path

LIMIT = 3
ROOT = Path(__file__).resolve().parent.parent
BACKBONES = ROOT / "Sources/Core/Backbones"
ADAPTERS = ROOT / "Sources/Core/Adapters"

# Strings first, so that a // inside one begins no comment. A string with quotes in an interpolation counts as several.
STRING_OR_COMMENT = re.compile(
    r'(?P<string>(?P<hashes>\#+)".*?"(?P=hashes) | """.*?""" | "(?:\\.|[^"\\\n])*") | //[^\n]* | /\*.*?\*/',
    re.DOTALL | re.VERBOSE)

BACKBONE = re.compile(r"\w*bert\w*", re.IGNORECASE)  # "roberta" holds it, too

# A method's file has its value for the registry; what it is made of beside that shares its name before a plus.
TEXTS = {file: file.read_text(encoding="utf-8") for file in ADAPTERS.glob("*.swift")}
OWN_NAMES = {file.stem.split("+")[0] for file, text in TEXTS.items() if re.search(r"AdapterMethod\(\s*id:", text)} | {"ExactNormEDoRA"}
OWN_FILES = [file for file in TEXTS if file.stem.split("+")[0] in OWN_NAMES]


def either(words) -> str:
    """A pattern of any of them, the longer before what it begins with."""
    return "(?:" + "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word))) + ")"


# Where a method may be named: as a type or in a text, and as a value of AdapterMethod or Setting.
TITLES = {title for file in OWN_FILES for title in re.findall(r'title: "(\S+)"', TEXTS[file])}
VALUES = {value for file in OWN_FILES for value in re.findall(r"public static let (\w+) = (?!TensorRole)\w+\(", TEXTS[file])}
METHOD_WORD = re.compile(r"\b" + either(OWN_NAMES | TITLES) + r"\b")
METHOD_VALUE = re.compile(r"(?:(?<![\w)\]}?!\\.])|\b(?:AdapterMethod|Setting))\." + either(VALUES) + r"\b")

# `.head` and `.magnitude` that are no methods: taken out before values are looked for.
OTHER_VALUES = [
    re.compile(r"group(?::| ={1,2}) \.head\b"),  # the group of a parameter
    re.compile(r"\b(?:time|inside|count)\(\.head\b"),  # a part of a step's time; the values of a group
    re.compile(r"\bParameter\(\w+, \.magnitude\b|\brole == \.magnitude\b"),  # the role of a tensor
    re.compile(r"\[[^\[\]]*\.(?:loraA|loraB|core)\b[^\[\]]*\]"),  # a list of tensors' roles
]

LIBRARIES = [ROOT / "Sources/Core", ROOT / "Sources/CoreBenchmark"]
OPTION = re.compile(r"--[a-z][a-z-]*")


def code_of(text: str) -> str:
    """The text without its comments."""
    return STRING_OR_COMMENT.sub(lambda match: match["string"] or " ", text)


def backbones(file: Path, code: str) -> set[str]:
    return set() if file.is_relative_to(BACKBONES) else set(BACKBONE.findall(code))


def methods(file: Path, code: str) -> set[str]:
    if file in OWN_FILES:
        return set()
    names = set(METHOD_WORD.findall(code))
    for other in OTHER_VALUES:
        code = other.sub(" ", code)
    return names | set(METHOD_VALUE.findall(code))


def options(file: Path, text: str) -> set[str]:
    if not any(file.is_relative_to(library) for library in LIBRARIES):
        return set()
    strings = [match["string"] or "" for match in STRING_OR_COMMENT.finditer(text)]
    return {option for string in strings for option in OPTION.findall(string)}


def report(kind: str, place: str, found: dict[Path, set[str]], limit: int = LIMIT) -> bool:
    """Prints the files of one list; whether there are few enough."""
    print(f"check_names: {len(found)} files name {kind} {place}, at most {limit} may")
    for file, names in found.items():
        print(f"  {file.relative_to(ROOT)}: {', '.join(sorted(names))}")
    return len(found) <= limit


def main() -> int:
    files = sorted((ROOT / "Sources").rglob("*.swift"))
    texts = {file: file.read_text(encoding="utf-8") for file in files}
    codes = {file: code_of(text) for file, text in texts.items()}

    def naming(names, texts=codes):
        found = {file: names(file, text) for file, text in texts.items()}
        return {file: names for file, names in found.items() if names}

    results = [
        report("backbones", "outside Sources/Core/Backbones", naming(backbones)),
        report("methods", "outside their own files", naming(methods)),
        report("options", "in texts of Core or CoreBenchmark", naming(options, texts), limit=0),
    ]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
