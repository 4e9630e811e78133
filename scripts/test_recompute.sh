#!/usr/bin/env bash
# Tests that recompute.py finds what is wrong on a page, says where, and goes on; half a minute. Pages and records are damaged in a temporary folder.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
top="$(mktemp -d)"
trap 'rm -rf "$top"' EXIT
passed=0

mkdir "$top/scripts"
cp "$root/scripts/recompute.py" "$top/scripts"
ln -s "$root/data" "$top/data"
cp "$root/README.md" "$top"
for chapter in chapter4-edora chapter5-glue chapter6-ablations chapter7-decoder chapter8-relatives; do
    mkdir -p "$top/chapters/$chapter"
    cp "$root/chapters/$chapter/README.md" "$top/chapters/$chapter"
done

# damage CHAPTER PATTERN REPLACEMENT: must change something, or the page is another than these cases were written for.
damage() {
    local page="$top/chapters/$1/README.md"
    perl -CSDA -i -pe 'BEGIN { ($from, $to) = splice(@ARGV, 0, 2) } s/$from/$to/' "$2" "$3" "$page"
    if cmp --silent "$page" "$root/chapters/$1/README.md"; then
        echo "FAILED  nothing on the page of $1 is $2"
        exit 1
    fi
}

# tells WHAT TEXT: a fault says so.
tells() {
    if ! grep --quiet --fixed-strings -- "$2" "$top/messages"; then
        echo "FAILED  $1: nothing says $2"
        cat "$top/messages"
        exit 1
    fi
    echo "ok      $1"
    passed=$((passed + 1))
}

damage chapter6-ablations '(?<=five epochs; before 27 November 2026: )reproduced' 'inconclusive'
damage chapter6-ablations '(?<=73 \()\d+' '7'
damage chapter6-ablations '^\| EDoRA scores above LoRA' '| EDoRA scores beside LoRA'
damage chapter6-ablations '^\| decay on m ' '| decay of m '
damage chapter6-ablations '^\| EDoRA, r = 64 \| 107,520 \|' '| EDoRA, r = 64 |'
damage chapter6-ablations "(?<=^\| the four less Kaiming's numbers \| )\+1\.4" '+1.5'
damage chapter6-ablations '(?<=^\| 16 \| 0\.)\d\d\d(?= % \| 0\.141 % \|)' '999'
damage chapter6-ablations '(?<=^\| R \| 0\.)\d\d(?= % \|)' '99'
damage chapter6-ablations '(?<=^\| LoRA, r = 16 \| 3 \| )−1\.6' '−1.7'
damage chapter6-ablations '(?<=^\| r = 64 \| )\+2\.9' '+3.9'
damage chapter6-ablations '(?<=^\| 2e-2 \| 51\.)\d' '9'
damage chapter6-ablations '(?<=^\| m at 1e-2, R at 5e-3 \| )\+0\.4' '+0.5'
damage chapter6-ablations '(?<=^\| one answer for all rows \| )61\.9' '62.9'
damage chapter6-ablations '(?<=^\| LoRA, r = 16 \| )90\.\d(?= )' '99.9'
damage chapter7-decoder '(?<=\| )64,512(?= \|)' '64,513'
damage chapter7-decoder '(?<=^\| query \| MiniLM \| 384 × 384 \| )25' '35'
damage chapter8-relatives '(?<=^\| PSOFT, r = 34 \| )15,096' '15,097'
damage chapter8-relatives '(?<=^\| EDoRA, r = 16 \| 15,360 \| )[^|]+(?= \|)' 'not run yet'
damage chapter8-relatives '(?<=^\| LoRA, r = 1 − EDoRA, r = 32 \| \d \| )[−+]?\d\.\d' '−9.9'
damage chapter5-glue '(?<=a name="tab-)best' 'none'
damage chapter6-ablations '(?<=^\| m alone \| 2e-2 \| )59\.4 ± 0\.9' '–'
damage chapter5-glue '(?<=^\| Magnitude only \| )9,216' '9,217'
damage chapter5-glue '(?<=\*\*)cannot be told from one answer' 'measures'
damage chapter5-glue '(?<=^\| Full fine-tuning \| 67\.4 ± 0\.5 \| )70\.4' '70.5'
damage chapter5-glue '(?<=^\| EDoRA, r = 32 above both \| \*\*inconclusive\*\* \| \*\*)not reproduced' 'inconclusive'
damage chapter5-glue '(?<=^\| EDoRA, r = 16 − LoRA, r = 16 \| −1\.7 \| −2\.5 to −)0\.8' '0.9'
damage chapter5-glue '(?<=^\| EDoRA − LoRA at rank 1, four tasks \| −)0\.2' '0.3'
damage chapter5-glue '^\| RTE \| 277 \| 0 \| 0 \| 24, 79' '| RTE | 277 | 0 | 0 | 24, 78'

code=0
timeout 120 "$top/scripts/recompute.py" > "$top/messages" 2>&1 || code=$?
tells "what the former rule said" "claim svd-init: '**inconclusive** (other scale: MiniLM, five epochs; before 27 November 2026: inconclusive"
tells "an interval of a claim" "says 7, recomputed 61"
tells "a row that is missing" "claims: no row 'EDoRA scores above LoRA and DoRA on average'"
tells "a claim without its row" "claims without a recomputed verdict: 1"
tells "a row that is unknown" "6, options: a row 'decay of m', which is unknown here"
tells "a mean of several settings" "6, pairings, the four less Kaiming's numbers: '+1.5 −0.3 to +3.1 −0.2 to +3.0 −1.8 to +3.8' says +1.5, recomputed 1.36"
tells "a cell that is missing" "6 cells in a row of 7: EDoRA, r = 64 | 1e-3"
tells "a table that is missing" '5, best: chapters/chapter5-glue/README.md has no <a name="tab-best"></a>'
tells "a count" "says 9,217, recomputed 9216"
tells "a task that measures nothing" "5, measures, RTE, finding: '**measures**', recomputed '**cannot be told from one answer**'"
tells "an average without it" "5, rest, Full fine-tuning: '70.5 ± 0.8' says 70.5, recomputed 70.4"
tells "a verdict without it" "5, restclaims, EDoRA, r = 32 above both, 4 tasks: '**inconclusive**', recomputed '**not reproduced**'"
tells "an interval of a difference with all" "says −0.9, recomputed -0.8"
tells "a difference at another budget" "says −0.3, recomputed -0.2"
tells "a count of a decoder" "says 64,513, recomputed 64512"
tells "a share of a direction" "7, spectrum, query, MiniLM, share: '35 % (24 to 2"
tells "a share of a change" "6, subspace, rank 16, the SVD's factors: '0.999 %' says 0.999, recomputed 0."
tells "a share of a gradient" "6, gradient, R, before: '0.99 %' says 0.99, recomputed 0."
tells "a dash for runs that are there" "6, parts, m alone: '–', and all its runs are on record"
tells "a pair of rates" "says 51.9, recomputed 51.61"
tells "a pair of rates on dev rows" "6, tworatesdev: '+0.5 −2.9 to +3.7"
tells "one answer for rows of another domain" "6, domains, one answer for all rows: '62.9 "
tells "a score on another domain" "6, domains, LoRA, r = 16, CR: '99.9 "
tells "a difference by three seeds" "6, seeds, LoRA, r = 16, 3: '−1.7' says −1.7, recomputed -1.5"
tells "a difference to the magnitudes alone" "6, beside, r = 64: '+3.9 +1.9 to +3.9 +1.2 to +4.6 +0.5 to +6.0' says +3.9, recomputed 2.9"
tells "a count of a relative" "8, scores, PSOFT, r = 34, values: '15,097' says 15,097, recomputed 15096"
tells "a run that is there" "8, scores, EDoRA, r = 16, MRPC: 'not run yet': 0 numbers, and 2 were recomputed"
tells "a difference of relatives" "8, against, LoRA, r = 1 − EDoRA, r = 32, mean: '−9.9' says −9.9, recomputed"
tells "a fact of a task's file" "5, facts, RTE, half seen: '24, 78' says 78, recomputed 79"
if [[ $code != 1 ]] || grep --quiet Traceback "$top/messages"; then
    echo "FAILED  exit status $code, and 1 was expected, without a traceback"
    cat "$top/messages"
    exit 1
fi
# Records that are damaged, added or lost, beside pages that are as they were.
for chapter in chapter4-edora chapter5-glue chapter6-ablations chapter7-decoder chapter8-relatives; do
    cp "$root/chapters/$chapter/README.md" "$top/chapters/$chapter"
done
rm "$top/data"
mkdir "$top/data"
for folder in "$root"/data/*; do
    [[ $(basename "$folder") == runs ]] || ln -s "$folder" "$top/data"
done
tar -C "$root/data" --exclude=.unfinished -cf - runs | tar -C "$top/data" -xf -
python3 - "$top/data/runs/minilm" << 'EOF'
import json
import sys
from pathlib import Path

runs = Path(sys.argv[1])


def read(file):
    return json.loads(file.read_text())


# The same run in bfloat16, with another score: no number may change.
narrow = read(next((runs / "glue").glob("RTE-edora-r16-s1-*.json")))
narrow["configuration"]["precision"] = "bfloat16"
narrow["epochs"][-1]["metrics"]["accuracy"] = 0.99
(runs / "glue/zz-narrow.json").write_text(json.dumps(narrow))
# Remedies against overfitting, which the claims' table says were not run.
remedy = read(next((runs / "glue").glob("RTE-edora-r4-s1-*.json")))
remedy["configuration"] |= {"trainShare": 0.1, "epochs": 50}
for number in range(24):
    (runs / f"glue/zz-remedy-{number}.json").write_text(json.dumps(remedy))
# A search whose best rate is the highest that is left.
for file in (runs / "glue-held-out").glob("*-lora-r1-*.json"):
    if read(file)["configuration"]["learningRate"] > 5e-4:
        file.unlink()
# A run that is there twice.
twice = next((runs / "glue").glob("RTE-edora-r64-s1-*.json"))
(runs / "glue/zz-twice.json").write_bytes(twice.read_bytes())
EOF
code=0
timeout 120 "$top/scripts/recompute.py" > "$top/messages" 2>&1 || code=$?
[[ $code == 1 ]] || { echo "FAILED  exit status $code for a run that is there twice, and 1 was expected"; exit 1; }
tells "a run that is there twice" 'two runs of RTE with {"rank": 64}, seed 1'
rm "$top/data/runs/minilm/glue/zz-twice.json"
code=0
timeout 120 "$top/scripts/recompute.py" > "$top/messages" 2>&1 || code=$?
tells "a search that stopped too early" "stopped at 0.0005, an end of what it tried"
tells "remedies that were run" "24 runs of remedies are on record"
# The run in bfloat16 has the seed and the rate of another, and counts as neither: else it were one that is there twice.
if [[ $code != 1 ]] || grep --quiet Traceback "$top/messages"; then
    echo "FAILED  exit status $code, and 1 was expected, without a traceback"
    cat "$top/messages"
    exit 1
fi
for argument in --verbos=2 page; do
    code=0
    timeout 60 "$top/scripts/recompute.py" "$argument" > "$top/messages" 2>&1 || code=$?
    [[ $code == 2 ]] || { echo "FAILED  exit status $code for $argument, and 2 was expected"; exit 1; }
    tells "an unknown argument: $argument" "usage: recompute.py"
done
echo "$passed passed, 0 failed"
