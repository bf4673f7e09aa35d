# consent-app: every task of the project by one short name. `make` alone lists them.

VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.8

# Debian names of the shared libraries that Qt and WeasyPrint load, and of what the tests use: PDF
# tools, a token in software, a desktop without a screen that a screen reader reads, and a voice.
# `make setup SYSTEM_PACKAGES=` leaves the system as it is.
SYSTEM_PACKAGES ?= \
	libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libharfbuzz-subset0 libfontconfig1 \
	libglib2.0-0 libegl1 libgl1 libxkbcommon0 libxkbcommon-x11-0 libdbus-1-3 libcups2 \
	libwayland-client0 libwayland-cursor0 libwayland-egl1 libx11-xcb1 libxcb-cursor0 libxcb-glx0 \
	libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 \
	libxcb-sync1 libxcb-xfixes0 libxcb-xinerama0 libxcb-xkb1 poppler-utils softhsm2 \
	xvfb x11-xserver-utils dbus at-spi2-core python3-gi gir1.2-atspi-2.0 espeak-ng

# What the validators of others need besides. Any Java development kit and any Maven will do.
VALIDATOR_PACKAGES = poppler-utils qpdf \
	$(if $(shell which javac 2>/dev/null),,default-jdk-headless) \
	$(if $(shell which mvn 2>/dev/null),,maven)
VALIDATORS := build/validators

# What the document is printed by for comparison, unless a browser of that kind is there.
CHROMIUM_PACKAGES = \
	$(if $(shell which chromium chromium-browser google-chrome 2>/dev/null),,chromium)

export UV_PROJECT_ENVIRONMENT := $(VENV)
export UV_NO_PROGRESS := 1
.DEFAULT_GOAL := help
.PHONY: help setup run test lint bench conformance clean

# the first Python that is new enough and can make an environment, or nothing
define FIND_PYTHON
python=; for name in python3.13 python3.12 python3.11 python3; do \
	if "$$name" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	then python=$$name; break; fi; \
done
endef

help: ## list the tasks
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/.setup-done ## install system libraries and the locked Python environment

run: setup ## start the wizard; documents go to out/
	$(BIN)/consent-app run --out out

test: export QT_QPA_PLATFORM := offscreen
test: setup ## check the direction of imports, the content, the translations, and run the tests
	$(BIN)/lint-imports
	$(BIN)/consent-app check --strict
	$(BIN)/consent-app catalogue --check
	$(BIN)/pytest -n auto

lint: setup ## style, formatting, types and direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: export QT_QPA_PLATFORM := offscreen
bench: setup ## measure the figures that the README quotes
	@$(MAKE) --no-print-directory --keep-going $(VENV)/.bench-done $(VENV)/.chromium-done || true
	$(BIN)/python -m benchmarks

# Without network or root some validators may be missing: run.py says which it skipped.
conformance: export QT_QPA_PLATFORM := offscreen
conformance: setup ## walk journeys and validate the documents with veraPDF, EU DSS, poppler and qpdf
	@$(MAKE) --no-print-directory $(VALIDATORS)/.done || true
	$(BIN)/python tests/conformance/run.py $(VALIDATORS)

clean: ## remove the environment, written documents and caches
	rm -rf $(VENV) out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ---------------------------------------------------------------- setup, step by step

# Ask dpkg first: the network and root are needed only when something is missing. Since the 64-bit
# time_t transition some names end in t64.
$(VENV)/.validators-done: SYSTEM_PACKAGES = $(VALIDATOR_PACKAGES)
$(VENV)/.chromium-done: SYSTEM_PACKAGES = $(CHROMIUM_PACKAGES)
$(VENV)/.system-done $(VENV)/.validators-done $(VENV)/.chromium-done: Makefile
	@mkdir -p $(VENV)
	@if ! command -v dpkg-query >/dev/null 2>&1; then \
		echo "Not a Debian system. Please see to it that what these Debian packages hold is installed:"; \
		echo "  $(strip $(SYSTEM_PACKAGES))"; \
		exit 0; \
	fi; \
	has() { [ "$$(dpkg-query -W -f '$${db:Status-Status}' "$$1" 2>/dev/null)" = installed ]; }; \
	missing=; \
	for name in $(SYSTEM_PACKAGES); do \
		has "$$name" || has "$${name}t64" || missing="$$missing $$name"; \
	done; \
	$(FIND_PYTHON); [ -n "$$python" ] || missing="$$missing python3-venv"; \
	[ -n "$$missing" ] || exit 0; \
	if [ "$$(id -u)" -eq 0 ]; then as=; \
	elif command -v sudo >/dev/null 2>&1 && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then as=sudo; \
	else \
		echo "These Debian packages are missing, and installing them needs root. Please run:" >&2; \
		echo "  apt-get install --no-install-recommends$$missing" >&2; \
		echo "and then make again (with SYSTEM_PACKAGES= it goes on without them)." >&2; \
		exit 1; \
	fi; \
	echo "Installing Debian packages:$$missing"; \
	$$as env DEBIAN_FRONTEND=noninteractive apt-get update -qq && \
	$$as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing
	@touch $@

$(VENV)/.uv-done: $(VENV)/.system-done
	@$(FIND_PYTHON); \
	if [ -z "$$python" ]; then \
		echo "No Python 3.11 or newer that can make environments (venv, ensurepip) was found." >&2; \
		exit 1; \
	fi; \
	[ -x $(BIN)/pip ] || "$$python" -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

# pip's own settings for package index and certificates hold for uv too. A lock file names the files
# of the public index, so with another index the same locked versions and hashes are asked from there.
# (`pip config list` shows what comes from the environment as well as what comes from files.)
$(VENV)/.bench-done: GROUP = --group bench
$(VENV)/.setup-done $(VENV)/.bench-done: pyproject.toml uv.lock $(VENV)/.uv-done
	@setting() { \
		$(BIN)/pip config list | sed -nE "s/^(:env:|install|global)\.$$1='(.*)'$$/\2/p" | head -n 1; \
	}; \
	index=$${UV_DEFAULT_INDEX:-$${UV_INDEX_URL:-$$(setting index-url)}}; \
	certificates=$${SSL_CERT_FILE:-$$(setting cert)}; \
	[ -z "$$certificates" ] || export SSL_CERT_FILE="$$certificates"; \
	if [ -z "$$index" ]; then \
		$(BIN)/uv sync --frozen --inexact $(GROUP); \
	else \
		export UV_DEFAULT_INDEX="$$index"; \
		$(BIN)/uv export --quiet --frozen $(GROUP) --no-emit-project --output-file $(VENV)/requirements.txt >/dev/null && \
		$(BIN)/uv pip install --python $(BIN)/python --require-hashes --requirements $(VENV)/requirements.txt && \
		$(BIN)/uv pip install --python $(BIN)/python --no-deps --editable .; \
	fi
	@touch $@

# The jars come through Maven's own settings and stay in its cache, so `make clean` costs seconds.
$(VALIDATORS)/.done: tests/conformance/pom.xml $(VENV)/.validators-done
	@rm -rf $(VALIDATORS)
	@mvn --batch-mode --quiet --strict-checksums --file $< dependency:copy-dependencies \
		-DincludeScope=runtime -DoutputDirectory=$(CURDIR)/$(VALIDATORS)
	@touch $@
