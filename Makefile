# Everything runs from .venv, which is made from the lock by any Python >= 3.11.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help demo test drill bench clauses lint style types arrows format words lock clean

BIN := .venv/bin
PACKAGES := keys verifier issuer
PYTEST := $(BIN)/python -m pytest -p tests.house.no_skips
WORKERS ?= 2

help:
	@echo 'make demo    a whole authority with its committees, in instance/demo (ARGS=--once: check and leave)'
	@echo 'make test    the tests, at most 5 minutes'
	@echo 'make drill   the long ones: crashes, mutations, browser, outside tools'
	@echo 'make bench   measures, prints its table and writes bench.json'
	@echo 'make clauses checks the clause table, writes docs/clauses.md, prints it with its count'
	@echo 'make lint    ruff, mypy, import contracts'
	@echo 'make words   compiles the message catalogues'
	@echo 'make lock    renews requirements.lock'
	@echo 'make clean   removes what tools made (never instance/)'

# pip goes by the lock and its hashes; the project itself is installed without asking for anything more.
.venv/.installed: requirements.lock pyproject.toml
	@set -e; \
	if [ ! -x $(BIN)/python ]; then \
	  for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	    if command -v $$python >/dev/null && $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then found=$$python; break; fi; \
	  done; \
	  if [ -z "$$found" ]; then echo 'Python 3.11 or newer is needed; none was found on PATH. 需要 Python 3.11 或更高版本。' >&2; exit 1; fi; \
	  $$found -m venv .venv || { rm -rf .venv; echo 'The venv module is missing: install python3-venv. 缺少 venv 模块，请安装 python3-venv。' >&2; exit 1; }; \
	fi; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .; \
	touch $@

demo: .venv/.installed
	@$(BIN)/python -m issuer.example $(ARGS)

test: .venv/.installed
	$(PYTEST) -n $(WORKERS) --dist worksteal -q -m 'not drill' $(ARGS)

drill: .venv/.installed
	$(PYTEST) -n $(WORKERS) --dist worksteal -q -m drill $(ARGS)

bench: .venv/.installed
	@$(BIN)/python -m tests.bench $(ARGS)

clauses: .venv/.installed
	@$(BIN)/python -m tests.clauses

lint: .venv/.installed
	@$(MAKE) --no-print-directory --keep-going --jobs=2 --output-sync=target types style arrows

types:
	$(BIN)/mypy

style:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

arrows:
	$(BIN)/lint-imports

format: .venv/.installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

words: .venv/.installed
	@for po in $(foreach p,$(PACKAGES),$(wildcard $(p)/locale/*/LC_MESSAGES/*.po)); do \
	  $(BIN)/pybabel --quiet compile -i $$po -o $${po%.po}.mo || exit 1; \
	done

# The hashes come from the index's own listing, for every platform. No address of an index and no
# path of a machine may stand in the lock: a test sees to it.
lock:
	python3 -m venv .cache/lock
	.cache/lock/bin/pip install --quiet --disable-pip-version-check uv
	.cache/lock/bin/uv pip compile --quiet --no-config --upgrade --universal --python-version 3.11 \
	  --extra issuer --extra dev --generate-hashes --custom-compile-command 'make lock' \
	  --output-file requirements.lock pyproject.toml

clean:
	rm -rf .cache .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist *.egg-info bench.json
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
