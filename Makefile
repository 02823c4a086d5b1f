# make demo   installs what is missing, builds, and shows the main job on real data
# make test   builds and runs all tests
.DEFAULT_GOAL := help
.PHONY: help setup build release demo test soak lint format bench docs install clean

PREFIX ?= /usr/local
SWIFT_FLAGS := -Xswiftc -warnings-as-errors --explicit-target-dependency-import-check error
RELEASE := .build/release/plimsoll
# Tests that are optimised stand beside those that are not.
SOAK := --scratch-path .build/soak
# A test that traps must end the run, not wait for a debugger.
export SWIFT_BACKTRACE := enable=no

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Install missing Debian packages
	@scripts/setup

build: setup ## Build for debugging
	swift build $(SWIFT_FLAGS)

release: setup ## Build the command, optimised, with the Swift runtime inside
	swift build -c release --product plimsoll --static-swift-stdlib

demo: release ## Import real facts and look at them
	@scripts/demo $(RELEASE)

test: setup ## Run all tests
	swift build --build-tests $(SWIFT_FLAGS)
	@scripts/test

soak: setup ## Run every suite that has a longer run, optimised: worlds, faults, kills, other models
	swift build -c release --build-tests $(SOAK) -Xswiftc -enable-testing $(SWIFT_FLAGS)
	PLIMSOLL_SOAK=100 PLIMSOLL_WORLDS=1000 scripts/test -c release $(SOAK) --filter "$$(scripts/soaked)"

lint: ## Check the format of the sources
	swift format lint -s -r Package.swift Sources Tests

format: ## Format the sources
	swift format -i -r Package.swift Sources Tests

bench: release ## Measure speed against baselines, in one run
	swift build -c release --product sweepbench --static-swift-stdlib
	@scripts/bench

docs: build ## Write the generated documents again
	PLIMSOLL_RECORD=1 swift test --disable-xctest --filter 'GeneratedDocuments|Transcript' || true

install: release ## Install the command, its manual and completions under PREFIX
	install -D -m 755 $(RELEASE) $(DESTDIR)$(PREFIX)/bin/plimsoll
	install -d $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/bash-completion/completions
	$(RELEASE) man > $(DESTDIR)$(PREFIX)/share/man/man1/plimsoll.1
	$(RELEASE) completions bash > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/plimsoll

clean: ## Remove what was built
	rm -rf .build demo
