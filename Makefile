# Every target with what it does: make help
PYTHON ?= python3
SETUP  := $(PYTHON) deploy/setup.py
BIN    := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup demo serve test prove bench lint format types lock clean

help: ## show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

setup: ## both Python environments and the starter model; what is there already is kept
	@$(SETUP) app engine model

demo: ## set up, then run the sample bank with demo accounts until Ctrl-C
	@$(SETUP) app engine model
	@exec $(BIN)/appliance demo

serve: ## run an appliance that `appliance init` has made
	@$(SETUP) app
	@exec $(BIN)/appliance serve

test: ## lint, types, walls, then every test with short counts
	@$(SETUP) app dev engine model browser
	@$(MAKE) --no-print-directory lint
	KILLS=5 INTERLEAVINGS=1000 LOAD_SECONDS=20 PLANTED=150 LOOKS=1 $(BIN)/pytest -n 2

prove: ## the same tests with the full counts
	@$(SETUP) app dev engine model browser
	@$(MAKE) --no-print-directory lint
	KILLS=50 INTERLEAVINGS=1000 LOAD_SECONDS=120 FLIPS=200 REPLAYS=200 WRITES=0 READ_SECONDS=300 PLANTED=1000 DIGITS=500 INJECTIONS=320 LOOKS=4 HYPOTHESIS_PROFILE=prove $(BIN)/pytest

bench: ## measure, on the real parts; asserts nothing
	@$(SETUP) app dev engine model
	$(BIN)/python -m tests.benchmarks

lint: types ## ruff, its format, types, import walls
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache

types: ## mypy, strict
	$(BIN)/mypy

format: ## put the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

LOCK := $(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11
lock: ## compile the locks anew after a change in requirements*.in
	$(LOCK) requirements.in -o requirements.lock
	$(LOCK) requirements-dev.in -o requirements-dev.lock

clean: ## remove caches and the demo's data; environments and models stay
	rm -rf .demo .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache tests/.artifacts dist build
	find . -name __pycache__ -not -path './.venv*' -prune -exec rm -rf {} +
