# make run    the bot; without credentials the sandbox
# make test   everything CI runs
PYTHON ?= python3
BIN := .venv/bin
export PYTHONDONTWRITEBYTECODE = 1

.PHONY: run sandbox doctor test lint types tests crash mutants bench screenshots

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

.venv/runs: requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing what the bot runs on …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/develops: requirements-dev.txt .venv/runs
	@echo "Installing what the tests need …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
