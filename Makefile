SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# Where the demo listens and keeps its data.
DEMO_ADDR ?= 127.0.0.1:8080
DEMO_DATA ?= $(CURDIR)/.data/demo

# Where the real catalogue is, if it is there: its tests are skipped without it,
# unless MOTCUA_REQUIRE_DATA is set, and then they fail.
MOTCUA_DATA_DIR ?= $(CURDIR)/../shared/data
export MOTCUA_DATA_DIR

GENERATED := graph/generated web/dist
NODE_MODULES := web/app/node_modules/.package-lock.json
CONFORMANCE_MODULES := conformance/node_modules/.package-lock.json

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: ## set up, build, and serve the demo catalogue at DEMO_ADDR
	@scripts/setup.sh go postgres
	@$(MAKE) --no-print-directory build
	@mkdir -p "$(DEMO_DATA)"
	@exec env -u DATABASE_URL -u DATABASE_READ_URL \
		bin/motcua serve --demo --data "$(DEMO_DATA)" --addr "$(DEMO_ADDR)"

.PHONY: test
test: ## run everything the continuous integration runs: the steps below in order
	@scripts/test.sh

.PHONY: build
build: ## build bin/motcua; needs Go only
	CGO_ENABLED=0 go build -trimpath -o bin/motcua ./cmd/motcua

.PHONY: generate
generate: $(NODE_MODULES) ## write again what is generated: the API's code and the page
	go generate ./...
	npm --prefix web/app run build --loglevel=error

.PHONY: bench
bench: build ## measure the program on the real catalogue and against others, then run the Go benchmarks
	go run ./bench -catalogue "$(MOTCUA_DATA_DIR)/national-catalog.jsonl.gz"
	go run ./bench/compare -others -soak 10m -models "$(MOTCUA_DATA_DIR)/national-catalog.jsonl.gz"
	go test -run '^$$' -bench . -benchmem ./...

.PHONY: lint
lint: format vet staticcheck ## the three checks of the sources

.PHONY: setup
setup: ## step: install what the tests need, or say what to install
	@scripts/setup.sh go node postgres chromium

.PHONY: format
format: ## step: fail on Go files that gofmt would change
	@changed=$$(find . -name node_modules -prune -o -name '*.go' -print | xargs gofmt -l); \
	if [ -n "$$changed" ]; then echo "run gofmt -w on:"; echo "$$changed"; exit 1; fi

.PHONY: vet
vet: ## step: go vet
	go vet ./...

.PHONY: staticcheck
staticcheck: ## step: staticcheck, with the checks of staticcheck.conf
	go tool staticcheck ./...

.PHONY: generated
generated: ## step: fail if generating again changes anything
	@scripts/check-generated.sh $(GENERATED)

# Tests that start, kill and load whole programs: under the race detector they
# take as long as all others together, whose packages have race tests of their own.
WHOLE := ^Test(Torture|CatalogueWithoutPostgres|ReadsThroughAnOutage|VisibleInSearchWithinASecond|ServerHealsItsIndexes|VerifyRepairs|FollowingClientEndsWithTheDump|Container|BackupIsRestored|RestoreToAnEarlierPoint|Smoke|WebhooksSurviveFailuresAndKills|CurationReachesAllNodes|RollingRestartWithMigrations|PromotedStandbyLostAWrite|BaseBackupIsRestored|HungPostgres|SubscriptionsThroughAnOutage|VerifyComparesARestingCopy)$$

.PHONY: race
race: ## step: the tests with the race detector, but for those of whole programs and of the real catalogue
	go test -race -skip '^TestReal|$(WHOLE)' ./...

.PHONY: whole
whole: ## step: the tests of whole programs: killed, cut off, restored, measured
	go test -p 1 -run '$(WHOLE)' ./cmd/... ./bench/...

.PHONY: real
real: ## step: the tests of the real catalogue, one package at a time, and the long random histories
	go test -p 1 -run '^TestReal' ./...
	go test -run '^TestKnowledge$$' ./db -sequences 10000

.PHONY: torture
torture: ## kill the program and its Postgres 200 times under load; the tests have a short form
	go test -count=1 -timeout 4h -run '^TestTorture$$' -v ./cmd/motcua -torture.kills 200 -torture.every 300ms -torture.pause 300ms 2>&1 | grep -v ' level='

.PHONY: browser
browser: $(NODE_MODULES) build ## step: the page in a browser, against a real server
	@scripts/with-demo.sh bin/motcua npm --prefix web/app --silent run e2e

.PHONY: conformance
conformance: $(CONFORMANCE_MODULES) build ## step: the audits of GraphQL over HTTP, and the clients that people use
	@scripts/with-demo.sh bin/motcua npm --prefix conformance --silent test

.PHONY: vuln
vuln: ## step: known vulnerabilities, where their database can be reached
	@scripts/vuln.sh

$(NODE_MODULES): web/app/package-lock.json
	npm --prefix web/app ci --no-audit --no-fund --loglevel=error
	@touch $@

$(CONFORMANCE_MODULES): conformance/package-lock.json
	npm --prefix conformance ci --no-audit --no-fund --loglevel=error
	@touch $@
