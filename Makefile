# Data Patch, one command each:
#   make run     everything up, at http://127.0.0.1:5000
#   make test    every test, browser tests included
#   make build   what "run" prepares, without starting it
#   make check   style, types, layers, migrations, translations
#   make bench   us beside our peers, into benchmarks/RESULTS.md; ONLY=diff measures one family
# Others: messages (new sentences into the catalogues), pictures (of the README), pins (newest versions), clean.

.DEFAULT_GOAL := run
.DELETE_ON_ERROR:
.PHONY: build run test check bench pictures messages pins clean

VENV := .venv
BIN := $(VENV)/bin
# A file per finished step, newer than what the step was made from.
DONE := $(VENV)/done
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check install
SAY := sh tools/say.sh
NPM_DONE := node_modules/.package-lock.json
BUNDLE := webui/static/bundle/manifest.json
CATALOGUES := $(wildcard datapatch/translations/*/LC_MESSAGES/datapatch.po)
BUILT := $(DONE)/project $(BUNDLE) $(CATALOGUES:.po=.mo)

build: $(BUILT)

run: $(BUILT)
	@exec $(BIN)/datapatch serve

test: $(BUILT) $(DONE)/test
	@sh tools/apt.sh chromium:chromium
	@sh tools/with-postgresql.sh $(BIN)/python -m pytest --numprocesses=auto --dist=loadfile

check: $(BUILT) $(DONE)/test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_layers.py tests/test_translations.py
	@rm -rf build/check
	DATAPATCH_HOME=build/check $(BIN)/datapatch migrate
	DATAPATCH_HOME=build/check $(BIN)/datapatch migrate --check

$(DONE)/run: requirements/build.txt requirements/run.txt
	@python=$$(sh tools/machine.sh) && $$python -m venv $(VENV)
	@$(SAY) "Installing what Data Patch needs; this happens once…" \
	    "Installation de ce dont Data Patch a besoin ; une seule fois…"
	@$(PIP) -r requirements/build.txt -r requirements/run.txt
	@mkdir -p $(DONE) && touch $@

$(DONE)/project: $(DONE)/run setup.cfg pyproject.toml requirements/run.in
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(DONE)/test: $(DONE)/run requirements/test.txt
	@$(SAY) "Installing what the tests need…" "Installation de ce dont les tests ont besoin…"
	@$(PIP) -r requirements/build.txt -r requirements/run.txt -r requirements/test.txt
	@touch $@

$(NPM_DONE): package.json package-lock.json .npmrc | $(DONE)/run
	@node=$$(sh tools/node.sh) && PATH="$$node:$$PATH" npm ci --silent
	@touch $@

$(BUNDLE): $(NPM_DONE) $(wildcard frontend/*)
	@$(SAY) "Bundling the front end…" "Assemblage de l'interface…"
	@node=$$(sh tools/node.sh) && "$$node/node" frontend/build.mjs

%.mo: %.po | $(DONE)/run
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

# Peers live in an environment of their own, which nothing else uses.
bench: $(BUILT) build/bench/peers/done
	@sh tools/apt.sh sqldiff:sqlite3-tools sqlite3:sqlite3
	@node=$$(sh tools/node.sh) && PATH="$$node:$$PATH" $(BIN)/python -m benchmarks $(ONLY)

build/bench/peers/done: requirements/bench.txt $(wildcard benchmarks/peers/*.json) .npmrc | $(DONE)/run
	@$(SAY) "Installing the peers to measure beside…" "Installation des outils à comparer…"
	@mkdir -p build/bench/peers
	@$(BIN)/python -m venv build/bench/peers
	@build/bench/peers/bin/python -m pip --quiet --disable-pip-version-check install -r requirements/bench.txt
	@cp benchmarks/peers/package.json benchmarks/peers/package-lock.json .npmrc build/bench/peers
	@node=$$(sh tools/node.sh) && cd build/bench/peers && PATH="$$node:$$PATH" npm ci --silent
	@touch $@

# The README's pictures, from the last run of the browser tests.
pictures:
	for name in dataset suggest review changes; do \
	    cp build/screens/$$name-readme.png docs/images/$$name.png || exit 1; \
	done

# Sentences of code and templates into the catalogues; what is new there waits for a translator.
messages: $(DONE)/run
	@mkdir -p build
	$(BIN)/pybabel --quiet extract --mapping datapatch/translations/babel.cfg --no-location \
	    --sort-output --project "Data Patch" --output build/datapatch.pot datapatch webui hooks
	$(BIN)/pybabel --quiet update --input-file build/datapatch.pot --domain datapatch \
	    --output-dir datapatch/translations --no-fuzzy-matching --ignore-obsolete

# uv resolves for every Python and processor at once, which pip cannot.
pins:
	@python=$$(sh tools/machine.sh) && $$python -m venv build/pins
	@build/pins/bin/pip --quiet install uv
	cd requirements && for name in run test bench; do \
	    ../build/pins/bin/uv --quiet pip compile --upgrade --universal --python-version 3.11 \
	    --no-annotate --no-emit-index-url --custom-compile-command "make pins" \
	    --constraint build.txt $$([ $$name = run ] || echo --constraint run.txt) \
	    $$name.in --output-file $$name.txt || exit 1; \
	done

clean:
	rm -rf $(VENV) node_modules build dist datapatch.egg-info webui/static/bundle
	find . -name __pycache__ -prune -exec rm -rf {} +
