# make run                          the bot; without credentials the sandbox
# make sandbox [SPEED=10] [PORT=0]  the sandbox, whatever is set
# make manifest [COMMAND=/dial]     the Slack app's manifest
# make doctor                       every setting checked
# make cards                        the same, and every kind of message judged by Slack
# make test                         everything CI runs
# make crash [KILLS=100000]         the bot killed at any await of many small worlds
PYTHON ?= python3
KILLS ?= 3000
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --no-emit-index-url
FOUND = command -v "$(PYTHON)" >/dev/null || \
	{ echo "✗ There is no program $(PYTHON). Name a Python from 3.11 on: make run PYTHON=python3.12" >&2; exit 2; }
# where databases of tests need not wait for a disk, as far as there is such a place
TESTED_IN := $(firstword $(wildcard /dev/shm) $(TMPDIR) /tmp)
# what Python compiles stays out of the sources
export PYTHONPYCACHEPREFIX = $(CURDIR)/.pycache
# and is kept: without it every worker and every process of the tests compiles everything again
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run sandbox manifest doctor cards
.PHONY: test lint types tests crash mutants bench screenshots lock audit

run: .venv/runs
	@exec $(BIN)/python app.py

sandbox: .venv/runs
	@exec $(BIN)/python app.py sandbox $(if $(PORT),--port "$(PORT)") $(if $(SPEED),--speed "$(SPEED)")

manifest: .venv/runs
	@$(BIN)/python app.py manifest $(if $(COMMAND),--command "$(COMMAND)")

doctor: .venv/runs
	@$(BIN)/python app.py doctor

cards: .venv/runs
	@$(BIN)/python app.py doctor --cards

# the types need one core alone, so the tests go on beside them
test: lint
	@$(MAKE) --no-print-directory --jobs=2 types tests

lint: .venv/develops
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: .venv/develops
	$(BIN)/mypy

tests: .venv/develops
	PYTEST_DEBUG_TEMPROOT=$(TESTED_IN) $(BIN)/python -m pytest -n auto --dist loadgroup --no-loadscope-reorder

crash: .venv/develops
	$(BIN)/python -m tests.crash --kills $(KILLS)

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
	@$(BIN)/python -c "import pip, sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null || \
		{ $(FOUND) && $(PYTHON) prerequisites.py && $(PYTHON) -m venv --clear .venv; }
	@echo "Installing what the bot runs on, for $$($(BIN)/python --version) …" >&2
	@$(INSTALL) -r requirements.lock
	@touch $@

.venv/develops: requirements-dev.lock .venv/runs
	@echo "Installing what the tests need …" >&2
	@$(INSTALL) -r requirements-dev.lock
	@touch $@
