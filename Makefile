# Everything below works from a fresh clone: Python 3.11 and, for the map page's browser library,
# one visit to the npm registry. `make help` lists the targets.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed
DEMO ?= build/demo
SMALL ?= 0
SERVE ?= 1
LAST_YEAR := 2024
YEAR_BEFORE := 2023
PORT ?= 8050
JOBS ?= 2
PYTEST ?=
BENCH ?=

SMALL_FLAG := $(if $(filter 1,$(SMALL)),--small)

.PHONY: help install demo test system format lint types imports tests lock bench clean

help:  ## this list
	@awk -F':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(INSTALLED)  ## .venv with the locked packages and sinkmap itself

# The stamp comes last: an interrupted installation is done again. The lock file is complete, so
# nothing is resolved: a release of today cannot change what is installed.
$(INSTALLED): requirements.lock pyproject.toml hatch_build.py dash_app/ui/package-lock.json
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip check
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

demo: install  ## the demo city and its imagery: made, computed, reported, mapped, controlled, sited, served (SMALL=1, SERVE=0)
	$(BIN)/sinkmap demo $(DEMO) $(SMALL_FLAG)
	$(BIN)/sinkmap run $(DEMO)
	$(BIN)/sinkmap control $(DEMO) --from $(YEAR_BEFORE) --to $(LAST_YEAR)
	$(BIN)/sinkmap report $(DEMO) --year $(LAST_YEAR) --format docx,pdf,xlsx,html
	$(BIN)/sinkmap map $(DEMO) -o $(DEMO)/map.html
	$(BIN)/sinkmap cases $(DEMO) import --year $(LAST_YEAR) --who demo --role city
	$(BIN)/sinkmap run $(DEMO)/siting
	$(BIN)/sinkmap site $(DEMO)/siting --type AFF,SHB,WET,SML,IND --budget 300万 --draws 50
	$(BIN)/sinkmap run $(DEMO)/imagery
	$(BIN)/sinkmap report $(DEMO)/imagery --year $(LAST_YEAR) --format xlsx,html
	@echo "Map file: $(DEMO)/map.html"
ifneq ($(SERVE),0)
	@echo "Serving http://127.0.0.1:$(PORT)/ until Ctrl-C"
	$(BIN)/sinkmap serve $(DEMO) --port $(PORT)
endif

test: install system format lint types imports tests  ## every check

system: install
	scripts/system_packages.sh

format: install
	$(BIN)/ruff format --check .

lint: install
	$(BIN)/ruff check .

types: install
	$(BIN)/mypy

imports: install
	$(BIN)/lint-imports

tests: install
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal $(PYTEST)

lock: install  ## requirements.lock anew from pyproject.toml
	PYTHON=$(BIN)/python scripts/lock.sh

bench: install  ## benchmarks, each against its peers in the same run (BENCH="--size small")
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r benchmarks/requirements.lock
	$(BIN)/python -m benchmarks $(BENCH)

clean:  ## what was built, but not .venv
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache htmlcov .coverage
	rm -rf dash_app/component/vendor dash_app/ui/node_modules
	rm -f $(INSTALLED)
