PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
EXTRAS := local,weights,espeak
# A stamp named after what is to be installed: `make setup` is instant when nothing changed.
STAMP := $(VENV)/.installed-$(shell cksum pyproject.toml | cut -d' ' -f1)
AUDIO ?=

.PHONY: help setup demo test check bench wheel clean

help:
	@echo "make demo    hear one question and a short check-in, offline (AUDIO=file.wav: your own)"
	@echo "make test    lint, types, layers and the whole test suite"
	@echo "make bench   latency, memory and size, as a table"
	@echo "make wheel   build dist/*.whl"
	@echo "make clean   remove .venv and what was built"

setup: $(STAMP)

$(STAMP): pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -c "import sys; sys.exit(0 if sys.version_info >= (3, 11) else 'voice-coach needs Python 3.11 or newer: make PYTHON=/path/to/python3.11')"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing voice-coach[$(EXTRAS)] and the development group into $(VENV) (about 1.2 GB, a few minutes the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	@$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on --quiet -e ".[$(EXTRAS)]" --group dev
	@$(BIN)/voice-coach models fetch
	@rm -f $(VENV)/.installed-* && touch $@

demo: setup
	@$(BIN)/python -m voice_coach.surfaces.cli.demo $(if $(AUDIO),--audio "$(AUDIO)")

check: setup
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check
	$(BIN)/python -m pytest

bench: setup
	$(BIN)/python -m evals latency

wheel: setup
	$(BIN)/python -m build --wheel --no-isolation .

clean:
	rm -rf $(VENV) dist build out
