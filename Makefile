# Earmark: every target in a line with `make help`.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

UV_VERSION := 0.13.9
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
  $$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$p && break; done)

# uv of exactly this version where the machine has it, else from PyPI into a folder of its own.
TOOLS := .earmark/tools
FOUND_UV := $(shell uv --version 2>/dev/null | grep -q '^uv $(UV_VERSION)\b' && command -v uv)
UV ?= $(or $(FOUND_UV),$(CURDIR)/$(TOOLS)/bin/uv)
export EARMARK_UV := $(UV)
export UV_PYTHON_DOWNLOADS := never

# A person at a terminal may have another environment switched on; this checkout's is meant.
unexport VIRTUAL_ENV

RUN := .venv/bin/
PROJECTS := pyproject.toml uv.lock $(wildcard services/*/pyproject.toml shared/*/pyproject.toml deploy/local/pyproject.toml)
SOURCES := $(wildcard shared/*/src services/*/src deploy/local/src)
empty :=
space := $(empty) $(empty)
# Tests of different packages have modules of the same name: mypy looks at one package's tests at a time.
TYPED := $(subst $(space),:,$(SOURCES))

.PHONY: help up demo down status logs operate clean web web-dev setup test check format generate screenshots bench test-faults test-containers

help: ## explain every target
	@echo "Earmark - from nothing to a running platform: make up"
	@echo
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1 /' | while read -r target words; do printf '  %-16s %s\n' "$$target" "$$words"; done

up: .venv/.run ## start everything and keep it running (EARMARK_PORT=8080, DEMO=0 for an empty store)
	@exec $(RUN)python -m local_stack up

demo: .venv/.run ## fill the running Earmark with a small team at work on real audio
	@$(RUN)python -m local_stack demo

down: .venv/.run ## stop what runs in this checkout
	@$(RUN)python -m local_stack down

status: .venv/.run ## show every part, its address and health
	@$(RUN)python -m local_stack status || test $$? -eq 3  # not running is an answer too

logs: .venv/.run ## show the logs of all parts, or of one: make logs PART=task-service
	@exec $(RUN)python -m local_stack logs $(PART)

operate: .venv/.run ## look after a running service: make operate SERVICE=task-service DO="dead-letters list"
	@$(RUN)python -m local_stack operate $(SERVICE) $(or $(DO),--help)

clean: .venv/.run ## remove all data of this checkout's Earmark, after asking (YES=1: without)
	@$(RUN)python -m local_stack clean $(if $(filter 1 yes true,$(YES)),--yes)

web: .venv/.run ## build the console where its sources changed (make up does too)
	@$(RUN)python -m local_stack web

web-dev: .venv/.run ## work on the console: its sources, served before the running Earmark
	@exec $(RUN)python -m local_stack web-dev

setup: .venv/.dev ## install the locked environment and Apache Kafka's files

test: .venv/.dev .earmark/chromium ## run every test, on stacks that the tests start themselves (ARGS="tests/journeys -k ...": some of pytest's)
	@$(if $(ARGS),,$(RUN)python -m local_stack npm test)
	@$(RUN)pytest $(ARGS)

check: .venv/.dev ## formatting, linting, strict types, import rules, generated files current: Python and console
	@$(RUN)ruff format --check .
	@$(RUN)ruff check .
	@MYPYPATH=$(TYPED) $(RUN)mypy $(SOURCES) bench conftest.py deploy/local/tests examples tests
	@for tests in $(wildcard services/*/tests shared/*/tests); do MYPYPATH=$(TYPED):$$(dirname $$tests) $(RUN)mypy $$tests || exit 1; done
	@$(RUN)lint-imports
	@$(RUN)python -m contracts.generate --check
	@$(RUN)python -m service_kit.openapi --check
	@$(RUN)python -m local_stack npm run --silent check

format: .venv/.dev ## put every Python file and every file of the console into shape
	@$(RUN)ruff check --fix-only --quiet .
	@$(RUN)ruff format .
	@$(RUN)python -m local_stack npm run --silent format

generate: .venv/.dev ## remake schemas, AsyncAPI, event reference, OpenAPI documents and the console's types
	@$(RUN)python -m contracts.generate
	@$(RUN)python -m service_kit.openapi
	@$(RUN)python -m local_stack npm run --silent types

screenshots: .venv/.dev .earmark/chromium ## remake docs/screenshots from the demo (ONLY=my-work for some)
	@$(RUN)python -m tests.browser.harness.screenshots $(ONLY)

bench: .venv/.dev ## measure every speed and memory goal (ONLY=submit,next for some; SHORT=1: small amounts)
	@$(RUN)python -m bench $(if $(ONLY),--only $(ONLY)) $(if $(filter 1 yes true,$(SHORT)),--short)

test-faults: .venv/.dev ## a long random schedule of faults: MINUTES=30 SEED=...
	@EARMARK_FAULTS_MINUTES=$(or $(MINUTES),30) EARMARK_FAULTS_SEED=$(SEED) $(RUN)pytest -s -m faults --timeout 0 shared/service-kit/tests/faults/test_random_schedule.py $(wildcard tests/faults) $(ARGS)

test-containers: .venv/.dev ## integration suites and a journey on Kafka and MongoDB in containers
	@$(RUN)python -m local_stack.testing.containers $(ARGS)

# Set-up, each step done once

.earmark/chromium: .venv/.dev
	@$(RUN)python -m local_stack.testing.chromium
	@mkdir -p $(@D) && touch $@

$(CURDIR)/$(TOOLS)/bin/uv: $(TOOLS)/uv-$(UV_VERSION)
	@touch -c $@

$(TOOLS)/uv-$(UV_VERSION):
	@test -n "$(PYTHON)" || { echo "Earmark needs Python 3.11 to 3.13: install it, for example with: apt-get install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv is missing: install it, for example with: apt-get install python3-venv" >&2; exit 1; }
	@echo "Installing uv $(UV_VERSION) into $(TOOLS)"
	@$(PYTHON) -m venv --clear $(TOOLS)
	@$(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

.venv/.run: $(UV) $(PROJECTS)
	@echo "Installing the locked environment into .venv"
	@$(UV) sync --quiet --locked --inexact --no-default-groups --python $(PYTHON)
	@touch $@

.venv/.dev: $(UV) $(PROJECTS) deploy/local/kafka-jars.lock
	@echo "Installing the locked environment, with what tests and checks need, into .venv"
	@$(UV) sync --quiet --locked --inexact --python $(PYTHON)
	@$(RUN)python -m local_stack fetch
	@touch .venv/.run $@
