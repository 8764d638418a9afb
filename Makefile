# Every target sets up what it needs; on a machine with python3 (with venv), make and git nothing else is wanted.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.set-up-from-lock

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint bench lock clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

$(STAMP): requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m uv --version >/dev/null 2>&1 || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/python -m uv pip sync --quiet --python $(BIN)/python --require-hashes --only-binary :all: requirements.lock
	@$(BIN)/python -m uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

setup: $(STAMP) ## Set up ./.venv with the comity command (quick when nothing changed)

demo: setup ## Run the demonstration on the embedded database and print the address
	@exec $(BIN)/comity demo

test: setup lint ## Run all tests (lint, types and the import rule first)
	@$(BIN)/python -m pytest -n 2

lint: setup ## Style, types, the import rule, and the sources' own checks
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/mypy

bench: setup ## Print every measured figure beside its limit or peer
	@$(BIN)/python -m bench

lock: setup ## Resolve the dependencies anew into requirements.lock
	@$(BIN)/python -m uv pip compile --quiet pyproject.toml --group dev --generate-hashes --universal --no-emit-index-url \
	  --python-version 3.11 --no-header --upgrade -o requirements.lock

clean: ## Remove the environment and the demonstration's data
	rm -rf $(VENV) .comity
