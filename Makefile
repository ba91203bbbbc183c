# make          the site of this literature: sets everything up in .venv, builds, says which file to open
# make test     the tests, on every processor; make test WORKERS=0 in one process, as `pytest FILE` is
# make check    style, types, and whether site/ is what `kg build` makes
# make vendor   browser files from npm, where npm is there
# make bench    time and memory, stage by stage; and other parsers on piles of files, where they are there
#               (make bench CORPORA=--texlive fetches those of Debian's TeX Live packages)
# make reference  the tables in ontology/README.md anew, after a change of the ontology
# make lock     requirements.txt and package-lock.json anew; make lock UPGRADE=--upgrade for newer releases
# make clean    remove everything that the above made, except the site
#
# Another Python (3.11 or newer): make PYTHON=python3.12

PYTHON ?= python3
UV ?= uv
UPGRADE ?=
WORKERS ?= auto

BIN := .venv/bin
INSTALL := install -qq --no-input --disable-pip-version-check
PINNED := $(INSTALL) --only-binary :all: --require-hashes --requirement requirements.txt

.DEFAULT_GOAL := site
.DELETE_ON_ERROR:
.PHONY: site test check vendor bench reference lock clean

site: .venv/.project vendor
	@$(BIN)/kg build

test: .venv/.project vendor
	@$(BIN)/python -m pytest --numprocesses=$(WORKERS) --dist=worksteal

check: .venv/.project
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy --strict kg
	@$(BIN)/kg build --check

vendor: node_modules/.vendored

bench: .venv/.project
	@$(BIN)/python -m tests.bench
	@$(BIN)/python -m tests.bench.corpora $(CORPORA)

reference: .venv/.project
	@$(BIN)/python -c 'from pathlib import Path; from kg import reference, resources, schema; \
	  rules = schema.load(sorted(resources.ontology_dir().glob("*.ttl"))); \
	  Path("ontology/README.md").write_text(reference.markdown(rules), encoding="utf-8")'

# One hashed file for every platform, naming no registry; the installed versions stay unless UPGRADE says otherwise.
lock:
	@command -v "$(UV)" >/dev/null || { echo "make lock needs uv: python3 -m pip install uv (or make lock UV=/path/to/uv)" >&2; exit 1; }
	"$(UV)" pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 --extra dev $(UPGRADE) \
	  --output-file requirements.txt pyproject.toml
	npm install --package-lock-only --ignore-scripts

clean:
	rm -rf .venv node_modules kg/vendor site/vendor .kg dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find kg tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps. `--clear`: what an older requirements.txt brought does not linger. A Python without ensurepip (Debian's, without
# python3-venv) makes the environment without pip, and its own pip fills it.
# Wheels only: what must be compiled would fetch build tools that no hash pins.
.venv/.requirements: requirements.txt
	@"$(PYTHON)" -c 'import sys; v = sys.version_info[:2]; \
	  v >= (3, 11) or sys.exit("bibkg needs Python 3.11 or newer; this is %d.%d. Name another one: make PYTHON=python3.12" % v)'
	@echo "Setting up .venv (a minute, once)"
	@if "$(PYTHON)" -m venv --clear .venv >/dev/null 2>&1; \
	then $(BIN)/python -m pip $(PINNED); \
	else "$(PYTHON)" -m venv --clear --without-pip .venv && \
	  "$(PYTHON)" -m pip --python $(BIN)/python $(PINNED); fi
	@touch $@

.venv/.project: pyproject.toml .venv/.requirements
	@$(BIN)/python -m pip $(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

# Whatever happens here, the site is built: its pages find out by themselves what is there.
node_modules/.vendored: package.json package-lock.json .npmrc kg/vendoring.py
	@if ! command -v npm >/dev/null; then \
	  echo "npm is not installed: doing without the browser files that come from it (to have them: install Node and npm, make vendor)"; \
	elif npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && \
	  "$(PYTHON)" kg/vendoring.py node_modules/oxigraph kg/vendor/oxigraph.js; then touch $@; \
	else echo "npm could not fetch the browser files: doing without them (to try again: make vendor)"; fi
