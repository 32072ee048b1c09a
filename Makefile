# `run` and `test` set everything up by themselves; the second time they find it done.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: run test faults check bench lock clean

run: $(READY)
	$(BIN)/onrecord serve

test: $(READY)
	$(BIN)/pytest -n auto --cov --cov-report=term:skip-covered $(PYTEST)

faults: $(READY)
	$(BIN)/pytest tests/faults --kills 1000 --attacks 10000 $(PYTEST)

check: $(READY)
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/onrecord check
	$(BIN)/onrecord generate --check
	$(BIN)/python scripts/docs_links.py

bench: $(READY)
	$(BIN)/python -m bench

lock: $(BIN)/uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-strip-extras \
		--all-extras --group dev pyproject.toml --output-file requirements.lock

# Needed before there is a lock that fits, so it is not taken from the lock.
$(BIN)/uv:
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check uv

clean:
	rm -rf .venv build dist .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "On Record needs Python 3.11 or newer; name one: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)
