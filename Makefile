# Golden Thread: `make run` to try it, `make test` to check it. Both do all the set-up they need.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory --no-builtin-rules
.DELETE_ON_ERROR:

PORT ?= 8000
PYTEST ?= -n 2

BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
SOURCES := $(shell find static -path static/build -prune -o -type f -print)
DEMONSTRATION := GOLDEN_THREAD_DEMONSTRATION=1
TESTS := DJANGO_SETTINGS_MODULE=tests.settings

.PHONY: help run free-port test setup setup-tests lint format measure lock clean system system-tests

help:
	@echo "make run      set up what is missing and serve, with a worker, on http://127.0.0.1:$(PORT) (PORT=8001 for another)"
	@echo "make test     set up what is missing, lint, and run every test (PYTEST='-n 0 tests/audits' for some,"
	@echo "              PYTEST='-n 2 -m \"not torture\"' for all but thousands of tries of the same)"
	@echo "make setup    set up only"
	@echo "make lint     find faults of style       make format   put style right"
	@echo "make measure  measure speed              make lock     renew the locks of Python packages"
	@echo "make clean    remove what setup and tests made; records are kept"

# Serving

run: free-port setup var/static/staticfiles.json
	@export $(DEMONSTRATION); \
	$(MANAGE) prepare_database; \
	$(MANAGE) migrate --no-input --verbosity 0; \
	$(MANAGE) import_authority fixtures/authorities/demonstration.yaml; \
	$(MANAGE) import_edition fixtures/editions/kcsie-2023-part-one.yaml --publish; \
	$(MANAGE) import_edition fixtures/editions/kcsie-2026-part-one.yaml; \
	$(MANAGE) import_categories fixtures/categories/*.yaml; \
	$(MANAGE) import_checklist fixtures/quality/*.yaml; \
	$(MANAGE) load_demonstration; \
	echo "Golden Thread is at http://127.0.0.1:$(PORT) (Ctrl-C stops it)"; \
	exec $(BIN)/python -m safeguarding.serving $(BIN)/gunicorn safeguarding.wsgi --bind 127.0.0.1:$(PORT) --workers 2 \
		--worker-class gthread --threads 4 --timeout 60 --log-level warning

free-port:
	@if (exec 3<>/dev/tcp/127.0.0.1/$(PORT)) 2>/dev/null; then \
		echo "Port $(PORT) is in use. Choose another: make run PORT=$$(($(PORT) + 1))" >&2; exit 1; fi

var/static/staticfiles.json: static/build/.made $(SOURCES) .venv/.packages
	@$(DEMONSTRATION) $(MANAGE) collectstatic --no-input --clear --verbosity 0
	@touch $@

# Checking

test: setup-tests lint
	@$(TESTS) $(MANAGE) prepare_database
	@$(TESTS) $(MANAGE) makemigrations --check --dry-run
	@$(BIN)/python -m pytest $(PYTEST)

lint: .venv/.test-packages
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check . || { echo "Some files are not formatted. Run: make format" >&2; exit 1; }
	@$(BIN)/djlint --quiet --lint templates

format: .venv/.test-packages
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format --quiet .

measure: setup var/static/staticfiles.json
	@export $(DEMONSTRATION) GOLDEN_THREAD_CLUSTER=measure; \
	$(MANAGE) prepare_database; \
	$(MANAGE) migrate --no-input --verbosity 0; \
	$(MANAGE) import_authority fixtures/authorities/demonstration.yaml; \
	$(MANAGE) import_edition fixtures/editions/kcsie-2023-part-one.yaml --publish; \
	$(MANAGE) import_edition fixtures/editions/kcsie-2026-part-one.yaml; \
	$(MANAGE) import_categories fixtures/categories/*.yaml; \
	$(MANAGE) import_checklist fixtures/quality/*.yaml; \
	$(MANAGE) measure_pages; \
	$(MANAGE) measure_concerns; \
	$(MANAGE) measure_trends; \
	$(MANAGE) measure_board; \
	$(MANAGE) measure_packs; \
	$(MANAGE) measure_report

# Setting up. Files named `.made` and `.packages` remember when it was last done.

setup: system .venv/.packages static/build/.made
setup-tests: system-tests .venv/.test-packages static/build/.made

system:
	@.ci/setup/system run

system-tests:
	@.ci/setup/system test

.venv/bin/python:
	@.ci/setup/python

.venv/.packages: requirements.lock | .venv/bin/python
	@echo "Installing Python packages"
	@$(PIP) -r $<
	@touch $@

.venv/.test-packages: requirements.dev.lock requirements.lock | .venv/bin/python
	@echo "Installing Python packages, with those for tests"
	@$(PIP) -r $<
	@touch .venv/.packages $@

node_modules/.made: package-lock.json package.json .npmrc | .venv/bin/python
	@echo "Installing packages for styles and scripts"
	@.ci/setup/npm ci --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

static/build/.made: node_modules/.made $(SOURCES)
	@echo "Building styles and scripts"
	@.ci/setup/npm run --silent build
	@touch $@

# Keeping up

lock: .venv/.test-packages
	@$(COMPILE) requirements.in -o requirements.lock
	@$(COMPILE) requirements.dev.in -o requirements.dev.lock
	@$(COMPILE) requirements.node.in -o requirements.node.lock

clean:
	@if [ -x $(BIN)/python ]; then $(BIN)/python -m safeguarding.database.embedded.removing .; fi
	@rm -rf .venv node_modules static/build var/static var/test .pytest_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -prune -exec rm -rf {} +
