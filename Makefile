# make run    the bot; without credentials the sandbox
# make test   everything CI runs
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --no-emit-index-url
export PYTHONDONTWRITEBYTECODE = 1

.PHONY: run sandbox doctor test lint types tests crash mutants bench screenshots lock audit

run: .venv/runs
	@exec $(BIN)/python app.py

sandbox: .venv/runs
	@exec $(BIN)/python app.py sandbox

doctor: .venv/runs
	@$(BIN)/python app.py doctor

test: lint types tests

lint: .venv/develops
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: .venv/develops
	$(BIN)/mypy

tests: .venv/develops
	$(BIN)/python -m pytest -n 8 --dist worksteal

crash: .venv/develops
	$(BIN)/python -m tests.crash --kills 300

mutants: .venv/develops
	$(BIN)/python -m tests.mutants

bench: .venv/develops
	$(BIN)/python -m bench

screenshots: .venv/develops
	$(BIN)/python -m scripts.screenshots

lock: .venv/develops
	$(COMPILE) requirements.txt --output-file requirements.lock
	$(COMPILE) requirements-dev.txt --constraints requirements.lock --output-file requirements-dev.lock

audit: .venv/develops
	@$(BIN)/cyclonedx-py requirements requirements.lock --output-file sbom.cdx.json
	@echo "sbom.cdx.json names every package that the bot runs on."
	@$(BIN)/python -m scripts.audit

.venv/runs: requirements.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing what the bot runs on …"
	@$(INSTALL) -r requirements.lock
	@touch $@

.venv/develops: requirements-dev.lock .venv/runs
	@echo "Installing what the tests need …"
	@$(INSTALL) -r requirements-dev.lock
	@touch $@
