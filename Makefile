# `make demo` and `make test` need nothing but the Swift toolchain; they install the Debian packages they need.

RELEASE = swift build -c release --static-swift-stdlib --scratch-path .build-release \
	-Xswiftc -use-ld=lld -Xlinker --gc-sections -Xlinker -L$(STATIC_LIBRARIES) --product
STATIC_LIBRARIES = $(CURDIR)/.build-release/static-libraries
BINARY = .build-release/release/zbaudit

.PHONY: demo test build bit-flips bench fuzz lint format install clean

# Builds zbaudit and verifies a store of which one backup is damaged: exit code 3 is the right answer.
demo: build
	@echo
	@echo "$$ zbaudit verify fixtures/demo/store"
	@status=0; $(BINARY) verify fixtures/demo/store --format table || status=$$?; \
	echo "exit code $$status"; echo; \
	if [ $$status -ne 3 ]; then echo "expected exit code 3: one backup of the store is damaged"; exit 1; fi; \
	echo "So it should be: one of the two backups is damaged, and you know which file."; \
	echo "Now your own store:  $(BINARY) verify /path/to/backups"

# Passes all tests. Tests on stores beside the checkout (../shared) say so when they are not there.
test: dependencies
	swift build --build-tests
	swift test --skip-build --parallel --disable-xctest

build: dependencies
	@scripts/link-static-libraries.sh $(STATIC_LIBRARIES)
	$(RELEASE) zbaudit

# Turns over single bits of a snapshot of one megabyte and proves that each is found.
FLIPS = 20000
bit-flips: dependencies
	@scripts/link-static-libraries.sh $(STATIC_LIBRARIES)
	$(RELEASE) bit-flips
	.build-release/release/bit-flips $(FLIPS)

# Ratios against cat and sha256sum in one run; see docs/benchmarks.md.
bench: build
	Benchmarks/run.sh

# Fuzzes every decoder for SECONDS each.
SECONDS = 60
fuzz: dependencies
	FuzzTesting/run.sh $(SECONDS)

lint:
	swift format lint --strict -r Sources Tests Package.swift
	scripts/check-layers.sh

format:
	swift format -i -r Sources Tests Package.swift

PREFIX = /usr/local
install: build
	install -D -m 755 $(BINARY) $(DESTDIR)$(PREFIX)/bin/zbaudit

clean:
	rm -rf .build .build-*

.PHONY: dependencies
dependencies:
	@scripts/install-dependencies.sh
