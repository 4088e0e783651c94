# Every target does its own set-up in .venv; a stamp says when that was last done.
# Needed beforehand: Python 3.11 or newer with its venv module (Debian: python3-venv), and for
# the tests Node.js 18 or newer with npm; `.ci/debian` installs what is missing.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
RUN_READY := $(VENV)/.ready-to-run
TEST_READY := $(VENV)/.ready-to-test
SDK := tests/sdk
SDK_READY := $(SDK)/node_modules/.ready
SCRIPTS := "mockplatform/**/*.{js,css,html,ts}" "tests/**/*.{js,mjs}"
ARGS ?=

.DEFAULT_GOAL := help
# A check that fails does not keep the others from running.
CHECKS := check-format check-lint check-types check-imports check-docs check-js

.PHONY: help run test check $(CHECKS) format bench docs lock chromium clean
MAKEFLAGS += --no-print-directory

help: ## Say what there is to make
	@echo "make TARGET [ARGS='…']"
	@sed -n 's/^\([a-z]*\):.*## /  \1 \t/p' $(MAKEFILE_LIST) | expand -t 12

run: $(RUN_READY) ## Start the platform (ARGS='--port 9000' and so on)
	@$(BIN)/mockplatform serve $(ARGS)

test: $(TEST_READY) $(SDK_READY) ## Run the tests on all cores (ARGS='-n 0 tests/core -k closed')
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal $(ARGS)

check: $(TEST_READY) ## Check format, lint, types (of scripts too), the direction of imports, generated docs
	@$(MAKE) --keep-going $(CHECKS)
	@echo "check: format, lint, types, imports and generated docs are in order"

check-format: $(TEST_READY)
	@$(BIN)/ruff format --check --quiet . || { \
		$(BIN)/ruff format --check .; echo "'make format' formats them"; exit 1; }

check-lint: $(TEST_READY)
	@$(BIN)/ruff check --quiet .

check-types: $(TEST_READY)
	@$(BIN)/mypy --no-error-summary

check-imports: $(TEST_READY)
	@$(BIN)/lint-imports --no-logo > $(VENV)/imports.txt || { cat $(VENV)/imports.txt; exit 1; }

check-docs: $(TEST_READY)
	@$(BIN)/python -m tests.docs.generate --check

check-js: $(SDK_READY)
	@$(SDK)/node_modules/.bin/prettier --log-level warn --check $(SCRIPTS) \
		|| { echo "'make format' formats them"; exit 1; }
	@$(SDK)/node_modules/.bin/tsc --project $(SDK)/tsconfig.json

format: $(TEST_READY) $(SDK_READY) ## Format the code and mend what can be mended by itself
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .
	@$(SDK)/node_modules/.bin/prettier --log-level warn --write $(SCRIPTS)

bench: $(TEST_READY) ## Measure speed and memory against a bare aiohttp server
	@$(BIN)/python -m tests.bench $(ARGS)

docs: $(TEST_READY) ## Write the generated parts of the docs anew
	@$(BIN)/python -m tests.docs.generate $(ARGS)

lock: $(TEST_READY) ## Renew requirements.lock from pyproject.toml, and npm's lock
	@$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --upgrade \
		--no-emit-index-url --no-emit-find-links --no-header --quiet -o requirements.lock
	@echo "requirements.lock: $$(grep -c == requirements.lock) packages; the next target installs them"
	@cd $(SDK) && npm update --omit-lockfile-registry-resolved \
		--no-audit --no-fund --ignore-scripts >/dev/null
	@echo "$(SDK)/package-lock.json: $$(grep -c '"node_modules/' $(SDK)/package-lock.json) packages"

chromium: ## Install Chromium for the browser tests (Debian, as root)
	@.ci/debian

clean: ## Remove .venv, caches and builds
	@rm -rf $(VENV) $(SDK)/node_modules build dist .coverage .coverage.* .hypothesis \
		.import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find mockplatform tests -type d -name __pycache__ -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.11 …" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
		|| { rm -rf $(VENV); echo "No venv module; on Debian: apt-get install python3-venv" >&2; exit 1; }

# What the platform needs to run, at the locked versions: quicker than all the tools.
$(RUN_READY): pyproject.toml requirements.lock | $(BIN)/python
	@echo "Setting up $(VENV) (once; some seconds) …"
	@$(PIP) install --constraint requirements.lock --editable .
	@touch $@

$(TEST_READY): requirements.lock $(RUN_READY)
	@echo "Adding the tools for tests and checks to $(VENV) (once; up to a minute) …"
	@$(PIP) install --no-deps --requirement requirements.lock
	@touch $@

# Genesys' own clients for JavaScript and the tools for our own scripts, at the locked versions;
# nothing of theirs runs at install.
$(SDK_READY): $(SDK)/package.json $(SDK)/package-lock.json
	@command -v npm >/dev/null \
		|| { echo "No npm; on Debian: apt-get install nodejs npm (or .ci/debian)" >&2; exit 1; }
	@echo "Adding the JavaScript clients to $(SDK) (once; some seconds) …"
	@cd $(SDK) && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error >/dev/null
	@touch $@
