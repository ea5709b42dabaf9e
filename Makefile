# make run: environment, dependencies, shipped policy and model, server on 127.0.0.1:8080. Everything else: make help.
PYTHON ?= python3
BIN := .venv/bin
export OMP_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS ?= 1

.DEFAULT_GOAL := help
.PHONY: help run test test-long lint bench train clean

help: ## what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

run: .venv/run.stamp ## serve on 127.0.0.1:8080
	$(BIN)/triage serve

test: .venv/dev.stamp ## the tests, under five minutes on two cores
	$(BIN)/python -m pytest -m "not slow" --numprocesses auto --maxprocesses 4 --dist loadfile

test-long: .venv/dev.stamp ## all tests, among them those that take minutes
	$(BIN)/python -m pytest

lint: .venv/dev.stamp ## style, types, layers, policies
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/triage policy test > /dev/null

bench: .venv/dev.stamp ## requests per second of a decision against an empty Flask endpoint, on one core
	$(BIN)/python bench/serving.py

train: .venv/dev.stamp ## train the shipped model anew; on your tickets: make train TICKETS=export.csv MAPPING=zendesk
	$(BIN)/python -m training $(if $(TICKETS),retrain $(TICKETS) $(if $(MAPPING),--mapping $(MAPPING)))

clean: ## remove the environment and what tools leave behind
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache dist

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("ticket-triage needs Python 3.11 or newer; say which: make PYTHON=…" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv

.venv/run.stamp: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

.venv/dev.stamp: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ .venv/run.stamp
