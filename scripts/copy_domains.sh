#!/usr/bin/env bash
# Fills data/domains with four sets of sentences, NAME/{train,dev}.tsv, from a folder of the same layout:
#
#   make domains SOURCE=DIR
#
# Each file's SHA-256 is checked before it has its name there. data/README.md says what they are and where they come from.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
readonly source_dir="${1:-${SOURCE:-}}" destination="${DOMAINS_DIR:-$root/data/domains}" digests="$root/data/domains.sha256"

fail() {
    printf 'domains: %s\n' "$@" >&2
    exit 1
}

if (cd "$destination" 2> /dev/null && sha256sum --check --quiet "$digests" > /dev/null 2>&1); then
    echo "domains: all files of $destination are there and right"
    exit 0
fi
[[ -n $source_dir ]] || fail "no folder to copy from: make domains SOURCE=DIR, a folder with NAME/train.tsv and NAME/dev.tsv" \
    "data/README.md (\"Sentences of other domains\") says where the sentences come from and how the files are laid out."
[[ -d $source_dir ]] || fail "expected a folder with NAME/{train,dev}.tsv, found none: $source_dir"

part=""
trap '[[ -z $part ]] || rm -f "$part"' EXIT
while read -r digest name; do
    file="$source_dir/$name" found=none target="$destination/$name"
    [[ -f $file ]] || fail "$file: expected a file of $(wc -l < "$digests"), found none"
    if [[ -e $target || -L $target ]]; then
        if [[ -f $target && ! -L $target ]]; then found="$(sha256sum < "$target" | cut -d ' ' -f 1)"; fi
        [[ $found == "$digest" ]] || fail "$target is there, and is not the file of SHA-256 $digest" "move it away, then run this again"
        continue
    fi
    mkdir -p "$(dirname "$target")"
    # A name that nobody can foresee: what lies there is never written through.
    part="$(mktemp "$target.XXXXXXXX.part")"
    cp -- "$file" "$part"
    found="$(sha256sum < "$part" | cut -d ' ' -f 1)"
    [[ $found == "$digest" ]] || fail "$file: expected SHA-256 $digest, found $found" \
        "It is another split or another layout: see data/README.md. Nothing was put in its place."
    chmod 644 "$part"
    mv -T -- "$part" "$target"
    part=""
done < "$digests"
echo "domains: $(wc -l < "$digests") files in $destination"
