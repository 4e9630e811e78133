#!/usr/bin/env bash
# Fetches roberta-base, the paper's encoder, to data/models/roberta-base. A download that broke off is resumed by the next run.
#
#   HF_ENDPOINT          the hub or a mirror of it (default: https://huggingface.co)
#   ROBERTA_REPOSITORY   another checkpoint of the same kind (default: FacebookAI/roberta-base)
#   ROBERTA_REVISION     branch, tag or commit (default: main)
#   ROBERTA_DIR          another destination
#   ROBERTA_TRIES, ROBERTA_RETRY_WAIT   tries for each file, seconds between them (default: 5, 3)
#
# The hub names the SHA-256 of each large file and the git blob of each small one; both are checked. What was fetched is listed in
# SHA256SUMS there, and a later run checks against that list.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
folder="${ROBERTA_DIR:-$root/data/models/roberta-base}"
endpoint="${HF_ENDPOINT:-https://huggingface.co}"
repository="${ROBERTA_REPOSITORY:-FacebookAI/roberta-base}"
base="${endpoint%/}/$repository/resolve/${ROBERTA_REVISION:-main}"
tries="${ROBERTA_TRIES:-5}"
retry_wait="${ROBERTA_RETRY_WAIT:-3}"
files=(config.json vocab.json merges.txt tokenizer.json model.safetensors)
part="$folder.part"
# A connection that stays silent for a minute is given up, and tried again.
patience=(--connect-timeout 30 --speed-limit 1 --speed-time 60)

fail() {
    printf 'roberta: %s\n' "$@" >&2
    exit 1
}

offline_help() {
    fail "$1" "is this machine online? HF_ENDPOINT names another hub; it is now $endpoint" \
        "by hand: put ${files[*]} of $repository into $folder"
}

# The digest that the hub names for a file: SHA-256 (64 digits), git blob (40 digits), or nothing.
named_digest() {
    local headers value
    headers="$(curl --fail --location --silent --show-error --head "${patience[@]}" --max-time 60 "$base/$1")" || return
    headers="$(tr -d '\r"' <<< "$headers")"
    # Redirections have headers, too: the hub names a large file's digest in one of them, whose own etag is not the file's; a mirror may redirect everything.
    value="$(awk -F ': *' 'tolower($1) == "x-linked-etag" { print $2; exit }' <<< "$headers")"
    [[ -n $value ]] || value="$(awk -F ': *' 'tolower($1) == "etag" { value = $2 } END { print value }' <<< "$headers")"
    value="${value#W/}"
    [[ ! $value =~ ^([0-9a-f]{40}|[0-9a-f]{64})$ ]] || echo "$value"
}

digest_of() {
    if [[ ${#2} == 64 ]]; then
        sha256sum < "$1" | cut -d ' ' -f 1
    else
        { printf 'blob %d\0' "$(stat -c %s "$1")" && cat "$1"; } | sha1sum | cut -d ' ' -f 1
    fi
}

download() {
    local name=$1 try status=0 code
    for ((try = 1; try <= tries; try++)); do
        status=0
        code="$(curl --fail --location --silent --show-error "${patience[@]}" --continue-at - --write-out '%{http_code}' --output "$part/$name" "$base/$name")" && return
        status=$?
        # curl's 33 and HTTP's 416: the server knows no ranges, or the part is as long as the file already; start that file anew.
        [[ $status != 33 && $code != 416 ]] || rm -f "$part/$name"
        ((try == tries)) || sleep "$retry_wait"
    done
    offline_help "$name could not be fetched from $base (curl's status $status, reason above); what came is kept for the next run"
}

fetch() {
    local name expected found
    mkdir -p "$part"
    for name in "${files[@]}"; do
        expected="$(named_digest "$name")" || offline_help "the hub did not answer at $base"
        [[ -n $expected ]] || fail "$name: $base names no digest, so it could not be checked" "HF_ENDPOINT names another hub"
        # What an earlier run has fetched whole is not fetched again.
        if [[ -f $part/$name && $(digest_of "$part/$name" "$expected") == "$expected" ]]; then continue; fi
        echo "roberta: fetching $name"
        download "$name"
        found="$(digest_of "$part/$name" "$expected")"
        if [[ $found != "$expected" ]]; then
            rm -f "$part/$name"
            fail "$name: expected the digest $expected that the hub names, found $found" "the file was deleted; run make roberta again"
        fi
    done
    (cd "$part" && sha256sum "${files[@]}" > SHA256SUMS)
    mkdir -p "$(dirname "$folder")"
    mv -T "$part" "$folder"
}

main() {
    command -v curl > /dev/null || fail "curl is missing (Debian package curl); run make setup"
    local name
    if [[ -e $folder || -L $folder ]] && [[ ! -e $folder/SHA256SUMS ]]; then
        for name in "${files[@]}"; do
            [[ -f $folder/$name ]] || fail "$folder is there, but $name is not in it" "put it there, or delete that folder and run make roberta again"
        done
        echo "roberta: a checkpoint is in place, put there by hand: there are no digests to check"
    elif [[ -e $folder || -L $folder ]]; then
        for name in "${files[@]}"; do
            grep -q "  $name\$" "$folder/SHA256SUMS" || fail "$folder/SHA256SUMS does not name $name" "delete or move that folder, then run make roberta again"
        done
        (cd "$folder" && sha256sum --check --quiet SHA256SUMS) ||
            fail "$folder is there, but is not what was fetched" "delete or move that folder, then run make roberta again"
        echo "roberta: the checkpoint is in place, digests checked"
    else
        fetch
        echo "roberta: the checkpoint is in $folder, digests checked"
    fi
}

main
