# Every command lives in packaging/bootstrap.py, which Windows uses directly.
PYTHON ?= python3
COMMANDS := setup demo test test-slow faults lint check bench shots docs wheel lock sbom

help:
	@$(PYTHON) packaging/bootstrap.py help

$(COMMANDS):
	@$(PYTHON) packaging/bootstrap.py $@

.PHONY: help $(COMMANDS)
