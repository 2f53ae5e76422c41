# Gloss. `make help` lists the targets.

# What the first screen needs, in brotli: rarely used screens may come later.
WASM_BUDGET := 1330000
# … and of the worker that learns.
WORKER_BUDGET := 650000
GUIDE_BUDGET  := 900000
ADDR        := 127.0.0.1:8080
DATA        := gloss-data
FUZZTIME    := 20s
BENCH       ?=
GO          := go
TOOLS       := $(CURDIR)/build/tools
NODE        := $(shell command -v node 2>/dev/null)
SOURCES     := $(shell find app annotations cmd/wasm cmd/suggestworker cmd/guideworker cmd/formatworker cmd/dist web -name '*.go' -o -path 'web/css/*' -o -path 'web/js/*' -o -path 'web/icons/*' -o -path 'web/words/*' -o -name 'shell.html' -o -name '*.webmanifest' -o -name '*.json' -path 'annotations/*' -o -name '*.txt' -path 'annotations/*' -o -name '*.md' -path 'annotations/*' | grep -v web/dist)

.PHONY: help
help: ## List what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

.PHONY: run
run: build ## Build, serve on $(ADDR), and open the sample project in the browser
	bin/gloss serve --addr $(ADDR) --data $(DATA) --open

.PHONY: build
build: bin/gloss ## Build bin/gloss: server, command line and browser program in one file

web/dist/index.json: go.mod go.sum $(SOURCES)
	$(GO) run ./cmd/dist -budget $(WASM_BUDGET) -worker-budget $(WORKER_BUDGET) -guide-budget $(GUIDE_BUDGET)
	@touch $@

bin/gloss: web/dist/index.json $(shell find cmd/gloss annotations web -name '*.go')
	CGO_ENABLED=0 $(GO) build -buildvcs=false -trimpath -ldflags "-s -w" -o $@ ./cmd/gloss

.PHONY: test
test: vet test-go test-wasm test-browser ## Run all tests, those in a real browser included

.PHONY: vet
vet: ## Run go vet on both halves
	$(GO) vet ./...
	GOOS=js GOARCH=wasm $(GO) vet ./app/... ./annotations/... ./cmd/wasm ./cmd/suggestworker ./cmd/guideworker ./cmd/formatworker

.PHONY: test-go
test-go: web/dist/index.json ## Run the unit and property tests
	$(GO) test $(RACE) $$($(GO) list ./... | grep -v /e2e)

.PHONY: test-wasm
test-wasm: ## Run the tests of the domain and the editor as WASM, under Node
ifeq ($(NODE),)
	@echo "Node is needed to run the tests as WASM: install nodejs (Debian: apt-get install nodejs)"; exit 1
else
	GOOS=js GOARCH=wasm $(GO) test -exec "$$($(GO) env GOROOT)/lib/wasm/go_js_wasm_exec" \
		./annotations ./annotations/text ./annotations/store ./annotations/replica ./annotations/format/... ./annotations/dataset ./annotations/suggest/... ./annotations/quantity ./app/editor
endif

# What looks for barriers in the page, for the tests alone.
build/axe/node_modules: cmd/gloss/e2e/axe/package.json cmd/gloss/e2e/axe/package-lock.json
	@command -v npm >/dev/null || { echo "npm is needed for the browser tests: install it (Debian: apt-get install npm)"; exit 1; }
	@mkdir -p build/axe && cp $^ build/axe && cd build/axe && npm ci --silent --no-audit --no-fund
	@touch $@

.PHONY: test-browser
test-browser: bin/gloss build/axe/node_modules ## Run the tests that need a real browser: IndexedDB, and the whole way
	@bash .ci/chromium
	$(GO) test -count=1 -timeout 18m ./cmd/gloss/e2e

.PHONY: screenshot
screenshot: bin/gloss ## Take the README's picture anew
	@bash .ci/chromium
	SHOTS=$(CURDIR)/web $(GO) test -count=1 -run TestPicture ./cmd/gloss/e2e

.PHONY: bench
bench: bin/gloss ## Measure beside floors: build/bench.md. BENCH=open, LOADS=1MB, SEEDS=4,5 narrow it
	@bash .ci/chromium
	@mkdir -p build && rm -f build/bench.md build/bench.txt
	$(GO) test -run '^$$' -bench '(?i)^Benchmark$(BENCH)' -benchtime 1x -count=1 -timeout 30m ./cmd/gloss/e2e
ifeq ($(filter-out size,$(BENCH)),)
	$(GO) test -run '^$$' -bench Size -benchtime 1x -count=1 -timeout 30m ./cmd/gloss/internal/sqlite
endif
ifeq ($(filter-out server,$(BENCH)),)
	$(GO) test -run '^$$' -bench Server -benchtime 1x -count=1 -timeout 30m ./cmd/gloss
endif
ifeq ($(filter-out engine,$(BENCH)),)
	$(GO) test -run '^$$' -bench . ./annotations/... | tee build/engine.txt
	GOOS=js GOARCH=wasm $(GO) test -exec "$$($(GO) env GOROOT)/lib/wasm/go_js_wasm_exec" -run '^$$' -bench . -benchtime 3x ./annotations ./annotations/text | sed 's/^Benchmark/BenchmarkWASM/' | tee -a build/engine.txt
	@grep '^Benchmark' build/engine.txt >> build/bench.txt
endif
ifeq ($(filter-out formats,$(BENCH)),)
	$(GO) test -run '^$$' -bench Formats -benchtime 10x -count=1 -timeout 30m ./cmd/gloss | tee build/formats.txt
	@grep '^Benchmark' build/formats.txt >> build/bench.txt
endif
	@echo "The report is build/bench.md; build/bench.txt is for benchstat."

build/consumers/made: cmd/gloss/consumers/requirements.txt cmd/gloss/consumers/requirements-alone.txt
	python3 -m venv build/consumers || { echo "Python with venv is needed: Debian: apt-get install python3-venv"; exit 1; }
	build/consumers/bin/pip install -q --disable-pip-version-check -r $<
	@# doccano asks for a whole server; its importer needs little of that
	build/consumers/bin/pip install -q --disable-pip-version-check --no-deps -r cmd/gloss/consumers/requirements-alone.txt
	@touch $@

.PHONY: consumers
consumers: bin/gloss build/consumers/made ## Have every export read by the software it is for, and a model trained
	build/consumers/bin/python cmd/gloss/consumers/run.py bin/gloss build/consumers/out

.PHONY: fuzz
fuzz: ## Fuzz offsets, packs and every reader, FUZZTIME each
	@grep -rHo --include='*_test.go' '^func Fuzz[A-Za-z]*' annotations app/editor | sed 's/^\(.*\)\/[^/]*:func /\1 /' | sort | while read -r folder name; do \
		echo "$$folder $$name"; \
		$(GO) test -run '^$$' -fuzz "^$$name$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1s ./$$folder || exit 1; \
	done

.PHONY: lint
lint: vet ## Run vet and staticcheck
	@test -x $(TOOLS)/staticcheck || GOBIN=$(TOOLS) $(GO) install honnef.co/go/tools/cmd/staticcheck@v0.8.2
	$(TOOLS)/staticcheck ./...
	GOOS=js GOARCH=wasm $(TOOLS)/staticcheck ./app/... ./cmd/wasm

.PHONY: fmt
fmt: ## Format all Go code
	gofmt -w annotations app cmd web

.PHONY: sure
sure: lint test ## Everything that should hold before a change lands
	@test -z "$$(gofmt -l annotations app cmd web)" || { echo "not formatted:"; gofmt -l annotations app cmd web; exit 1; }

.PHONY: size
size: ## Print the size of the browser program, and what each package weighs
	@$(GO) run ./cmd/dist -budget $(WASM_BUDGET) -worker-budget $(WORKER_BUDGET) -guide-budget $(GUIDE_BUDGET) -ledger

.PHONY: clean
clean: ## Remove what was built
	rm -rf bin build web/dist/*.* web/dist/index.json
	@touch web/dist/placeholder
