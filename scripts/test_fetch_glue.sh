#!/usr/bin/env bash
# Tests fetch_glue.sh against a server of our own on the loopback interface, with small made files
# in the layout of the official ones. Each case runs in a subshell with an empty destination; it
# fails when one of its checks does.
set -euo pipefail

scripts="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
top="$(mktemp -d)"
passed=0
failed=0

# Process ids of the servers.
servers=()

stop_server() {
    local server
    for server in "${servers[@]}"; do { kill "$server" && wait "$server"; } 2> /dev/null || true; done
    servers=()
}
trap 'stop_server; rm -rf "$top"' EXIT
trap 'exit 130' INT TERM HUP

unset "${!GLUE_@}" "${!MRPC_@}"
export GLUE_RETRY_WAIT=0 no_proxy=127.0.0.1 NO_PROXY=127.0.0.1

# --- the made release ---

# Writes what the script must end with to $top/expected, and what a server offers to $top/served.
make_release() {
    local task split
    mkdir -p "$top/expected" "$top/served"
    cd "$top/expected"
    for task in CoLA SST-2 STS-B QNLI RTE; do
        mkdir "$task"
        for split in train dev test; do
            seq -f "%g"$'\t'"a made row of $task $split, \"quoted once" 40 > "$task/$split.tsv"
        done
    done
    for task in CoLA SST-2 STS-B RTE; do python3 -m zipfile -c "../served/$task.zip" "$task"; done
    python3 -m zipfile -c ../served/QNLIv2.zip QNLI
    make_mrpc
    sha256sum ./*/*.tsv | sed 's|  \./|  |' > ../digests
}

# The raw files have a byte-order mark; rows 2 and 4 are dev, and the list is in another order.
# The last row has the ids of row 2 the other way round, so it is no dev row.
make_mrpc() {
    local header=$'#1 ID\t#2 ID\t#1 String\t#2 String'
    local rows=($'1\t11\t12\tred one .\tred two .' $'0\t21\t22\t"blue one .\tblue two .'
        $'1\t31\t32\tgrey one .\tgrey two .' $'0\t41\t42\tpink \xc3\xa9 .\tpink two .' $'1\t22\t21\tlast .\tlast "" .')
    mkdir MRPC
    printf '\xef\xbb\xbf%s\n' $'Quality\t'"$header" "${rows[@]}" | sed '2,$s/^\xef\xbb\xbf//' > ../served/msr_paraphrase_train.txt
    printf '\xef\xbb\xbf%s\n' $'Quality\t'"$header" "${rows[@]:0:2}" | sed '2,$s/^\xef\xbb\xbf//' > ../served/msr_paraphrase_test.txt
    printf '41\t42\n21\t22\n' > ../served/mrpc_dev_ids.tsv
    printf '%s\n' $'Quality\t'"$header" "${rows[0]}" "${rows[2]}" "${rows[4]}" > MRPC/train.tsv
    printf '%s\n' $'Quality\t'"$header" "${rows[1]}" "${rows[3]}" > MRPC/dev.tsv
    printf '%s\n' $'index\t'"$header" $'0\t11\t12\tred one .\tred two .' $'1\t21\t22\t"blue one .\tblue two .' > MRPC/test.tsv
}

# --- tools of the cases ---

# Starts a server on the folder ./served with the given options.
serve() {
    local wait
    rm -f port
    python3 "$scripts/range_server.py" --folder served --log requests --port-file port "$@" &
    servers+=($!)
    for ((wait = 0; wait < 500; wait++)); do
        [[ ! -s port ]] || break
        sleep 0.02
    done
    GLUE_BASE_URL="${scheme:-http}://127.0.0.1:$(cat port)"
    MRPC_BASE_URL="$GLUE_BASE_URL"
    export GLUE_BASE_URL MRPC_BASE_URL
}

# Runs the script; its exit status must be the first argument. Its messages go to ./messages.
fetch() {
    local expected="$1" status=0
    shift
    "$scripts/fetch_glue.sh" "$@" > messages 2>&1 || status=$?
    [[ $status -eq $expected ]] || complain "exit status: expected $expected, found $status; messages: $(cat messages)"
}

complain() {
    echo "    $*" >&2
    exit 1
}

says() { grep -qF -- "$1" messages || complain "expected a message with '$1', found: $(cat messages)"; }

requested() { grep -qxF -- "$1" requests || complain "expected the request '$1', found: $(tr '\n' ';' < requests)"; }

# The destination must hold exactly the files of these tasks, and no leftovers.
holds() {
    local task
    mkdir wanted
    for task in "$@"; do cp -r "$top/expected/$task" wanted/; done
    diff -r --exclude=.download wanted data > differences || complain "data/glue differs: $(cat differences)"
    rm -r wanted
}

no_leftovers() { [[ -z $(find data -name '.*' -not -path data) ]] || complain "left over: $(ls -A data)"; }

run_case() {
    local name="$1" function="$2" folder="$top/$2"
    mkdir "$folder"
    cp -r "$top/served" "$folder/served"
    # Not in an `if`: bash would then ignore `set -e` in the case.
    set +e
    (
        set -e
        trap 'stop_server' EXIT
        cd "$folder"
        mkdir data
        export GLUE_DIR="$folder/data" GLUE_DIGESTS="$top/digests"
        "$function"
    )
    local status=$?
    set -e
    if [[ $status -eq 0 ]]; then
        passed=$((passed + 1))
        echo "ok      $name"
    else
        failed=$((failed + 1))
        echo "FAILED  $name"
    fi
}

# --- cases ---

all_tasks=(CoLA SST-2 MRPC STS-B QNLI RTE)

full_download() {
    serve
    fetch 0
    holds "${all_tasks[@]}"
    no_leftovers
    says "CoLA SST-2 MRPC STS-B QNLI RTE"
}

complete_is_skipped() {
    serve
    fetch 0
    rm data/RTE/dev.tsv requests
    fetch 0
    holds "${all_tasks[@]}"
    [[ $(cat requests) == "200 RTE.zip -" ]] || complain "expected one request, found: $(cat requests)"
}

cut_then_resumed() {
    serve --cut RTE.zip:300 --cut msr_paraphrase_train.txt:50
    GLUE_TRIES=2 fetch 0
    holds "${all_tasks[@]}"
    requested "206 RTE.zip bytes=300-"
    requested "206 msr_paraphrase_train.txt bytes=50-"
}

cut_then_next_run_resumes() {
    serve --cut RTE.zip:300
    GLUE_TRIES=1 fetch 1
    says "RTE.zip: no success in 1 tries"
    holds CoLA SST-2 MRPC STS-B QNLI
    rm requests
    GLUE_TRIES=1 fetch 0
    holds "${all_tasks[@]}"
    no_leftovers
    [[ $(cat requests) == "206 RTE.zip bytes=300-" ]] || complain "expected only the rest, found: $(cat requests)"
}

part_without_rest() {
    serve
    mkdir data/.download
    cp served/RTE.zip data/.download/RTE.zip.part
    fetch 0
    requested "416 RTE.zip bytes=$(stat -c %s served/RTE.zip)-"
    requested "200 RTE.zip -"
    holds "${all_tasks[@]}"
}

server_without_ranges() {
    serve --no-ranges --cut RTE.zip:300
    fetch 0
    requested "200 RTE.zip bytes=300-"
    holds "${all_tasks[@]}"
}

wrong_digest() {
    local expected found
    serve
    expected="$(sha256sum < "$top/expected/RTE/dev.tsv" | cut -d ' ' -f 1)"
    mkdir RTE
    cp "$top"/expected/RTE/*.tsv RTE/
    echo "one row more" >> RTE/dev.tsv
    found="$(sha256sum < RTE/dev.tsv | cut -d ' ' -f 1)"
    python3 -m zipfile -c served/RTE.zip RTE
    fetch 1
    says "RTE/dev.tsv: expected SHA-256 $expected, found $found"
    says "could not get: RTE"
    holds CoLA SST-2 MRPC STS-B QNLI
    # The bad archive must not stand in the way of the next try.
    cp "$top/served/RTE.zip" served/
    fetch 0
    holds "${all_tasks[@]}"
}

no_archive() {
    serve
    echo "<html>please log in</html>" > served/CoLA.zip
    fetch 1
    says "CoLA/train.tsv is missing"
    holds SST-2 MRPC STS-B QNLI RTE
}

missing_file() {
    serve
    rm served/SST-2.zip served/mrpc_dev_ids.tsv
    fetch 1
    says "SST-2.zip is not there (HTTP status 404)"
    says "mrpc_dev_ids.tsv is not there (HTTP status 404)"
    says "could not get: SST-2 MRPC"
    holds CoLA STS-B QNLI RTE
    [[ $(grep -c SST-2 requests) -eq 1 ]] || complain "a missing file was asked for again"
}

unreachable() {
    serve
    stop_server
    GLUE_TRIES=2 fetch 1
    says "could not get: CoLA SST-2 MRPC STS-B QNLI RTE"
    holds
}

copy_from_folder() {
    cp -r "$top/expected" source
    chmod -R a-w source
    fetch 0 source
    fetch 0 source
    chmod -R u+w source
    [[ $(stat -c %a data/RTE/dev.tsv) == 644 ]] || complain "the copy is read-only like its source"
    holds "${all_tasks[@]}"
    no_leftovers
}

folder_without_optional_file() {
    cp -r "$top/expected" source
    rm source/QNLI/train.tsv
    grep -v QNLI/train.tsv "$top/digests" > digests
    GLUE_DIGESTS=digests fetch 0 source
    says "warning: QNLI/train.tsv is not in source"
    grep -q 'complete tasks in .*: CoLA SST-2 MRPC STS-B RTE$' messages || complain "$(cat messages)"
}

folder_without_required_file() {
    cp -r "$top/expected" source
    rm -r source/RTE/dev.tsv source/CoLA
    GLUE_SOURCE=source fetch 1
    says "RTE is not complete: RTE/dev.tsv is missing"
    says "required files are missing"
    grep -q 'complete tasks in .*: SST-2 MRPC STS-B QNLI$' messages || complain "$(cat messages)"
}

folder_with_wrong_file() {
    cp -r "$top/expected" source
    echo "one row more" >> source/STS-B/train.tsv
    fetch 1 source
    says "STS-B/train.tsv: expected SHA-256 "
    holds
    no_leftovers
}

no_folder() {
    fetch 1 nowhere
    says "found no folder nowhere"
}

# With the project's own list a file of the right number of rows is not enough.
qnli_train_by_its_md5() {
    local found
    cp -r "$top/expected" source
    found="$(md5sum < source/QNLI/train.tsv | cut -d ' ' -f 1)"
    { grep -v QNLI/train.tsv "$top/digests" && echo "$found  QNLI/train.tsv"; } > digests
    GLUE_DIGESTS=digests fetch 0 source
    holds "${all_tasks[@]}"
    unset GLUE_DIGESTS
    rm -r source/*
    mkdir source/QNLI
    seq 0 104743 > source/QNLI/train.tsv
    found="$(md5sum < source/QNLI/train.tsv | cut -d ' ' -f 1)"
    fetch 1 source
    says "QNLI/train.tsv: expected MD5 5e6063f407b08d1f7c7074d049ace94a, found $found"
}

# A file that is a link to the right file would be another as soon as somebody wishes.
archive_with_links() {
    serve
    cp "$top/expected/RTE/dev.tsv" outside.tsv
    python3 - "$top/expected/RTE" "$PWD/outside.tsv" << 'PYTHON'
import sys, zipfile
folder, outside = sys.argv[1:]
with zipfile.ZipFile("served/RTE.zip", "w") as archive:
    archive.write(f"{folder}/train.tsv", "RTE/train.tsv")
    archive.write(f"{folder}/test.tsv", "RTE/test.tsv")
    link = zipfile.ZipInfo("RTE/dev.tsv")
    link.external_attr = 0o120777 << 16
    archive.writestr(link, outside)
    archive.writestr("../../escaped.tsv", "x")
PYTHON
    fetch 1
    says "could not get: RTE"
    says "RTE/dev.tsv: expected SHA-256"
    holds CoLA SST-2 MRPC STS-B QNLI
    [[ -z $(find data -type l) ]] || complain "a link was unpacked"
    [[ -z $(find . -name 'escaped.tsv') ]] || complain "a file was unpacked elsewhere"
}

too_long() {
    serve --endless CoLA.zip
    python3 -c 'import zipfile; zipfile.ZipFile("served/SST-2.zip", "w", 8).writestr("SST-2/train.tsv", bytes(1 << 25))'
    truncate -s 2M served/STS-B.zip
    GLUE_LIMIT=$((1 << 20)) fetch 1
    says "CoLA.zip: expected at most 1048576 bytes, found more"
    says "STS-B.zip: expected at most 1048576 bytes, found more"
    says "SST-2/train.tsv is missing"
    says "could not get: CoLA SST-2 STS-B"
    holds MRPC QNLI RTE
    [[ $(du -sk data | cut -f 1) -lt 2048 ]] || complain "what was too long is kept"
}

only_https() {
    GLUE_BASE_URL=http://example.org fetch 1
    says "GLUE_BASE_URL: expected an address that begins with https://, found http://example.org"
    MRPC_BASE_URL=http://127.0.0.1.example.org fetch 1
    says "MRPC_BASE_URL: expected an address that begins with https://"
    holds
}

# A server that HTTPS is asked of sends to one without it.
redirect_to_plain_http() {
    local plain
    serve
    plain="$GLUE_BASE_URL"
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 \
        -keyout key.pem -out certificate.pem 2> /dev/null
    cat key.pem certificate.pem > both.pem
    mv requests plain-requests 2> /dev/null || true
    scheme=https serve --certificate both.pem --plain "$plain"
    export CURL_CA_BUNDLE=certificate.pem
    GLUE_BASE_URL+=/plain GLUE_TRIES=1 fetch 1
    says "could not get: CoLA SST-2 MRPC STS-B QNLI RTE"
    requested "307 plain/CoLA.zip -"
    if grep -q "^200 CoLA.zip" requests; then complain "plain HTTP was asked"; fi
    rm -r data/.download
    fetch 0
    holds "${all_tasks[@]}"
}

main() {
    make_release
    run_case "a full download gives every task" full_download
    run_case "complete tasks are not asked for again" complete_is_skipped
    run_case "a cut transfer is resumed in the same run" cut_then_resumed
    run_case "a cut transfer is resumed by the next run, which asks only for the rest" cut_then_next_run_resumes
    run_case "a part that has no rest is fetched again from the start" part_without_rest
    run_case "a server without ranges is asked again from the start" server_without_ranges
    run_case "a wrong digest moves nothing of its task" wrong_digest
    run_case "a page in place of an archive is refused" no_archive
    run_case "a missing file leaves the other tasks complete" missing_file
    run_case "an unreachable server ends in a message" unreachable
    run_case "a read-only folder is copied, twice" copy_from_folder
    run_case "a folder may lack a file without a digest" folder_without_optional_file
    run_case "a folder that lacks a required file fails after copying the rest" folder_without_required_file
    run_case "a wrong file in a folder stops the whole copy" folder_with_wrong_file
    run_case "a folder that does not exist is named" no_folder
    run_case "QNLI's train file is checked by its MD5" qnli_train_by_its_md5
    run_case "links and paths of an archive stay names in it" archive_with_links
    run_case "what is longer than the limit is not kept" too_long
    run_case "an address without HTTPS is refused" only_https
    run_case "a redirection from HTTPS to HTTP is not followed" redirect_to_plain_http
    echo "$passed passed, $failed failed"
    [[ $failed -eq 0 ]]
}

main
