# Every target makes the environment it needs the first time; after that nothing is fetched.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install -q --disable-pip-version-check -c constraints.txt
# Reads a list of requirements out of pyproject.toml, which is the one place for them.
NEEDS = $(PY) -c 'import sys, tomllib; p = tomllib.load(open("pyproject.toml", "rb"))["project"]; print(*(p["dependencies"] if sys.argv[1] == "run" else p["optional-dependencies"][sys.argv[1]]))'
FETCHED = || { echo "That needs the network, once. Then type the same command again."; exit 2; }
S ?=
PART ?=
HINT ?=
ALL ?=
PLAIN ?=
BONUS ?=
ASSIGNMENT ?=
REGRADE ?=
CLUSTER ?=
WEAKER ?=
OUT ?= reports
FORMAT ?= csv
SEED ?=
MINUTES ?= 10
PATTERN ?=
ROSTER ?=
ADJUSTMENTS ?=
ATTEMPTS ?=
WORKSHEET ?=
COLUMN ?=
ONLY ?=
TO ?=
N ?=
ROUNDS ?=
SCRATCH ?=
export S PART OUT FORMAT SEED MINUTES PATTERN ROSTER ADJUSTMENTS ATTEMPTS WORKSHEET COLUMN ONLY TO ASSIGNMENT CLUSTER N ROUNDS SCRATCH

HAND = $(if $(ROSTER),--roster "$$ROSTER") $(if $(ADJUSTMENTS),--adjustments "$$ADJUSTMENTS") \
  $(if $(ATTEMPTS),--attempts "$$ATTEMPTS")
EXPORTED = $(if $(WORKSHEET),--worksheet "$$WORKSHEET") $(if $(COLUMN),--column "$$COLUMN") \
  $(if $(ONLY),--only "$$ONLY") $(if $(TO),--out "$$TO")
EXERCISE = $(if $(ASSIGNMENT),--assignment "$$ASSIGNMENT")
CHECKED = $(if $(S),"$$S") $(if $(PART),--part "$$PART") $(if $(PLAIN),--plain) $(EXERCISE)

.PHONY: help check hint watch grade demo export kit gradescope known doctor test verify mutation prove fuzz bench bench-peers isolation notebook programs clean

help:
	@echo "For students"
	@echo "  make check              what your code in exercises/ does so far (PART=4.2 for one part,"
	@echo "                          S=path for another folder or a notebook, ALL=1 for all that"
	@echo "                          fails, PLAIN=1 for a screen reader)"
	@echo "  make hint               the same, with one hint more"
	@echo "  make watch              the same at each save, until you press q"
	@echo "For instructors"
	@echo "  make grade S=path       grade a submission, a folder of them, or a platform's download"
	@echo "                          (BONUS=1, OUT=reports, ROSTER=csv, ADJUSTMENTS=csv, REGRADE=1"
	@echo "                          for all again, CLUSTER=address for Dask's workers,"
	@echo "                          WEAKER=1 where bubblewrap does not work)"
	@echo "  make demo               grade the sample submissions and say where the reports are"
	@echo "  make export             scores over all reports (FORMAT=csv, canvas, moodle, xlsx and"
	@echo "                          others, TO=file, WORKSHEET=csv; docs/instructors.md has all)"
	@echo "  make kit                what students get, without answers, in dist/"
	@echo "  make gradescope         what Gradescope installs and runs, with all answers, in dist/"
	@echo "  make programs SEED=n    draw the hidden random programs anew, from a seed of your own"
	@echo "  make known              work out what known mistakes answer, once suites have changed"
	@echo "  make notebook           make the notebook of the exercise anew, from the stubs"
	@echo "  make doctor             what this machine offers"
	@echo "                          (ASSIGNMENT=folder with check, watch, grade, kit and known: another"
	@echo "                          exercise than this one)"
	@echo "For contributors"
	@echo "  make test               everything that should pass before a commit"
	@echo "  make verify             the tests that take longer"
	@echo "  make mutation           change the reference a little, in every way, and see what notices"
	@echo "  make prove              these and the longest"
	@echo "  make fuzz               random bytes at every border of the trusted side (MINUTES=10)"
	@echo "  make bench              what grading costs over running the code bare (N=50 in the class,"
	@echo "                          ROUNDS=9), and a line more in docs/speed-history.jsonl"
	@echo "  make bench-peers        other graders on the same work, fetched into environments of their own"
	@echo "                          (N=20 in the class, ROUNDS=3, SCRATCH=folder to keep them)"
	@echo "  make isolation          what the sandbox costs, against a bare process"
	@echo "  make clean              remove the environment and the caches"

check: $(VENV)/run
	@$(PY) -m grader check $(CHECKED) $(if $(ALL),--all) $(if $(HINT),--hint)

hint: $(VENV)/run
	@$(PY) -m grader check $(CHECKED) --hint

watch: $(VENV)/watch
	@$(PY) -m grader watch $(CHECKED)

grade: $(if $(BONUS),$(VENV)/bonus) $(if $(CLUSTER),$(VENV)/cluster) $(VENV)/course
	@$(PY) -m grader grade $(if $(S),"$$S") --out "$$OUT" $(if $(BONUS),--bonus) \
	  $(EXERCISE) $(if $(REGRADE),--regrade) $(if $(CLUSTER),--cluster "$$CLUSTER") \
	  $(if $(WEAKER),--weaker-sandbox) \
	  $(if $(PATTERN),--pattern "$$PATTERN") $(HAND)

demo: $(VENV)/run
	@$(PY) -m grader demo --out "$$OUT"

export: $(VENV)/course
	@$(PY) -m grader export "$$FORMAT" --from "$$OUT" $(HAND) $(EXPORTED)

kit: $(VENV)/run
	@$(PY) -m grader kit $(EXERCISE)

gradescope: $(VENV)/run
	@$(PY) -m grader autograder

programs: $(VENV)/run
	@$(PY) -m tests.graded.draw_programs $(if $(SEED),--seed "$$SEED")

known: $(VENV)/run
	@$(PY) -m grader known $(EXERCISE)

notebook: $(VENV)/run
	@$(PY) -m reference.build_notebook

doctor: $(VENV)/run
	@$(PY) -m grader doctor

test: $(VENV)/test
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(PY) -m pytest -q tests/graded
	$(PY) -m pytest -q -n auto --dist worksteal -m "not verify and not prove"

verify: $(VENV)/test
	$(PY) -m pytest -q -n auto --dist worksteal -m verify

mutation: $(VENV)/test
	PYTHONPATH=.:tests/project $(PY) tests/project/mutants.py

prove: $(VENV)/test
	$(PY) -m pytest -q -n auto --dist worksteal -m "verify or prove"

fuzz: $(VENV)/test
	@PYTHONPATH=tests/project $(PY) -m fuzz --minutes "$$MINUTES" $(if $(SEED),--seed "$$SEED")

bench: $(VENV)/watch
	@$(PY) -m tests.bench $(if $(N),-n "$$N") $(if $(ROUNDS),--rounds "$$ROUNDS")

bench-peers: $(VENV)/run
	@$(PY) -m tests.bench.peers $(if $(N),-n "$$N") $(if $(ROUNDS),--rounds "$$ROUNDS") \
	  $(if $(SCRATCH),--scratch "$$SCRATCH")

isolation: $(VENV)/run
	@$(PY) -m tests.bench.bench_isolation

clean:
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .hypothesis

# --- environments ----------------------------------------------------------------------------

$(VENV)/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or later is needed. Debian: apt-get install python3 python3-venv"; exit 2; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "This Python cannot make environments. Debian: apt-get install python3-venv"; rm -rf $(VENV); exit 2; }
	@touch $@

$(VENV)/run: $(VENV)/made pyproject.toml constraints.txt
	@echo "Fetching what grading needs (only the first time) ..."
	@$(PIP) $$($(NEEDS) run) $(FETCHED)
	@touch $@

$(VENV)/watch: $(VENV)/run
	@echo "Fetching what watching needs (only the first time) ..."
	@$(PIP) $$($(NEEDS) watch) $(FETCHED)
	@touch $@

$(VENV)/course: $(VENV)/run
	@echo "Fetching what downloads and exports need (only the first time) ..."
	@$(PIP) $$($(NEEDS) course) $(FETCHED)
	@touch $@

$(VENV)/bonus: $(VENV)/run
	@echo "Fetching PyTorch (only the first time) ..."
	@$(PIP) $$($(NEEDS) bonus) $(FETCHED)
	@touch $@

$(VENV)/cluster: $(VENV)/run
	@echo "Fetching what a cluster needs (only the first time) ..."
	@$(PIP) $$($(NEEDS) cluster) $(FETCHED)
	@touch $@

$(VENV)/test: $(VENV)/watch $(VENV)/course
	@echo "Fetching what the tests need (only the first time) ..."
	@$(PIP) $$($(NEEDS) test) $(FETCHED)
	@touch $@
