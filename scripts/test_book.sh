#!/usr/bin/env bash
# Tests that check_book.py finds what is wrong with a book, and says on which page and where; half a minute.
# A book without its PDF is made in a temporary folder, and damaged there.
set -euo pipefail

cd -P "$(dirname "${BASH_SOURCE[0]}")/.."
python="$(scripts/render_environment.sh)"
top="$(mktemp -d)"
trap 'rm -rf "$top"' EXIT
passed=0
page=chapter4-edora.html

# damage FILE FROM TO: must change something, or these cases were written for other text.
damage() {
    cp "$top/book/$1" "$top/before"
    perl -0 -CSDA -i -pe 'BEGIN { ($from, $to) = splice(@ARGV, 0, 2) } s/$from/$to/' "$2" "$3" "$top/book/$1"
    if cmp --silent "$top/book/$1" "$top/before"; then
        echo "FAILED  nothing in $1 is $2"
        exit 1
    fi
}

# tells WHAT PATTERN: a fault says so.
tells() {
    if ! grep --quiet -- "$2" "$top/messages"; then
        echo "FAILED  $1: nothing says $2"
        cat "$top/messages"
        exit 1
    fi
    echo "ok      $1"
    passed=$((passed + 1))
}

check() {
    code=0
    timeout 120 "$python" scripts/check_book.py --book "$top/book" "$page" > "$top/messages" 2>&1 || code=$?
    if [[ $code != "$1" ]] || grep --quiet Traceback "$top/messages"; then
        echo "FAILED  exit status $code, and $1 was expected, without a traceback"
        cat "$top/messages"
        exit 1
    fi
}

"$python" scripts/make_book.py --no-pdf --output "$top/book" > /dev/null
touch "$top/book/edora.pdf"
check 0
tells "a whole book" "check_book: fine, "

damage "$page" '(?<=<h2 id="one-matrix-six-steps">)' '<span style="display: block; width: 2000px">wide</span>'
damage "$page" '(?<=src="pictures/chapter4-edora-)fig-run' 'fig-gone'
damage "$page" 'href="chapter5-glue.html#' 'href="chapter5-glue.html#gone-'
damage "$page" 'href="#tab-methods"' 'href="#tab-gone"'
damage "$page" '(?<=class="file" href=")' 'gone/'
damage "$page" '(?<=<mi>W</mi>)' '<mi>\\\\gone</mi>'
damage "$page" '(?<=</h2>\n<p>)' 'It costs \$`x`\$. '
damage "$page" '(?s)(?<=<summary>Set-up code</summary>).*?(?=</details>)' ''
damage "$page" '</main>' '<p style="color: #999; background: #aaa">pale</p></main>'
damage "$page" '</main>' '<img alt="far" src="https://far.example/picture.png"></main>'
damage "$page" '(?s)<div class="table"[^>]*>\s*<table>.*?</table>' '<div class="table">'
damage search.js '"Four ways to fail"' '"Ways"'
check 1
tells "something wider than the window" "^$page#one-matrix-six-steps: expected nothing wider than 390 points, found <span>"
tells "and than the wide one" "^$page#one-matrix-six-steps: expected nothing wider than 1200 points"
tells "a picture that is missing" "^$page#a-training-run: expected a picture that loads, found pictures/chapter4-edora-fig-gone.svg"
tells "a link to another page's place" "^$page#[a-z-]*: expected a place that is there, found chapter5-glue.html#gone-"
tells "a link to a place of the page" "^$page#[a-z0-9-]*: expected a place that is there, found #tab-gone"
tells "a link to a file" "^$page#[a-z-]*: expected a link that leads somewhere, found gone/"
tells "a formula that was not converted" "^$page#[a-z0-9-]*: expected a formula, found"
tells "a dollar" "^$page#[a-z-]*: expected text without marks, found \\$ in: It costs"
tells "a fold with nothing in it" "^$page#chapter-4--edora: expected a fold that opens, found none: Set-up code"
tells "pale text" "^$page#[a-z-]*: expected a contrast of 4.5, found 1.2: pale (light)"
tells "and in the dark" "^$page#[a-z-]*: expected a contrast of 4.5, found 1.2: pale (dark)"
tells "a request to another host" "^$page#top: expected no request to another host, found one for https://far.example/"
tells "a table that is missing" "^$page#top: expected [0-9]* tables as in the Markdown, found"

"$python" scripts/make_book.py --no-pdf --output "$top/book" > /dev/null
touch "$top/book/edora.pdf"
damage style.css '@media print' '.search ol { left: -20rem; } @media print'
check 1
tells "results beyond the window" "^$page#top: expected results within 390 points, found them from"

cp "$top/book/chapter3-lora.html" "$top/book/$page"
rm "$top/book/search.js"
check 1
tells "another page in its place" "^$page#top: expected [0-9]* details as in the Markdown, found"
tells "a search without its index" "^$page#top: expected $page#[a-z-]* by a search for '.*', found \\[\\]"
echo "$passed passed, 0 failed"
