#!/usr/bin/env bash
# Makes a task folder whose dev rows are every tenth training row, for choosing settings without the dev rows.
#   scripts/hold_out.sh data/glue MRPC data/glue/held-out
#   swift run edora train --data data/glue/held-out --task MRPC --method edora --lr 5e-3
# It serves the tasks whose files have a header line (all but CoLA).
set -euo pipefail

[[ $# -eq 3 ]] || { echo "usage: $0 SOURCE TASK DESTINATION" >&2; exit 1; }
source="$1/$2/train.tsv" destination="$3/$2"
[[ -r $source ]] || { echo "$source: expected a training file, found none; run make glue" >&2; exit 1; }
[[ $2 != CoLA ]] || { echo "CoLA has no header line: this script would take its first row for one" >&2; exit 1; }
mkdir -p "$destination"
awk -v train="$destination/train.tsv" -v dev="$destination/dev.tsv" '
    NR == 1 { print > train; print > dev; next }
    { print > (NR % 10 == 0 ? dev : train) }' "$source"
wc -l "$destination"/*.tsv
