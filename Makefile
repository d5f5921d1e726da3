# The desk's commands. Everything is installed into .venv; nothing outside this folder is changed.

PORT ?= 8000
PYTHON ?=
CHROMIUM ?=
export PYTHON
# Modules are compiled once and kept in .venv; without that every start takes twice as long.
unexport PYTHONDONTWRITEBYTECODE

PY = .venv/bin/python
# Any key will do to look at the settings of production: nothing is signed or served with it.
PRODUCTION = FACTCHECK_ENV=production ALLOWED_HOSTS=desk.example SECRET_KEY="$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(50))')"

# Tests that drive browsers, servers and many threads; they are run by themselves, the others two at a time.
ALONE = claims/tests/browser claims/tests/test_worker.py claims/tests/test_demo.py claims/tests/domain/test_concurrency.py \
	factcheck/tests

.PHONY: help run test check bench format requirements screenshots example clean

help:
	@echo "make run           the desk with its demonstration newsroom, on http://127.0.0.1:$(PORT)/"
	@echo "make test          everything that must pass before a commit"
	@echo "make check         the part of it that reads the code and runs nothing"
	@echo "make format        bring code and templates into shape"
	@echo "make bench         measure speed and size, and write them to benchmarks/README.md"
	@echo "make requirements  pin the newest versions that requirements*.in allow"
	@echo "make screenshots   take the README's pictures anew"
	@echo "make example       write docs/report-example.pdf anew from the seeds"
	@echo "make clean         remove what tests and tools left behind"

run:
	@sh .ci/venv requirements.txt
	@FACTCHECK_DEMO=1 exec $(PY) manage.py demo --port $(PORT)

test: check
	$(PY) -m pytest -n 2 $(ALONE:%=--ignore=%)
	@chromium="$$(CHROMIUM='$(CHROMIUM)' sh .ci/chromium)" && CHROMIUM="$$chromium" $(PY) -m pytest $(ALONE)

check:
	@sh .ci/venv requirements-dev.txt
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy claims factcheck
	.venv/bin/lint-imports
	find templates -name '*.html' ! -name '*.inline.html' -exec .venv/bin/djade --check --target-version 5.2 {} +
	$(PY) manage.py check --fail-level WARNING
	$(PY) manage.py makemigrations --check --dry-run
	@echo "$(PY) manage.py check --deploy, with the settings of production"
	@$(PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING

format:
	@sh .ci/venv requirements-dev.txt
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .
	find templates -name '*.html' ! -name '*.inline.html' -exec .venv/bin/djade --target-version 5.2 {} +

bench:
	@sh .ci/venv requirements.txt
	$(PY) -m benchmarks.run --write

requirements:
	@sh .ci/venv requirements-dev.txt
	$(PY) -m venv .local/uv
	.local/uv/bin/python -m pip install --quiet --disable-pip-version-check uv
	for list in requirements requirements-dev; do \
		.local/uv/bin/python -m uv pip compile --upgrade --universal --generate-hashes --python-version 3.11 \
			--custom-compile-command "make requirements" --output-file $$list.txt $$list.in; \
	done

screenshots:
	@sh .ci/venv requirements-dev.txt
	@chromium="$$(CHROMIUM='$(CHROMIUM)' sh .ci/chromium)" && CHROMIUM="$$chromium" $(PY) docs/screenshots/take.py

example:
	@sh .ci/venv requirements.txt
	$(PY) docs/report_example.py

clean:
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis test-results
