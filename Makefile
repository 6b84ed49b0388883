# Two commands need nothing but Python >= 3.11 and make:  make demo   make test
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help demo test quick check lock clean

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

demo: $(VENV)/.run ## watch invented feeds being polled, judged and posted (about half a minute)
	@$(BIN)/tocsin demo

test: $(VENV)/.dev ## the whole suite; what needs an absent server is skipped with its reason
	@$(BIN)/python -m pytest -n 2 --dist worksteal
	@echo "All green. Next: 'make demo' to see it work, 'make check' for lint, types, imports."

quick: $(VENV)/.dev ## unit and contract tests only
	@$(BIN)/python -m pytest -q -n 2 --dist worksteal --hypothesis-profile quick -m "not postgres and not browser and not journey and not chaos and not bench and not thorough"

check: $(VENV)/.dev ## lint, format, types, import contracts, lock
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

lock: $(VENV)/.dev ## renew the two lock files after pyproject.toml changed (needs uv)
	uv pip compile pyproject.toml --group build $(LOCK) -o requirements.lock
	uv pip compile pyproject.toml --group build --group dev --group bench -c requirements.lock $(LOCK) -o requirements-dev.lock
LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -q

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Tocsin needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 2; }
	@echo "[1/3] making $(VENV)"
	@$(PYTHON) -m venv $(VENV) || { echo "No venv module: on Debian and Ubuntu, apt install python3-venv"; exit 2; }

$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "[2/3] installing what Tocsin needs, with checked hashes (about half a minute)"
	@$(PIP) install --quiet --progress-bar on --require-hashes -r requirements.lock
	@echo "[3/3] installing the command 'tocsin'"
	@$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	@echo "[dev] installing what the tests need (about a minute)"
	@$(PIP) install --quiet --progress-bar on --require-hashes -r requirements-dev.lock
	@touch $@

clean: ## remove the environment and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
