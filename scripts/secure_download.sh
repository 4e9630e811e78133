#!/usr/bin/env bash
# Downloads for the scripts that fetch models and data; to be sourced. Over HTTPS alone, also where a server sends elsewhere, and no
# more bytes than a limit. A server on the loopback interface, as tests have, may speak plain HTTP.

# Prints why an address is refused; nothing where it may be asked.
address_fault() {
    local loopback='^http://(127\.[0-9.]+|localhost|\[::1\])(:[0-9]+)?(/|$)'
    [[ ${1,,} == https://* || ${1,,} =~ $loopback ]] ||
        echo "expected an address that begins with https://, found $1"
}

# Runs curl for an address, with arguments of the caller before it. The status is curl's; 63 where more came than the limit.
#
#   secure_curl LIMIT_IN_BYTES ADDRESS ARGUMENTS…
secure_curl() {
    local limit=$1 address=$2 status=0 protocols='=https'
    shift 2
    [[ ${address,,} == https://* ]] || protocols='=http,https'
    # --max-filesize needs a length that the server names; ulimit (in KiB) ends a transfer without one.
    (
        ulimit -f "$((limit / 1024 + 1))"
        exec curl --globoff --fail --location --max-redirs 10 --proto "$protocols" --proto-redir "$protocols" \
            --max-filesize "$limit" --silent --show-error --connect-timeout 30 "$@" -- "$address"
    ) || status=$?
    # 128 + SIGXFSZ; curl's 23 is a failed write.
    [[ $status != 153 ]] || status=63
    return "$status"
}

# Whether a file is of this many bytes at most.
is_within() { [[ $(stat -c %s "$2") -le $1 ]]; }
