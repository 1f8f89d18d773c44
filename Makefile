# `make run` starts Todoke, `make test` tests it; both first make the environment they need in .venv.
.DEFAULT_GOAL := help
.PHONY: help run test transcripts lint types contracts check lock upgrade clean
export PYTHON

WORKERS ?= 5
BIN := .venv/bin

help: ## List what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## Start everything; without any setting it is a demonstration on this machine
	@scripts/environment run
	@exec $(BIN)/todoke serve

test: ## Run the whole test suite; ARGS="-k word" narrows it
	@scripts/environment dev
	@$(BIN)/pytest -n $(WORKERS) --dist loadgroup $(ARGS)

transcripts: ## Every conversation in every language that is ready, in words, for people to read: var/transcripts
	@scripts/environment dev
	@TODOKE_TEST_FULL=1 TODOKE_TRANSCRIPTS_IN=var/transcripts $(BIN)/pytest -q -n $(WORKERS) tests/transcripts -k never_keys

lint: ## Style and likely mistakes
	@scripts/environment dev
	@$(BIN)/ruff check .

types: ## Types, strictly
	@scripts/environment dev
	@$(BIN)/mypy

contracts: ## Which part may import which
	@scripts/environment dev
	@$(BIN)/lint-imports

check: ## Flows, texts and policies, with file and line of every finding
	@scripts/environment run
	@$(BIN)/todoke check

PIN := uv pip compile pyproject.toml --universal --generate-hashes --quiet

lock: ## After a change of the dependencies in pyproject.toml: pin what is new (needs uv)
	$(PIN) -o requirements.lock
	$(PIN) --group dev -c requirements.lock -o requirements-dev.lock

upgrade: ## Pin the newest version of everything (needs uv)
	$(PIN) --upgrade -o requirements.lock
	$(PIN) --upgrade --group dev -c requirements.lock -o requirements-dev.lock

clean: ## Remove the environment and caches; never touches var/
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
