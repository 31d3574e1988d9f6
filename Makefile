# `make help` lists the tasks. Each sets up what it needs and does nothing twice.

HOST ?= 127.0.0.1
PORT ?= 8000
PYTHON ?=
TORCH := torch==2.13.0

# What is set up lives in .venv and frontend/node_modules; stamps say how far it is.
STAMPS := .venv/stamps
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
NPM := cd frontend && PATH="$(CURDIR)/.venv/node:$$PATH" npm
SOURCES := backend tests .ci

PAGE := backend/glassnet/static/index.html
PAGE_SOURCES := $(shell find frontend/src frontend/public -type f 2>/dev/null) \
	frontend/index.html frontend/vite.config.ts frontend/tsconfig.json

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run dev test test-python test-frontend test-browser check check-python check-frontend \
	check-repository check-types bench format types lock clean

help: ## List the tasks
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# ------------------------------------------------------------------------------------------------- set-up

$(STAMPS)/venv:
	@python=; for candidate in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python; do \
		if $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$candidate; break; fi; \
	done; \
	if [ -z "$$python" ]; then echo "Glassnet needs Python 3.11 or later; name one with PYTHON=/path/to/python." >&2; exit 1; fi; \
	echo "Creating .venv with $$($$python --version)"; $$python -m venv .venv
	@mkdir -p $(@D) && touch $@

$(STAMPS)/runtime: pyproject.toml requirements.lock backend/hatch_build.py | $(STAMPS)/venv
	@echo "Installing the Python packages"
	@GLASSNET_SKIP_FRONTEND=1 $(PIP) -c requirements.lock -e .
	@touch $@

# After Node, so that with `make -j` only one pip at a time changes .venv, while npm works beside it.
$(STAMPS)/dev: $(STAMPS)/runtime | $(STAMPS)/node
	@echo "Installing the development tools"
	@GLASSNET_SKIP_FRONTEND=1 $(PIP) -c requirements.lock -e '.[dev]'
	@touch $@

# By itself, because a lock that resolves PyTorch names gigabytes of CUDA packages.
$(STAMPS)/torch: | $(STAMPS)/dev
	@echo "Installing PyTorch, which the tests compare with"
	@$(PIP) $(TORCH)
	@touch $@

$(STAMPS)/node: .ci/node.sh requirements.lock | $(STAMPS)/runtime
	@.ci/node.sh
	@touch $@

$(STAMPS)/npm: frontend/package.json frontend/package-lock.json frontend/.npmrc $(STAMPS)/node
	@echo "Installing the npm packages"
	@$(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@mkdir -p tests && ln -sfn ../frontend/node_modules tests/node_modules
	@touch $@

$(PAGE): $(PAGE_SOURCES) $(STAMPS)/npm
	@echo "Building the page"
	@$(NPM) run --silent build
	@touch $@

setup: $(STAMPS)/torch $(PAGE) ## Set up everything, development tools included

# -------------------------------------------------------------------------------------------------- tasks

run: $(STAMPS)/runtime $(PAGE) ## Start Glassnet (HOST=127.0.0.1 PORT=8000)
	@$(BIN)/glassnet serve --host $(HOST) --port $(PORT)

dev: $(STAMPS)/dev $(STAMPS)/npm ## Start the server and the page, both reloading on every change
	@$(BIN)/python .ci/dev.py --host $(HOST) --port $(PORT)

test: test-python test-frontend test-browser ## Run all tests

test-python: $(STAMPS)/torch $(PAGE) ## Run the Python tests (ARGS= for pytest)
	@$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile $(ARGS)

test-frontend: $(STAMPS)/npm ## Run the page's unit tests
	@$(NPM) run --silent test

test-browser: $(STAMPS)/runtime $(PAGE) ## Run the tests in a real browser against a real server
	@GLASSNET_CHROMIUM="$$(.ci/chromium.sh)" && export GLASSNET_CHROMIUM && $(NPM) run --silent test:browser

check: check-python check-frontend check-types check-repository ## Check formats, lints, types, layers and budgets

check-python: $(STAMPS)/dev
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports

check-frontend: $(STAMPS)/npm
	$(NPM) run --silent lint
	$(NPM) run --silent typecheck
	$(NPM) run --silent layers

check-types: $(STAMPS)/runtime $(STAMPS)/npm
	$(BIN)/python -m glassnet.api.schema > $(STAMPS)/openapi.json
	$(NPM) run --silent types -- "$(CURDIR)/$(STAMPS)/openapi.json" --output "$(CURDIR)/$(STAMPS)/generated.ts" > /dev/null
	@cmp -s $(STAMPS)/generated.ts frontend/src/protocol/generated.ts || \
		{ echo "frontend/src/protocol/generated.ts is stale: run \`make types\`." >&2; exit 1; }

check-repository: $(STAMPS)/venv
	$(BIN)/python .ci/check_repository.py

bench: $(STAMPS)/torch $(PAGE) ## Measure the speeds that are promised
	@$(BIN)/python tests/benchmarks/run.py

format: $(STAMPS)/dev $(STAMPS)/npm ## Format the code and repair what can be repaired
	-$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)
	$(NPM) run --silent format

types: $(STAMPS)/runtime $(STAMPS)/npm ## Write the page's types anew from the server's OpenAPI
	$(BIN)/python -m glassnet.api.schema > $(STAMPS)/openapi.json
	$(NPM) run --silent types -- "$(CURDIR)/$(STAMPS)/openapi.json" --output "$(CURDIR)/frontend/src/protocol/generated.ts"

lock: $(STAMPS)/dev $(STAMPS)/node ## Write both locks anew, with the newest versions that fit
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --upgrade --quiet \
		--strip-extras --no-header --no-annotate --no-emit-index-url --no-emit-find-links --output-file requirements.lock
	rm -rf frontend/node_modules frontend/package-lock.json
	$(NPM) install --package-lock-only --ignore-scripts --no-audit --no-fund

clean: ## Remove everything that was set up, built or cached
	rm -rf .venv backend/glassnet/static frontend/node_modules tests/node_modules frontend/test-results dist
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find backend tests .ci -name __pycache__ -type d -prune -exec rm -rf {} +
