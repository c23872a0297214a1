# Thin wrappers for the daily commands. `run` and `test` do all their own set-up (scripts/set_up.py);
# a second time nothing is fetched.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PY := .venv/bin/python
ARGS ?=

.PHONY: help run test lint types check golden bench fuzz engine-test text shots lock setup clean

help:
	@echo 'make run          open the app on the node sample (ARGS="open FOLDER" for your own)'
	@echo 'make test         all tests that need no Docker Engine'
	@echo 'make check        lint, types and tests: what CI runs'
	@echo 'make engine-test  predictions against a real Docker Engine, booted as root or LAYERVIZ_TEST_ENGINE'
	@echo 'make bench        how fast, as ratios to things run beside it'
	@echo 'make fuzz         the parsers on 100,000 generated inputs and more'
	@echo 'make golden       write the expected pictures anew; read the difference before committing'
	@echo 'make shots        screenshots of every view into out/shots'
	@echo 'make text lock lint types setup clean'

setup:
	@test -n "$(PYTHON)" || { echo 'layerviz needs Python 3.11 or newer: none was found' >&2; exit 1; }
	@$(PYTHON) scripts/set_up.py

run:
	@test -n "$(PYTHON)" || { echo 'layerviz needs Python 3.11 or newer: none was found' >&2; exit 1; }
	@$(PYTHON) scripts/set_up.py --window
	@$(PY) -m scripts.run $(ARGS)

test: setup
	@$(PY) -m pytest $(ARGS)

lint: setup
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check

types: setup
	@$(PY) -m mypy

check: lint types test

golden:
	@test -z "$(CI)" || { echo 'goldens are never written in CI' >&2; exit 1; }
	@$(MAKE) --no-print-directory setup
	@LAYERVIZ_UPDATE_GOLDEN=1 $(PY) -m pytest tests/golden tests/scene $(ARGS)

fuzz: setup
	@LAYERVIZ_FUZZ=1 $(PY) -m pytest -p no:randomly -k fuzz $(ARGS)

engine-test: setup
	@$(PY) -m pytest --randomly-dont-reorganize -m engine $(or $(ARGS),tests/engine)

bench: setup
	@$(PY) -m bench $(ARGS)

shots: setup
	@$(PY) -m scripts.shots out/shots $(ARGS)

text: setup
	@$(PY) hatch_build.py

# Needs uv, whose lock is good for every Python and platform at once; no address gets into the files.
LOCK = uv pip compile pyproject.toml --universal --python-version 3.11 --all-extras \
  --generate-hashes --no-header --quiet
lock:
	$(LOCK) -o requirements.lock
	$(LOCK) --group dev -o requirements-dev.lock

clean:
	rm -rf .venv build dist out .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find resources -name '*.mo' -delete
	find src tests bench scripts -name __pycache__ -prune -exec rm -rf {} +
