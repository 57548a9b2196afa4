# gilscale. A stranger's first two commands are `make run` and `make check`; both install and build what they need.
#
#   make run       measure the quick suite on a GIL and a free-threaded CPython, and show it
#   make check     all tests
#   make check-ecosystem   environments with other people's packages, from the network (a gigabyte)
#   make bench     figures beside other tools, as ratios; PARTS="start compare" for some of them (scripts/bench says which)
#   make fuzz      made-up files against the readers of samples, suites and pyperf's JSON, FUZZ_SECONDS=60 each
#   make help      the rest

BUILD    ?= build
CFLAGS   ?= -O2 -g
# The checks add WERROR=-Werror; a stranger's newer compiler with a warning of its own must not stop `make run`.
WARNINGS := -Wall -Wextra -Wshadow -Wconversion $(WERROR)
# `sudo make install` must not rename what a user has compiled, though git does not talk to root there.
VERSION  := $(shell git describe --always --dirty 2>/dev/null || cat $(BUILD)/version 2>/dev/null || echo unknown)
DATE     := $(shell git log -1 --format=%cs 2>/dev/null || date +%F)
ALL      := -std=c11 -D_GNU_SOURCE -DGILSCALE_VERSION='"$(VERSION)"' -Iharness $(WARNINGS) $(CFLAGS) $(SANITIZE)
LIBS     := -lhwloc -lcsv -lconfig -ljansson -lexpat -lgsl -lgslcblas -lm

# The runner's own room needs a Python's headers; scripts/compile.py compiles it, once for each Python.
ROOMS    := base record machine builds suite session environments stats claims ecosystem chart report exchange
SHARED   := $(foreach room,$(ROOMS),$(wildcard harness/$(room)/*.c))
SOURCES  := $(SHARED) $(wildcard harness/cli/*.c)
OBJECTS  := $(SOURCES:%.c=$(BUILD)/%.o)

.PHONY: run check setup pythons gilscale install uninstall bench format clean help unit unit-once unit-sanitized unit-threaded bats check-ecosystem lint fuzz fuzz-replay corpus golden
.DELETE_ON_ERROR:
.SECONDARY:

help:
	@sed -n 's/^#   make/  make/p' Makefile
	@echo '  make setup     install what is missing (Debian packages)'
	@echo '  make pythons   find a pair of GIL and free-threaded CPython, or build one'
	@echo '  make gilscale  only compile build/gilscale'
	@echo '  make install   the program, its manual page and completions to PREFIX=/usr/local (DESTDIR= for packagers); make uninstall'
	@echo '  make format    clang-format over all C'
	@echo '  make clean     remove build/'

# Sub-makes, because what follows needs what setup has installed.
run: setup
	@$(MAKE) --no-print-directory pythons
	@$(BUILD)/gilscale run quick

setup:
	@scripts/setup

pythons: setup
	@$(MAKE) --no-print-directory gilscale
	@test -z "$$PYTHON_PROFILE$$PYTHON_SOURCE$$PYTHON_VERSION" && $(BUILD)/gilscale list pythons --pair >/dev/null 2>&1 || scripts/get-pythons

gilscale: $(BUILD)/gilscale

$(BUILD)/gilscale: $(OBJECTS)
	@echo "  LD $@"
	@$(CC) $(CFLAGS) $(SANITIZE) $(LDFLAGS) -o $@ $(OBJECTS) $(LIBS)

# Who names the version is compiled anew when it changes: a run's record has to say which gilscale it was.
$(shell mkdir -p $(BUILD); echo '$(VERSION)' | cmp -s - $(BUILD)/version || echo '$(VERSION)' >$(BUILD)/version)
$(addprefix $(BUILD)/harness/cli/,main.o run.o compare_export.o results_export.o manual.o): $(BUILD)/version
$(BUILD)/harness/cli/manual.o: ALL += -DGILSCALE_DATE='"$(DATE)"'

$(BUILD)/%.o: %.c
	@echo "  CC $<"
	@mkdir -p $(@D)
	@$(CC) $(ALL) -MMD -MP -c -o $@ $<

-include $(OBJECTS:.o=.d)

install uninstall: export PREFIX := $(PREFIX)
install uninstall: export DESTDIR := $(DESTDIR)
install uninstall: export BUILD := $(BUILD)

install: gilscale
	@scripts/install

uninstall:
	@scripts/install --uninstall

# ---- tests: `make check` is all of them, and ends with one line of counts

TESTS      := $(patsubst harness/tests/%.c,%,$(wildcard harness/tests/test_*.c))
# What of the runner needs no Python, and of the commands what is no command.
WITHOUT_PYTHON := $(addprefix harness/runner/,gate.c calibrate.c crew.c member.c loop.c attach.c requests.c arrivals.c latency.c \
		forked.c foreign.c home_threads.c steady.c gilheld.c gilwait.c interpose.c phaseclock.c)
TESTED     := $(SHARED) $(WITHOUT_PYTHON) $(addprefix harness/cli/,roff.c grid.c json.c environment.c) $(wildcard harness/cli/results*.c)
TEST_LIBS  := -lcmocka -pthread $(LIBS)
SANITIZED  := BUILD=build/asan CC=clang CFLAGS='-O0 -g1' SANITIZE='-fsanitize=address,undefined -fno-sanitize-recover=all'
THREADED   := test_gate test_slot test_crew test_loop
TEST_ROOT  := -DGILSCALE_TEST_ROOT='"$(CURDIR)"'

$(BUILD)/libtested.a: $(TESTED:%.c=$(BUILD)/%.o)
	@rm -f $@
	@ar rcs $@ $^

$(BUILD)/tests/%: $(BUILD)/harness/tests/%.o $(BUILD)/libtested.a
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) $(SANITIZE) -o $@ $^ $(TEST_LIBS)

# Nobody waits for a test's own code, but for its compiling.
$(BUILD)/harness/tests/%.o: ALL += $(TEST_ROOT) -O0

-include $(TESTS:%=$(BUILD)/harness/tests/%.d) $(BUILD)/harness/tests/draw_charts.d $(TESTED:%.c=$(BUILD)/%.d)

check:
	@scripts/setup --tests
	@$(MAKE) --no-print-directory pythons
	@scripts/check

unit: $(TESTS:%=$(BUILD)/tests/%)
	@scripts/run-unit-tests $^

# Simulations only repeat, a thousand times, what other tests do under the sanitizers once.
unit-once: $(patsubst %,$(BUILD)/tests/%,$(filter-out %simulation,$(TESTS)))
	@scripts/run-unit-tests $^

# clang compiles this in a third of gcc's time.
unit-sanitized:
	@$(MAKE) --no-print-directory unit-once $(SANITIZED)
	@$(MAKE) --no-print-directory unit-threaded BUILD=build/tsan CFLAGS='-O1 -g1' SANITIZE='-fsanitize=thread' \
		TESTED='$(foreach room,base record machine builds,$(wildcard harness/$(room)/*.c)) $(WITHOUT_PYTHON)'

unit-threaded: $(THREADED:%=$(BUILD)/tests/%)
	@scripts/run-unit-tests $^

# libFuzzer starts from the corpus in the tree and keeps what it finds in build/; a crash, a leak or a hang is an error, and its bytes stay.
# To grow the one in the tree: build/fuzz/fuzz_samples -merge=1 -max_len=4096 harness/tests/corpus/samples build/fuzz/found_samples
FUZZ_SECONDS ?= 60
FUZZED       := samples suite pyperf

fuzz:
	@$(MAKE) --no-print-directory $(FUZZED:%=fuzz-%) BUILD=build/fuzz CC=clang CFLAGS='-O1 -g1' \
		SANITIZE='-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all'

fuzz-%: $(BUILD)/fuzz_%
	@mkdir -p $(BUILD)/found_$*
	@echo "  fuzz_$* for $(FUZZ_SECONDS) s"
	@$< -max_total_time=$(FUZZ_SECONDS) -max_len=4096 -timeout=10 -rss_limit_mb=1024 -verbosity=0 -print_final_stats=1 \
		-artifact_prefix=$(BUILD)/fuzz_$*- $(BUILD)/found_$* $(wildcard harness/tests/corpus/$* harness/tests/corpus/$*s)

$(BUILD)/fuzz_%: $(BUILD)/harness/tests/fuzz_%.o $(BUILD)/libtested.a
	@$(CC) $(CFLAGS) -fsanitize=fuzzer,address,undefined -o $@ $^ $(LIBS)

-include $(FUZZED:%=$(BUILD)/harness/tests/fuzz_%.d) $(BUILD)/harness/tests/fuzz_replay.d

# The corpus once, as a part of `make check`.
fuzz-replay:
	@$(MAKE) --no-print-directory corpus $(SANITIZED)

corpus: $(FUZZED:%=$(BUILD)/tests/replay_%)
	@scripts/run-unit-tests $^

$(BUILD)/tests/replay_%: $(BUILD)/harness/tests/fuzz_%.o $(BUILD)/harness/tests/fuzz_replay.o $(BUILD)/libtested.a
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) $(SANITIZE) -o $@ $^ $(LIBS)

# All C with both compilers and no warning, all of it formatted.
lint: gilscale
	@scripts/lint

bench: setup
	@$(MAKE) --no-print-directory pythons
	@scripts/bench $(PARTS)

# What charts.bats compares with; look at the pictures first (scripts/chart-cases CASE FOLDER draws them).
golden: $(BUILD)/tests/draw_charts
	@scripts/chart-cases --golden

# The runners first: tests that begin side by side would each compile them.
bats: gilscale $(BUILD)/tests/draw_charts
	@$(BUILD)/gilscale build >/dev/null
	@scripts/run-bats $(BATS_FLAGS) $(filter-out $(NETWORK),$(wildcard harness/tests/*.bats))

# What wants the network and a gigabyte of disk: apart from `make check`.
NETWORK := $(shell grep -l '^# bats file_tags=network' harness/tests/*.bats)

check-ecosystem:
	@scripts/setup --tests
	@$(MAKE) --no-print-directory pythons
	@scripts/run-bats --timing $(NETWORK)

format:
	clang-format -i $$(git ls-files '*.c' '*.h')

clean:
	rm -rf build
