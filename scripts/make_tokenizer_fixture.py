#!/usr/bin/env python3
"""Makes the tokenizer's reference data with Hugging Face's `tokenizers`.

    scripts/make_tokenizer_fixture.py data/models/minilm/tokenizer.json
    scripts/make_tokenizer_fixture.py --tables

The first writes Tests/CoreTests/Fixtures/wordpiece.json: hard cases with their ids and token types, and digests of what
the normaliser and the pre-tokenizer make of every Unicode scalar. The second writes
Sources/Core/Tokenizers/WordPieceUnicodeData.swift: the answers of the Rust library to every question that BERT's
normaliser and pre-tokenizer ask, found by asking it about all 1,112,064 scalars.

Versions: scripts/requirements.txt.
"""
import argparse
import json
import unicodedata
from pathlib import Path

import tokenizers
from tokenizers import Tokenizer, normalizers, pre_tokenizers

REPOSITORY = Path(__file__).resolve().parent.parent
FIXTURE = REPOSITORY / "Tests/CoreTests/Fixtures/wordpiece.json"
TABLES = REPOSITORY / "Sources/Core/Tokenizers/WordPieceUnicodeData.swift"
SCALARS = [code for code in range(0x110000) if not 0xD800 <= code < 0xE000]
BLOCK = 0x1000

# Each is one text, or a pair, at the length limits after it.
SINGLE = [
    "", " ", "  \t \n ", "The quick brown fox jumps over the lazy dog.", "a", "A", "##ing ing", "don't won't it's",
    "Caf\u00e9 na\u00efve \u00c5ngstr\u00f6m", "Cafe\u0301 nai\u0308ve A\u030angstro\u0308m", "e\u0301\u0327\u0323 e\u0323\u0327\u0301",
    "\u01d5\u1ec7\u1e69", "\u0301 alone \u0308", "\u4e2d\u6587\u5b57\u7b26 mixed\u4e2d\u6587text", "\u65e5\u672c\u8a9e\u306e\u30c6\u30b9\u30c8 \u30ac\u30ae\u30b0 \uff76\uff9e",
    "\uf900\uf91d\ufa10 \U0002f800", "\U00020000\U0002a700\U00030000", "\ud55c\uad6d\uc5b4 \ud14d\uc2a4\ud2b8", "\u1112\u1161\u11ab\u1100\u116e\u11a8",
    "\u0645\u064e\u0631\u0652\u062d\u064e\u0628\u064b\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645\u060c \u0623\u0647\u0644\u0627", "\u0622\u0623\u0624\u0625\u0626",
    "\u05e9\u05b8\u05c1\u05dc\u05d5\u05b9\u05dd \u05e2\u05d5\u05dc\u05dd", "\ufb2a\ufb2c\ufb1d", "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35\u0e0a\u0e32\u0e27\u0e42\u0e25\u0e01 \u0e01\u0e33", "\u0939\u093f\u0928\u094d\u0926\u0940 \u0958\u095f",
    "\u0130stanbul I\u0131 \u0130\u0131 i\u0307", "Stra\u00dfe STRASSE \u1e9e", "\u039f\u0394\u039f\u03a3 \u039f\u03b4\u03cc\u03c2 \u03a3\u03a3", "\u0386\u0388\u03ab \u1f00\u1fb3\u1ffc",
    "\ufb01sh \ufb02ow \ufb03 \u0132 \u01c4", "\u212b \u2126 \u212a", "\uff21\uff22\uff23 \uff11\uff12\uff13\uff01", "x\u00b2 \u00bd \u2167 \u2460 \u00aa",
    "nul\u0000bell\u0007esc\u001bdel\u007fnel\u0085end", "vt\u000bff\u000cfs\u001cus\u001f", "zero\u200bwidth\u200cnon\u200djoin\u2060er\ufeff",
    "soft\u00adhyphen", "no\u00a0break\u202fnarrow\u2007figure", "em\u2003ideographic\u3000ogham\u1680x", "line\u2028separator\u2029paragraph",
    "left\u200eto\u200fright\u202a\u202e", "tab\tnew\nline\rreturn", "dos\r\nlines\r\n\r\nhere", "private\ue000use \U000f0000 \U00100000",
    "unassigned\u0378 \U0001fbff \uffff", "replacement\ufffdcharacter", "\ufffd", "\ufffd \ufffd",
    "\U0001f600 smile", "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 family", "\U0001f1eb\U0001f1f7\U0001f1e9\U0001f1ea flags", "\U0001f44d\U0001f3fd \u2764\ufe0f 1\ufe0f\u20e3",
    "a" * 99, "a" * 100, "a" * 101, "b" * 300 + " short", "\u00e9" * 100, "\u00e9" * 101, "\U00010400" * 100, "\u00ad".join("c" * 120), "\ud55c" * 34, "\ud55c" * 33,
    "supercalifragilisticexpialidocious antidisestablishmentarianism", "xqzjkvbw qqqqzzzz", "[CLS] hello [SEP]", "[MASK]ed te[MASK]xt[PAD][UNK]", "[mask] [Sep] [ MASK ] [MASK", "[[SEP]]", "[SEP][SEP]  [SEP]",
    "\u00e9[SEP]\u0301[MASK]\u4e2d", "[SEP\u00ad] [SE\u0301P]", "...!!!???", "--- *** ((([[[{{{", "a.b,c;d:e!f?g", "$5.00 + 10% = ~^`|<>", "@user #tag http://a.b/c?d=e&f_g",
    "\u2014 \u201cquoted\u201d \u2018single\u2019 \u2026 \u2013 \u2022 \u00a7", "\u060c \u061b \u061f \u06d4 \u3002\u3001\u300c\u300d\uff0c \u0964", "\u00a1\u00bf\u00ab\u00bb\u2039\u203a", "\u00a9\u00ae\u2122 \u20ac\u00a3\u00a5 \u00b1\u00d7\u00f7 \u2192\u2200\u2211",
    "\u2e43\u2e4f \u0a76 \u166d \U00011944", "1234567890 3.14159 1,000,000 1e-5 007 12th", "MiXeD CaSe WORDS camelCase", "\u0410\u0411\u0412 \u0419\u0451 \u0457", "\u10d0 \u1c90 \u13a0 \uab70 \U00010400",
    "\u3042\u302f\u302e \u1d15e \U0001d15e\U0001d15f", "\u1b44\u302e\u034f\u302f\u1b44", "\u1dfa\u0301\u1df6\u1bf2", "\u20dd \u0488 a\u20dd", "\u02b0\u02bc \u00b4 \u00a8 \u00af", "word" + " word" * 40,
]
PAIRS = [
    ("one two three four five six", "seven eight nine ten eleven twelve"),
    ("one two three four five six seven eight nine", "ten eleven"),
    ("one two", "three four five six seven eight nine ten"),
    ("one two three", "four five six seven"),
    ("one two three four", "five six seven"),
]
SMALL_PAIRS = [("", ""), ("", "only second"), ("only first", ""), ("[SEP] a", "b [SEP]"), ("caf\u00e9\u2014", "\u4e2d\u6587"), ("same same", "same same")]

# Combining characters that stay (category Mc, or Mn in newer Unicode than the Rust library's) come out in canonical order.
REORDERED = [
    "a\u302f\u1bf2b", "a\U0001d16d\U0001d165\u1715", "a\u302e\u0301\u1bf2", "a\u302e\u034f\u1bf2", "a\u302e\u0f73\u1bf2",
    "a\u302e\u200d\u1bf2", "a\u302e \u1bf2", "a\u302e\u4e2d\u1bf2", "\u302e\u1bf2", "\U0001d15e\u1bf2\U0001d160", "\u1b3b\u1b44\u302e\u1b44",
]


def bert(**options):
    settings = dict(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False)
    return normalizers.BertNormalizer(**(settings | options))


UNCASED = bert(clean_text=True, handle_chinese_chars=True, strip_accents=True, lowercase=True)
CASED = bert(clean_text=True, handle_chinese_chars=True)


def word_class(scalar):
    """0: part of a word, 1: whitespace, 2: a word of its own."""
    words = [word for word, _ in pre_tokenizers.BertPreTokenizer().pre_tokenize_str(f"a{scalar}b")]
    return {1: 0, 2: 1, 3: 2}[len(words)]


# Digests ------------------------------------------------------------------------------------------------------------

def fnv(data):
    """FNV-1a with 64 bits, in hexadecimal."""
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return f"{value:x}"


def digests(answer):
    """One digest for every 4096 scalars, of `answer` for each of them."""
    blocks = [[] for _ in range(0x110000 // BLOCK)]
    for code in SCALARS:
        blocks[code // BLOCK].append(answer(chr(code)))
    return [fnv(b"".join(block)) for block in blocks]


def make_fixture(path):
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    cases = []

    def add(first, second, length):
        tokenizer.enable_truncation(length, strategy="longest_first")
        encoding = tokenizer.encode(first, second)
        cases.append(dict(first=first, second=second, maxLength=length, ids=encoding.ids, tokenTypes=encoding.type_ids))

    for text in SINGLE:
        add(text, None, 128)
    for length in [2, 3, 4, 5, 10]:
        add("The quick brown fox jumps over the lazy dog.", None, length)
    for first, second in PAIRS:
        for length in [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 128]:
            add(first, second, length)
    for first, second in SMALL_PAIRS:
        for length in [3, 4, 5, 128]:
            add(first, second, length)

    # Normalised texts are told apart by a letter around them, and end with a byte that is in no UTF-8.
    def normalized(normalizer):
        return digests(lambda scalar: normalizer.normalize_str(f"x{scalar}x").encode() + b"\xff")

    fixture = dict(
        madeWith=f"tokenizers {tokenizers.__version__}", cases=cases,
        reordered=[dict(text=text, normalized=UNCASED.normalize_str(text)) for text in REORDERED],
        blockSize=BLOCK, uncased=normalized(UNCASED), cased=normalized(CASED),
        lowercase=normalized(bert(lowercase=True)), wordClass=digests(lambda s: bytes([word_class(s)])))
    FIXTURE.parent.mkdir(parents=True, exist_ok=True)
    # ASCII only, so that no editor or tool can change a composed into a decomposed character.
    lines = ",\n".join(json.dumps(case) for case in fixture.pop("cases"))
    rest = json.dumps(fixture)[1:]
    FIXTURE.write_text(f'{{"cases": [\n{lines}\n],\n{rest}\n')
    print(f"{FIXTURE.relative_to(REPOSITORY)}: {len(cases)} cases")


# Tables -------------------------------------------------------------------------------------------------------------

def runs(codes):
    """Consecutive codes as [first, last]."""
    found = []
    for code in codes:
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return found


def span(first, last):
    return f"{first:X}" if first == last else f"{first:X}-{last:X}"


def ranges(codes):
    return [span(first, last) for first, last in runs(codes)]


def combining_classes():
    """Canonical combining classes that the Rust library's NFD knows: it moves U+0334 (class 1) before them.

    A mark that decomposes into marks, such as U+0F73, counts as the first of them.
    """
    nfd = normalizers.NFD()
    by_class = {}
    for code in SCALARS:
        value = unicodedata.combining(unicodedata.normalize("NFD", chr(code))[0])
        if value > 1 and nfd.normalize_str(f"a{chr(code)}\u0334")[1] == "\u0334" or value == 1:
            by_class.setdefault(value, []).append(code)
    return [f"{entry}:{value:X}" for value in sorted(by_class) for entry in ranges(by_class[value])]


def lowercase_runs():
    """Runs of codes, each or every second one, with the same distance to their lower case: FIRST-LAST[/2]:DISTANCE."""
    lower = bert(lowercase=True)
    distance = {}
    for code in SCALARS:
        text = lower.normalize_str(chr(code))
        if text != chr(code):
            assert len(text) == 1 or (code == 0x130 and text == "i\u0307"), hex(code)
            distance[code] = ord(text[0]) - code
    entries, codes = [], sorted(distance)
    while codes:
        first, step = codes[0], 1
        if first + 1 not in distance and distance.get(first + 2) == distance[first]:
            step = 2
        last = first
        while distance.get(last + step) == distance[first] and (step == 1 or last + 1 not in distance):
            last += step
        sign = "-" if distance[first] < 0 else ""
        entries.append(f"{span(first, last)}{'/2' if step == 2 else ''}:{sign}{abs(distance[first]):X}")
        codes = [code for code in codes if not (first <= code <= last and (code - first) % step == 0)]
    return entries


def decompositions(stripped):
    """Lines of consecutive codes: FIRST: LETTERS LETTERS ..., where LETTERS are codes joined by plus signs."""
    lines = []
    for first, last in runs(sorted(stripped)):
        line = ""
        for code in range(first, last + 1):
            item = " " + "+".join(f"{ord(letter):X}" for letter in stripped[code])
            if len(line) + len(item) > 108:
                lines.append(line)
                line = ""
            line = (line or f"{code:X}:") + item
        lines.append(line)
    return lines


def wrap(entries):
    lines = [""]
    for entry in entries:
        if len(lines[-1]) + len(entry) > 108:
            lines.append("")
        lines[-1] += (" " if lines[-1] else "") + entry
    return lines


def make_tables():
    clean, strip, ideographs = bert(clean_text=True), bert(strip_accents=True), bert(handle_chinese_chars=True)
    stripped = {code: strip.normalize_str(chr(code)) for code in SCALARS}
    letters = {
        code: text for code, text in stripped.items() if text not in ("", chr(code)) and not 0xAC00 <= code <= 0xD7A3}
    classes = {code: word_class(chr(code)) for code in SCALARS}
    tables = [
        ("control", "What text cleaning deletes.",
         wrap(ranges(c for c in SCALARS if clean.normalize_str(chr(c)) == ""))),
        ("whitespace", "What splits words.", wrap(ranges(c for c in SCALARS if classes[c] == 1))),
        ("ideographs", "What is set apart by spaces.",
         wrap(ranges(c for c in SCALARS if ideographs.normalize_str(chr(c)) != chr(c)))),
        ("marks", "What accent stripping deletes.", wrap(ranges(c for c in SCALARS if stripped[c] == ""))),
        ("punctuation", "What is a word of its own.", wrap(ranges(c for c in SCALARS if classes[c] == 2))),
        ("combiningClasses", "Canonical combining classes other than 0: RANGE:CLASS.", wrap(combining_classes())),
        ("lowercase", "Distances to the lower case, `/2` for every second scalar: RANGE:DISTANCE.",
         wrap(lowercase_runs())),
        ("decompositions", "Canonical decompositions without their marks, for consecutive scalars; Hangul is computed.",
         decompositions(letters)),
    ]
    text = f"""\
/// The Unicode tables of BERT's normaliser and pre-tokenizer, as scalars in hexadecimal.
///
/// Made by `scripts/make_tokenizer_fixture.py --tables` from the answers of Hugging Face's tokenizers
/// {tokenizers.__version__}; not to be edited by hand.
enum WordPieceUnicodeData {{
"""
    for name, comment, lines in tables:
        body = "\n".join("        " + line for line in lines)
        text += f'    /// {comment}\n    static let {name} = """\n{body}\n        """\n\n'
    TABLES.write_text(text.rstrip() + "\n}\n")
    print(f"{TABLES.relative_to(REPOSITORY)}: {len(text)} bytes")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tokenizer", nargs="?", type=Path, help="tokenizer.json of MiniLM")
    parser.add_argument("--tables", action="store_true", help="write the Unicode tables instead")
    arguments = parser.parse_args()
    if arguments.tables:
        make_tables()
    elif arguments.tokenizer is None:
        parser.error("name MiniLM's tokenizer.json, or --tables")
    else:
        make_fixture(arguments.tokenizer)


if __name__ == "__main__":
    main()
