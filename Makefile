# Everything here makes its own virtual environment in .venv when there is none.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help setup demo robot-check test test-long test-slow lint types check wheel-test verify verify-all tables golden bench bench-own bench-enumerate bench-simulate bench-verify bench-scale-out bench-population bench-survival bench-calibration bench-sequences bench-rates oracles lock clean

help:  ## show what can be made
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "ncrn_dsd needs Python 3.11 or newer: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $(READY)

setup: $(READY)  ## make the virtual environment with the tested versions

# Names of designs in designs/. The second one takes a small part of the time of the first.
DEMO := learners/completion_half_plane_exchanged
INSTALLED := linear_regression_4nt
PACKAGE := build/$(notdir $(DEMO))_package

demo: $(READY)  ## the main job: a whole learner, from Neural CRN to the package that a laboratory orders from
	$(BIN)/ncrn-dsd run designs/$(DEMO)
	$(BIN)/ncrn-dsd handoff designs/$(DEMO) --out $(PACKAGE)

robot-check: $(READY)  ## carry out the robot protocols of a package in the simulator of Opentrons (PACKAGE=FOLDER)
	.ci/robot-check $(PACKAGE)

test: $(READY)  ## the fast tests
	$(BIN)/pytest -n 2 --dist worksteal

test-long: $(READY)  ## the tests that take seconds each
	$(BIN)/pytest -n 2 --dist worksteal -m 'long and not slow'

test-slow: $(READY)  ## the tests that take minutes
	$(BIN)/pytest -m slow

lint: $(READY)  ## style of code
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)  ## strict type check
	$(BIN)/mypy

check: lint types test  ## lint, types and tests

wheel-test: $(READY)  ## build the package, install it into an empty environment, and run a design there
	.ci/wheel-test $(INSTALLED)

QUICK := $(addprefix designs/,$(DEMO) approximate_majority linear_regression linear_regression_4nt lotka_volterra rock_paper_scissors rossler)

verify: $(READY)  ## build the demo and the quick designs and compare them with what they expect
	$(BIN)/ncrn-dsd verify $(QUICK)

verify-all: $(READY)  ## the same for every design, which takes over half an hour the first time
	$(BIN)/ncrn-dsd verify designs

tables: $(READY)  ## how well the learners learn, beside what is published; goes on where it stopped
	$(BIN)/python -m tables

BASE := HEAD

golden: $(READY)  ## which outputs differ from those of an earlier commit (BASE=COMMIT)
	$(BIN)/python -m golden $(BASE)

bench: $(READY)  ## side-by-side measurements, printed as ratios
	$(BIN)/python -m benchmarks

bench-own: $(READY)  ## our own times beside those of an earlier commit (BASE=COMMIT)
	$(BIN)/python -m benchmarks.own_times $(BASE)

bench-enumerate: $(READY)  ## our enumeration engine beside Peppercorn
	$(BIN)/python -m benchmarks enumerate

oracles: $(READY)  ## install the simulators that benchmarks compare with
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev,oracles]'

bench-verify: $(READY)  ## certificates beside the search of crnverifier
	$(BIN)/python -m benchmarks verify

bench-scale-out: $(READY)  ## seeds in one process and in two
	$(BIN)/python -m benchmarks scale_out

bench-population: $(READY)  ## a hundred disturbed trainings of strands side by side, beside one after the other
	$(BIN)/python -m benchmarks population

bench-survival: $(READY)  ## disturbances of a tube one by one on a classifier, and the table of survival: four tasks, all at once
	$(BIN)/python -m benchmarks survival survives

bench-calibration: $(READY)  ## what a readout of the calibration set tells of gates, in six made-up laboratories
	$(BIN)/python -m benchmarks calibration

bench-sequences: $(READY)  ## our sequences beside other designers, where they are installed
	$(BIN)/python -m benchmarks sequences sequences_golden

bench-rates: $(READY)  ## predicted rates beside measured ones, for every rate model
	$(BIN)/python -m benchmarks rates

bench-simulate: oracles  ## our integrators beside other simulators
	$(BIN)/python -m benchmarks simulate

lock: $(READY)  ## write the versions of this environment to constraints.txt
	$(BIN)/python -m pip freeze --exclude-editable > constraints.txt

clean:  ## remove results and the virtual environment
	rm -rf build $(VENV)
