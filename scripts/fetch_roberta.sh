#!/usr/bin/env bash
# Fetches roberta-base, the paper's encoder, to data/models/roberta-base. A download that broke off is resumed by the next run.
#
#   HF_ENDPOINT          the hub or a mirror of it (default: https://huggingface.co)
#   ROBERTA_REPOSITORY   another checkpoint of the same kind (default: FacebookAI/roberta-base)
#   ROBERTA_REVISION     branch, tag or commit (default: the commit below)
#   ROBERTA_DIGESTS      a list of other digests: lines of SHA-256, bytes and name
#   ROBERTA_DIR          another destination
#   ROBERTA_TRIES, ROBERTA_RETRY_WAIT   tries for each file, seconds between them (default: 5, 3)
#
# Each file of the default commit has its size and digest here, which no server can change. For another checkpoint only the server can
# name them (the SHA-256 of each large file, the git blob of each small one): they tell a whole file from a broken one, and no right
# one from a false one. What was fetched is listed in SHA256SUMS there, and a later run checks against that list.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
folder="${ROBERTA_DIR:-$root/data/models/roberta-base}"
endpoint="${HF_ENDPOINT:-https://huggingface.co}"
pinned_repository=FacebookAI/roberta-base
pinned_revision=e2da8e2f811d1448a5b465c236feacd80ffbac7b
repository="${ROBERTA_REPOSITORY:-$pinned_repository}"
revision="${ROBERTA_REVISION:-$pinned_revision}"
base="${endpoint%/}/$repository/resolve/$revision"
digests="${ROBERTA_DIGESTS:-}"
tries="${ROBERTA_TRIES:-5}"
retry_wait="${ROBERTA_RETRY_WAIT:-3}"
files=(config.json vocab.json merges.txt tokenizer.json model.safetensors)
part="$folder.part"
# A connection that stays silent for a minute is given up, and tried again.
patience=(--speed-limit 1 --speed-time 60)
# Of a file whose size is not known: more than any checkpoint of this kind and size has.
largest=$((2 << 30))
# shellcheck source=scripts/secure_download.sh
source "$root/scripts/secure_download.sh"

fail() {
    printf 'roberta: %s\n' "$@" >&2
    exit 1
}

offline_help() {
    fail "$1" "is this machine online? HF_ENDPOINT names another hub; it is now $endpoint" \
        "by hand: put ${files[*]} of $repository into $folder"
}

pinned() {
    cat << 'LIST'
ef0185e2aae6e06c5f105a285006952c340e20c7dbf43c86ec82601b13fc45e9        481  config.json
9e7f63c2d15d666b52e21d250d2e513b87c9b713cfa6987a82ed89e5e6e50655     898823  vocab.json
1ce1664773c50f3e0cc8842619a93edc4624525b728b188a9e0be33b7726adc5     456318  merges.txt
847bbeab6174d66a88898f729d52fa8d355fafe1bea101cf960dd404581df70e    1355863  tokenizer.json
5bde1d28afb363d0103324efeb5afc8b2b397fe5e04beabb9b1ef355255ade81  498818054  model.safetensors
LIST
}

# Prints the digest and the size of a file where they are known without asking a server.
known() {
    if [[ -n $digests ]]; then
        awk -v name="$1" '$3 == name { print $1, $2 }' "$digests"
    elif [[ $repository == "$pinned_repository" && $revision == "$pinned_revision" ]]; then
        pinned | awk -v name="$1" '$3 == name { print $1, $2 }'
    fi
}

# The digest that the server names for a file: SHA-256 (64 digits), git blob (40 digits), or nothing.
named_digest() {
    local headers value
    headers="$(secure_curl "$largest" "$base/$1" --head "${patience[@]}" --max-time 60)" || return
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
    local name=$1 limit=$2 try status=0 code
    for ((try = 1; try <= tries; try++)); do
        status=0
        # A part that is as long as the whole, and not it, would never be replaced.
        [[ ! -f $part/$name ]] || is_within "$((limit - 1))" "$part/$name" || rm -f "$part/$name"
        code="$(secure_curl "$limit" "$base/$name" "${patience[@]}" --continue-at - --write-out '%{http_code}' --output "$part/$name")" &&
            is_within "$limit" "$part/$name" && return
        status=$?
        if [[ $status == 63 ]] || { [[ -f $part/$name ]] && ! is_within "$limit" "$part/$name"; }; then
            rm -f "$part/$name"
            fail "$name: expected at most $limit bytes, found more at $base" "nothing of it was kept; HF_ENDPOINT names another hub"
        fi
        # curl's 33 and HTTP's 416: the server knows no ranges, or the part is as long as the file already; start that file anew.
        [[ $status != 33 && $code != 416 ]] || rm -f "$part/$name"
        ((try == tries)) || sleep "$retry_wait"
    done
    offline_help "$name could not be fetched from $base (curl's status $status, reason above); what came is kept for the next run"
}

fetch() {
    local name expected limit found
    mkdir -p "$part"
    for name in "${files[@]}"; do
        read -r expected limit <<< "$(known "$name")"
        if [[ -z $expected ]]; then
            [[ -z $digests ]] || fail "$digests: expected a line of SHA-256, bytes and $name, found none"
            expected="$(named_digest "$name")" || offline_help "the hub did not answer at $base"
            limit=$largest
        fi
        [[ -n $expected ]] || fail "$name: $base names no digest, so it could not be checked" "HF_ENDPOINT names another hub"
        # What an earlier run has fetched whole is not fetched again.
        if [[ -f $part/$name && $(digest_of "$part/$name" "$expected") == "$expected" ]]; then continue; fi
        echo "roberta: fetching $name"
        download "$name" "$limit"
        found="$(digest_of "$part/$name" "$expected")"
        if [[ $found != "$expected" ]]; then
            rm -f "$part/$name"
            fail "$name: expected the digest $expected, found $found" "the file was deleted; run make roberta again, and if it stays so, HF_ENDPOINT names another hub"
        fi
    done
    (cd "$part" && sha256sum "${files[@]}" > SHA256SUMS)
    mkdir -p "$(dirname "$folder")"
    mv -T "$part" "$folder"
}

main() {
    command -v curl > /dev/null || fail "curl is missing (Debian package curl); run make setup"
    local name fault
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
        fault="$(address_fault "$base")"
        [[ -z $fault ]] || fail "HF_ENDPOINT: $fault"
        fetch
        if [[ -n $(known config.json) ]]; then
            echo "roberta: the checkpoint is in $folder, digests checked"
        else
            echo "roberta: the checkpoint is in $folder; its digests are those that $endpoint names, and later runs check them"
        fi
    fi
}

main
