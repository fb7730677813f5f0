# Each target makes what it needs. On a machine with only Python ≥ 3.11, make and a package index,
# `make demo` and `make test` install everything into .venv and run.

PYTHON ?= python3
ZHINAN_SOURCES ?= ../shared/sources
export ZHINAN_SOURCES

VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
ZHINAN := $(BIN)/zhinan
STAMP := $(VENV)/.installed
# Some tests read what was exported with the libraries of the tools that draw it.
NODE := $(if $(shell command -v npm),tests/node/node_modules/.package-lock.json)

.DEFAULT_GOAL := help
.PHONY: help install demo serve test check format data golden bench clean

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*  ## /  make \1\t/p' $(MAKEFILE_LIST)

install: $(STAMP)  ## .venv with the package and what its developers use

# pip before 25.1 knows no dependency groups, and a new .venv may bring an older one.
$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; name one with: make PYTHON=python3.11 ...")'
	@echo "Installing into $(VENV) (a minute or two, once) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1,<27'
	@$(PY) -m pip install --quiet --disable-pip-version-check --editable '.[mcp,reason,serve]' --group dev
	@touch $@

tests/node/node_modules/.package-lock.json: tests/node/package-lock.json
	@echo "Installing the packages under tests/node ..."
	@npm ci --prefix tests/node --silent --no-audit --no-fund
	@touch $@

demo: $(STAMP)  ## build the graph, ask it, check two applications, export it
	@printf "\n1. The graph, from ontology/ and data/\n"
	@$(ZHINAN) build
	@printf "\n2. Which partners are prioritised for energy?\n"
	@$(ZHINAN) query partners-for-field --field energy
	@printf "\n3. An application with faults, and one without\n"
	@$(ZHINAN) check data/examples/faulty.ttl || test $$? -eq 1
	@$(ZHINAN) check data/examples/valid.ttl
	@printf "\n4. The graph for Gephi, yEd and Cytoscape\n"
	@$(ZHINAN) export --force --format graphml --output build/zhinan.graphml

serve: $(STAMP)  ## the graph over HTTP, on http://127.0.0.1:8000
	@$(ZHINAN) serve

test: $(STAMP) $(NODE)  ## every test
	@$(PY) -m pytest --numprocesses auto --dist loadscope --no-loadscope-reorder

check: $(STAMP)  ## format, lint, types, and the syntax of every Turtle and SPARQL file
	@$(PY) -m ruff format --check
	@$(PY) -m ruff check
	@$(PY) -m mypy
	@$(PY) -m pytest tests/house/test_syntax.py

format: $(STAMP)  ## put the code into the house format
	@$(PY) -m ruff format
	@$(PY) -m ruff check --fix

data: $(STAMP)  ## rebuild data/guides from the documents in ZHINAN_SOURCES
	@$(ZHINAN) data --sources "$(ZHINAN_SOURCES)"

golden: $(STAMP) $(NODE)  ## write the golden files anew; read the difference before committing it
	@$(PY) -m pytest --golden
	@git --no-pager diff --stat -- tests

bench: $(STAMP)  ## how long things take, several runs each; EDGES=1000000 exports a million edges
	@$(PY) tests/bench/run.py $(EDGES)
	@$(PY) tests/bench/check.py

clean:  ## remove what the other targets made
	rm -rf $(VENV) tests/node/node_modules build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
