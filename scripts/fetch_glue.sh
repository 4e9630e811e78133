#!/usr/bin/env bash
# Fills data/glue with the official files of six GLUE tasks, TASK/{train,dev,test}.tsv.
#
#   scripts/fetch_glue.sh          downloads them
#   scripts/fetch_glue.sh DIR      copies them from a folder of the same layout (also GLUE_SOURCE=DIR)
#
# Each file's SHA-256 is checked before it reaches data/glue (of one file the MD5). Environment variables:
#   GLUE_BASE_URL, MRPC_BASE_URL   where the archives and the raw MRPC files are
#   GLUE_DIR, GLUE_DIGESTS         destination folder, list of digests
#   GLUE_TRIES, GLUE_RETRY_WAIT    tries per download, seconds between them
#   GLUE_LIMIT                     bytes that a download, or a file of an archive, may have
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
source_dir="${1:-${GLUE_SOURCE:-}}"
glue_dir="${GLUE_DIR:-$root/data/glue}"
default_digests="$root/data/glue.sha256"
digests="${GLUE_DIGESTS:-$default_digests}"
base_url="${GLUE_BASE_URL:-https://dl.fbaipublicfiles.com/glue/data}"
mrpc_url="${MRPC_BASE_URL:-https://dl.fbaipublicfiles.com/senteval/senteval_data}"
tries="${GLUE_TRIES:-5}"
retry_wait="${GLUE_RETRY_WAIT:-3}"

tasks=(CoLA SST-2 MRPC STS-B QNLI RTE)
splits=(train dev test)
# Of QNLI/train.tsv no SHA-256 is at hand. This is the MD5 that PaddleNLP's loader has of it; those that it has of the other files of
# CoLA, SST-2, STS-B and QNLI belong to the files of our list.
qnli_train_md5=5e6063f407b08d1f7c7074d049ace94a
# Nothing here is longer than 26 MB.
limit="${GLUE_LIMIT:-$((64 << 20))}"
offline=""
# shellcheck source=scripts/secure_download.sh
source "$root/scripts/secure_download.sh"

say() { printf 'glue: %s\n' "$@"; }
warn() { printf 'glue: %s\n' "$@" >&2; }
fail() {
    warn "$@"
    exit 1
}

# --- checks ---

listed_digest() { awk -v name="$1" '$2 == name { print $1 }' "$digests"; }

# SHA-256 (64 digits) or MD5 (32 digits).
expected_digest() {
    local listed
    listed="$(listed_digest "$1")"
    [[ -n $listed || $1 != QNLI/train.tsv || $digests != "$default_digests" ]] || listed="$qnli_train_md5"
    echo "$listed"
}

# Prints what is wrong with FOLDER/NAME; nothing when it is right.
fault() {
    local file="$1/$2" expected found kind=SHA-256 program=sha256sum
    expected="$(expected_digest "$2")"
    [[ ${#expected} != 32 ]] || { kind=MD5 program=md5sum; }
    if [[ ! -f $file ]]; then
        echo "$2 is missing"
    elif [[ -n $expected ]]; then
        found="$("$program" < "$file" | cut -d ' ' -f 1)"
        [[ $found == "$expected" ]] || echo "$2: expected $kind $expected, found $found"
    fi
}

# Prints what is wrong with the files of FOLDER/TASK.
task_faults() {
    local split
    for split in "${splits[@]}"; do fault "$1" "$2/$split.tsv"; done
}

check_digest_list() {
    [[ -f $digests ]] || fail "the list of digests $digests is missing"
    grep -qE '^[0-9a-f]{64}  [^ ]+$' "$digests" || fail "$digests: expected lines of SHA-256, two spaces, TASK/SPLIT.tsv; found none"
}

# Moves what FOLDER/TASK holds into data/glue, file by file, each by a rename.
move_in() {
    mkdir -p "$glue_dir/$2"
    mv -f "$1/$2"/*.tsv "$glue_dir/$2/"
}

report() {
    local task wrong complete=()
    for task in "${tasks[@]}"; do
        wrong="$(task_faults "$glue_dir" "$task")"
        if [[ -z $wrong ]]; then complete+=("$task"); else warn "$task is not complete: ${wrong//$'\n'/; }"; fi
    done
    say "complete tasks in $glue_dir: ${complete[*]:-none}"
}

# --- from a folder ---

copy_from_folder() {
    local task name wrong bad="" absent=""
    [[ -d $source_dir ]] || fail "GLUE_SOURCE: expected a folder that holds TASK/{train,dev,test}.tsv, found no folder $source_dir"
    for task in "${tasks[@]}"; do
        mkdir "$work/$task"
        for name in "$task"/{train,dev,test}.tsv; do
            if [[ -f $source_dir/$name ]]; then
                # A plain cp would keep the modes of a read-only source.
                install -m 644 "$source_dir/$name" "$work/$name"
                wrong="$(fault "$work" "$name")"
                [[ -z $wrong ]] || bad+="$wrong"$'\n'
            elif [[ -n $(fault "$glue_dir" "$name") ]]; then
                warn "warning: $name is not in $source_dir"
                [[ -z $(listed_digest "$name") ]] || absent=yes
            fi
        done
    done
    [[ -z $bad ]] || fail "files in $source_dir are not the official ones:" "${bad%$'\n'}" \
        "nothing was copied; get the files again (make glue without GLUE_SOURCE downloads them)"
    for task in "${tasks[@]}"; do
        [[ -z $(ls "$work/$task") ]] || move_in "$work" "$task"
    done
    report
    [[ -z $absent ]] || fail "required files are missing (warnings above); what was there has been copied"
}

# --- by download ---

# Downloads URL/NAME to the downloads folder. A cut transfer leaves NAME.part, and the next try,
# in this run or a later one, asks only for the rest.
download() {
    local url="$1/$2" file="$downloads/$2" try code status
    [[ ! -f $file ]] || return 0
    say "downloading $url"
    for ((try = 1; try <= tries; try++)); do
        [[ $try -eq 1 ]] || sleep "$retry_wait"
        status=0
        # What an earlier run with another limit left.
        [[ ! -f $file.part ]] || is_within "$limit" "$file.part" || rm -f "$file.part"
        code="$(secure_curl "$limit" "$url" --speed-limit 100 --speed-time 60 --continue-at - \
            --output "$file.part" --write-out '%{http_code}')" || status=$?
        if [[ $status -eq 63 ]] || { [[ -f $file.part ]] && ! is_within "$limit" "$file.part"; }; then
            rm -f "$file.part"
            warn "$url: expected at most $limit bytes, found more" \
                "nothing of it was kept; set GLUE_BASE_URL or MRPC_BASE_URL to another mirror"
            return 1
        fi
        if [[ $status -eq 0 && -f $file.part ]]; then
            mv "$file.part" "$file"
            return 0
        fi
        case "$code" in
            401 | 403 | 404 | 410)
                warn "$url is not there (HTTP status $code)" \
                    "set GLUE_BASE_URL or MRPC_BASE_URL to a mirror, or copy the files from a folder: make glue GLUE_SOURCE=DIR"
                return 1 ;;
        esac
        # The server cannot continue this part (no ranges, or the file has changed): start afresh.
        if [[ $status -eq 33 || $code == 416 ]]; then rm -f "$file.part"; fi
    done
    warn "$url: no success in $tries tries (curl exit status $status, HTTP status $code)" \
        "run make glue again, it continues where it stopped; or copy from a folder: make glue GLUE_SOURCE=DIR"
    # 6 and 7: the host is unknown or refuses; the other files would fail in the same way.
    if [[ $status -eq 6 || $status -eq 7 ]]; then offline=yes; fi
    return 1
}

# MRPC is not among the archives: GLUE's split is made from the original files. Rows of the train
# file whose two ids are in the list of dev ids are dev, the others train, in the file's order. The
# original files start with a byte-order mark, which is in the header line and so goes with it.
make_mrpc() {
    (
        cd "$downloads"
        export out="$work/MRPC" LC_ALL=C
        mkdir "$out"
        awk -F '\t' '
            BEGIN {
                train = ENVIRON["out"] "/train.tsv"; dev = ENVIRON["out"] "/dev.tsv"
                header = "Quality\t#1 ID\t#2 ID\t#1 String\t#2 String"
                print header > train; print header > dev
            }
            { sub(/\r$/, "") }
            NR == FNR { held_out[$1 "\t" $2]; next }
            FNR > 1 { print > ((($2 "\t" $3) in held_out) ? dev : train) }
        ' mrpc_dev_ids.tsv msr_paraphrase_train.txt
        awk -F '\t' -v OFS='\t' '
            { sub(/\r$/, "") }
            FNR == 1 { print "index\t#1 ID\t#2 ID\t#1 String\t#2 String"; next }
            { $1 = FNR - 2; print }
        ' msr_paraphrase_test.txt > "$out/test.tsv"
    )
}

# Unpacks FOLDER/{train,dev,test}.tsv of an archive to the work folder. Only their bytes are taken, so that a link or a path in the
# archive is never one here; a password keeps unzip from asking for one. What could not be unpacked is missing or wrong, and told so by its digest.
unpack() {
    local archive="$1" split
    mkdir "$work/$2"
    for split in "${splits[@]}"; do
        (ulimit -f "$((limit / 1024 + 1))" && exec unzip -P none -p "$archive" "$2/$split.tsv") > "$work/$2/$split.tsv" 2> /dev/null < /dev/null ||
            rm -f "$work/$2/$split.tsv"
    done
}

fetch_task() {
    local task="$1" archive="$1.zip" wrong parts
    if [[ $task == MRPC ]]; then
        parts=(msr_paraphrase_train.txt msr_paraphrase_test.txt mrpc_dev_ids.tsv)
        download "$mrpc_url" "${parts[0]}" || return 1
        download "$mrpc_url" "${parts[1]}" || return 1
        download "$base_url" "${parts[2]}" || return 1
        make_mrpc
    else
        [[ $task != QNLI ]] || archive=QNLIv2.zip
        parts=("$archive")
        download "$base_url" "$archive" || return 1
        unpack "$downloads/$archive" "$task"
    fi
    wrong="$(task_faults "$work" "$task")"
    ( cd "$downloads" && rm -f "${parts[@]}" )
    if [[ -n $wrong ]]; then
        warn "$task: what was downloaded is not the official release:" "$wrong" \
            "nothing of $task was kept; run make glue again, and if it stays so, use another source (GLUE_BASE_URL, GLUE_SOURCE)"
        return 1
    fi
    move_in "$work" "$task"
}

fetch_all() {
    local task tool wrong failed=""
    for tool in curl unzip; do
        command -v "$tool" > /dev/null || fail "$tool is missing: run make setup first"
    done
    wrong="$(address_fault "$base_url")"
    [[ -z $wrong ]] || fail "GLUE_BASE_URL: $wrong"
    wrong="$(address_fault "$mrpc_url")"
    [[ -z $wrong ]] || fail "MRPC_BASE_URL: $wrong"
    mkdir -p "$downloads"
    for task in "${tasks[@]}"; do
        if [[ -z $(task_faults "$glue_dir" "$task") ]]; then
            say "$task is already complete"
        elif [[ -z $offline ]]; then
            fetch_task "$task" || failed+=" $task"
        else
            failed+=" $task"
        fi
    done
    report
    [[ -z $failed ]] || fail "could not get:$failed"
    rm -rf "$downloads"
}

main() {
    check_digest_list
    mkdir -p "$glue_dir"
    glue_dir="$(cd "$glue_dir" && pwd)"
    downloads="$glue_dir/.download"
    # Beside the destination, so that moving in is a rename.
    work="$(mktemp -d "$glue_dir/.work.XXXXXX")"
    trap 'rm -rf "$work"' EXIT
    trap 'exit 130' INT TERM HUP
    if [[ -n $source_dir ]]; then copy_from_folder; else fetch_all; fi
}

main
