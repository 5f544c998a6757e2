# Everything here needs only Python 3.11 or later and the package registries. `make` alone lists the targets.
# The embedded Redis has wheels up to Python 3.12, so that is tried first.
PYTHON ?= $(shell for p in python3.12 python3.11 python3; do \
	$$p -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
READY := .venv/.ready

.DEFAULT_GOAL := help
.PHONY: help setup demo test check fmt

help: ## List the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

setup: $(READY) ## Make .venv with exactly the locked packages; does nothing when it is up to date

$(READY): uv.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv sync --frozen --inexact --quiet --python $(BIN)/python
	@touch $(READY)

demo: setup ## Run the whole product with the sandbox and a demo brand, on embedded engines
	$(BIN)/siyu up

test: setup ## Run the whole test suite
	$(BIN)/pytest -n 2 tests

check: setup ## What CI runs beside the tests: style, types, imports, house rules, sizes, migrations, secrets, lock
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m scripts.lint_rules
	$(BIN)/python -m scripts.drift
	$(BIN)/pytest -n 0 tests/architecture/test_size.py tests/architecture/test_secrets.py
	$(BIN)/uv lock --check

fmt: setup ## Format the code and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
