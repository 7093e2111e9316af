# `make demo` needs Python 3.11 or newer and make, nothing else.

VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.installed-run
DEV_STAMP := $(VENV)/.installed-dev
PROJECT_STAMP := $(VENV)/.installed-project

# The first interpreter that really runs (a version manager's shim may be there and refuse) and is new enough.
# Looked for only when an environment has to be made.
FIND_PYTHON = for name in $(PYTHON) python3.11 python3.12 python3.13 python3 python; do \
	  if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	    python=$$name; break; \
	  fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "make: no Python 3.11 or newer found (python3 is: $$(python3 --version 2>/dev/null || echo missing))." >&2; \
	  echo "make: install one, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12" >&2; \
	  exit 1; \
	fi; \
	if ! "$$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then \
	  echo "make: $$python has no venv module; on Debian and Ubuntu: apt-get install python3-venv" >&2; \
	  exit 1; \
	fi

PIP = PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_DEFAULT_TIMEOUT=$${PIP_DEFAULT_TIMEOUT:-120} $(BIN)/python -m pip --quiet

.PHONY: help demo install dev test lint format types bench bench-check bench-folds soak eval train lock up down clean
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

help:  ## Show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  ARGS=… is passed on: make demo ARGS=--keep, make test ARGS='-k dyad -x'"

demo: install  ## Broker, topics, worker and twelve articles on this machine; ends by itself
	@$(BIN)/diplomacy demo $(ARGS)

install: $(PROJECT_STAMP)  ## Make .venv with what the stream needs

dev: $(DEV_STAMP) $(PROJECT_STAMP)  ## Make .venv with the development tools too

test: dev  ## All tests; those that need Java or kcat say so if they skip
	@$(BIN)/python -m pytest $(ARGS)

lint: dev  ## Style, format and import direction
	@$(BIN)/ruff check --output-format concise .
	@$(BIN)/ruff format --check --output-format concise .
	@$(BIN)/lint-imports

format: dev  ## Mend style and format where that is safe
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

types: dev  ## mypy, strict
	@$(BIN)/mypy

bench: dev  ## Throughput and latency, on this machine
	@$(BIN)/python -m tests.bench $(ARGS)

bench-check: dev  ## Fail where a ratio fell by more than 15 % from the committed one
	@$(BIN)/python -m tests.bench coder pipeline --check $(ARGS)

bench-folds: dev  ## What a change costs stories and dyads as their state grows (ARGS="--events 1000 100000")
	@$(BIN)/python -m tests.bench.stories $(ARGS)

soak: dev  ## The tests of delivery at length, an hour or more (ARGS="kills --articles 2000"; ARGS=--help)
	@$(BIN)/python -m tests.delivery.soak $(ARGS)

eval: dev  ## Score the coder on tests/golden (ARGS=--missed says which) and on DIPLOMACY_EVAL
	@$(BIN)/python -m tests.golden $(ARGS)
	@$(BIN)/python -m streams.training.evaluate

train: dev  ## Refit the arbiter's weights from the project's own sentences
	@$(BIN)/python -m streams.training.train $(ARGS)

up:  ## Apache Kafka, topics and worker in containers
	docker compose up --build --detach --wait $(ARGS)

down:  ## Stop these containers; `ARGS=--volumes` forgets their messages too
	docker compose down $(ARGS)

clean:  ## Remove .venv and every cache in this folder
	rm -rf $(VENV) build dist .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info
	find streams schemas tests -name __pycache__ -type d -prune -exec rm -rf {} +

lock:  ## Bring the lock files up to pyproject.toml; ARGS=--upgrade takes new versions
	@$(FIND_PYTHON); "$$python" -m venv .cache/lock && .cache/lock/bin/python -m pip install --quiet uv
	@$(UV_COMPILE) $(ARGS) --extra embedded --extra build --extra tracing pyproject.toml -o requirements.lock >/dev/null
	@$(UV_COMPILE) $(ARGS) --all-extras --constraint requirements.lock pyproject.toml -o requirements-dev.lock >/dev/null

# One version of each package for every Python and platform, so that a bug report needs no further question.
UV_COMPILE = .cache/lock/bin/uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 \
	--generate-hashes --no-emit-index-url --custom-compile-command "make lock"

# A stamp is the last thing a step writes and lies inside the environment it vouches for: a step that fails
# leaves none, and a new environment starts with none.
$(RUN_STAMP): requirements.lock
	@$(FIND_PYTHON); echo "Making $(VENV) with $$("$$python" --version) (a few minutes, once) ..."; \
	  "$$python" -m venv --clear $(VENV)
	@$(PIP) install --require-hashes --no-deps -r requirements.lock
	@touch $@

$(DEV_STAMP): requirements-dev.lock $(RUN_STAMP)
	@echo "Adding the development tools ..."
	@$(PIP) install --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

$(PROJECT_STAMP): pyproject.toml $(RUN_STAMP)
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@
