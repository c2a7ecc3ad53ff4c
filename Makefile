# Everything that people do with a checkout. `make help` lists the targets.

PREFIX ?= /usr/local
DESTDIR ?=

# One set of flags for every release build, so that what is measured and what is installed are the same program. The
# Swift runtime goes into it: a normal build finds it through a path into the toolchain, which another account or
# machine need not have.
RELEASE := --configuration release --static-swift-stdlib
PROGRAMS := wick wick-sim
SWIFT_SOURCES := $(wildcard Package.swift Sources Tests Benchmarks)
SCRIPTS := scripts/bootstrap scripts/fuzz .ci/run $(wildcard Benchmarks/run Benchmarks/run-* Benchmarks/sentiment/run)
PEERS := .build/peers
RELEASE_FOLDER = $(shell swift build $(RELEASE) --show-bin-path)
SHARE = $(DESTDIR)$(PREFIX)/share/wick

SEEDS ?= 1000
WHOLE_SEEDS ?= 200
SECONDS ?= 3600
SEED ?= 1

.PHONY: build run test simulate fuzz sanitize lint format bench bench-screen install uninstall clean help

build: ## Build wick and wick-sim for release (checks for missing packages, installs none)
	@scripts/bootstrap --check
	@swift build $(RELEASE)

run: ## Install what is missing, build, and start the demo
	@scripts/bootstrap
	@swift build $(RELEASE)
	@$(RELEASE_FOLDER)/wick demo

# The network's tests hold deadlines of fractions of a second, which mean nothing while other tests keep every thread busy.
test: ## Install what is missing and run every test
	@scripts/bootstrap --for test
	@$(MAKE) --silent $(PEERS)/ready || echo 'test: no Python websockets: the tests that need it are skipped' >&2
	@$(MAKE) --silent $(PEERS)/xgboost || echo 'test: no Python xgboost: the tests that need it are skipped' >&2
	@swift test --disable-xctest --skip WickNetworkTests
	@swift test --disable-xctest --skip-build --no-parallel --filter WickNetworkTests

# Python packages of the servers that the network's tests talk to.
$(PEERS)/ready: Tests/WickNetworkTests/Peers/requirements.txt
	@python3 -m venv $(PEERS) && $(PEERS)/bin/pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

# The XGBoost that exported models must load in.
$(PEERS)/xgboost: Tests/WickLearningTests/References/requirements.txt
	@python3 -m venv $(PEERS) && $(PEERS)/bin/pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

simulate: ## Run the feeds against simulated venues, SEEDS=1000 times, and all of wick, WHOLE_SEEDS=200 times twice
	@swift build $(RELEASE) --product wick-sim
	@$(RELEASE_FOLDER)/wick-sim simulate --seeds $(SEEDS)
	@$(RELEASE_FOLDER)/wick-sim simulate --whole --seeds $(WHOLE_SEEDS) --twice

fuzz: ## Hand made-up input to every reader for SECONDS=3600 each; TARGET= one of them, SEED=, SANITIZE=address
	@scripts/bootstrap --for test
	@scripts/fuzz --seconds $(SECONDS) --seed $(SEED) $(if $(TARGET),--target $(TARGET)) $(if $(SANITIZE),--sanitize $(SANITIZE))

# Foundation keeps small things until the end of a process, hence no leak check.
sanitize: ## Run the decoders', candles' and recordings' tests under the address sanitizer
	@scripts/bootstrap --for test
	@ASAN_OPTIONS=detect_leaks=0 swift test --disable-xctest --sanitize=address --scratch-path .build/sanitize \
		--filter 'WickDomainTests|WickFramesTests|WickVenuesTests|WickFeaturesTests|WickPipelineTests'

lint: ## Check formatting and the shell scripts
	@swift format lint --strict --parallel --recursive $(SWIFT_SOURCES)
	@if command -v shellcheck >/dev/null; then shellcheck $(SCRIPTS); \
	else echo 'lint: shell scripts not checked: shellcheck is missing (scripts/bootstrap --for lint)'; fi

format: ## Format every Swift file in place
	@swift format --in-place --parallel --recursive $(SWIFT_SOURCES)

bench: ## Install what is missing and run the benchmarks
	@scripts/bootstrap --for bench
	@Benchmarks/run
	@Benchmarks/run-store
	@Benchmarks/run-learning
	@Benchmarks/run-server

bench-screen: ## Measure the screen beside btop and htop
	@scripts/bootstrap --for bench
	@Benchmarks/run-screen

install: build ## Copy programs and data to PREFIX (/usr/local), below DESTDIR if set
	@install -d '$(DESTDIR)$(PREFIX)/bin' '$(SHARE)'
	@install -m 755 $(addprefix $(RELEASE_FOLDER)/,$(PROGRAMS)) '$(DESTDIR)$(PREFIX)/bin'
	@for folder in recordings themes; do \
		if [ -d $$folder ]; then \
			install -d "$(SHARE)/$$folder" && install -m 644 $$folder/* "$(SHARE)/$$folder" || exit 1; \
		fi; \
	done
	@echo 'installed $(PROGRAMS) in $(DESTDIR)$(PREFIX)/bin'

uninstall: ## Remove what install copied
	@rm -f $(foreach program,$(PROGRAMS),'$(DESTDIR)$(PREFIX)/bin/$(program)')
	@rm -rf '$(SHARE)'

clean: ## Remove everything that was built
	@rm -rf .build Benchmarks/.build

help: ## Print this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | \
	while IFS='|' read -r target text; do printf '%-12s %s\n' "$$target" "$$text"; done
