# `make run` and `make test` do all the set-up on a fresh machine with Python 3.11+ and Node 20+.
PYTHON ?= python3
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest

.DEFAULT_GOAL := help
.PHONY: help setup run check test bench lock client messages services clean

help: ## what there is to call
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.venv/.ready: requirements/dev.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "On Record needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

client/node_modules/.ready: client/package-lock.json
	@node --version >/dev/null 2>&1 || { echo "On Record needs Node 20 or newer to build its client: install nodejs and npm"; exit 1; }
	cd client && npm ci --no-audit --no-fund --loglevel=error
	touch $@

client: client/node_modules/.ready ## build the reader's and the desk's scripts and styles, and print their sizes
	cd client && npm run --silent build

messages: .venv/.ready ## bring the catalogues of the interface's languages up to date with the sources
	$(BIN)/python tools/messages.py

setup: .venv/.ready client ## make .venv with the `onrecord` command in it

run: setup ## serve, with a sample coverage that keeps arriving and a link to sign in
	$(BIN)/onrecord run --sample

services: ## the browser and the database server that the tests drive
	tools/services

check: setup ## format, lint, types, import directions, docs, fast tests: under two minutes
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	cd client && npm run --silent check && npm run --silent test
	$(PYTEST) -q -m "not slow and not browser and not postgresql" --hypothesis-profile=quick tests/unit

test: setup services ## everything
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	cd client && npm run --silent check && npm run --silent test
	$(PYTEST)

bench: setup ## measured ratios against peers
	$(BIN)/python -m bench

lock: ## renew the locked dependencies, with hashes and without host names
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --no-annotate --no-header --universal --python-version 3.11 pyproject.toml -o requirements/run.txt
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --no-annotate --no-header --universal --python-version 3.11 --group dev pyproject.toml -o requirements/dev.txt

clean:
	rm -rf .venv client/node_modules src/onrecord/render/assets/reader-* src/onrecord/render/assets/desk* src/onrecord/render/assets/manifest.json var
