#!/usr/bin/env bats
# A run on a terminal, in tmux: what stands on the screen at any moment, after a resize, after Ctrl-C. terminal.py looks at it.

load common

setup() {
    cd "$BATS_TEST_TMPDIR" || exit 1
    export TMUX_TMPDIR=$BATS_TEST_TMPDIR
    unset NO_COLOR
    brief=(--invocations 1 --windows 2 --window 10ms --warmup 10ms --timeout 20s)
}

teardown() {
    tmux -L live kill-server 2>/dev/null || true
    [[ ${BATS_TEST_COMPLETED:-} ]] || echo "${output:-}" # of what failed
}

# A short name for a command, as one that is wider than the screen would be wrapped itself: `script NAME COMMAND...`.
script() {
    { echo '#!/bin/sh' && printf 'exec' && printf ' %q' "${@:2}" && echo; } >"$1"
    chmod +x "$1"
}

terminal() { timeout 200 "$GIL" -I "$ROOT/harness/tests/terminal.py" live "$@"; }

# Control sequences of a recording, one a line, but for those that any prompt may have.
sequences() { grep -ao $'\e[^[:alpha:]]*[[:alpha:]]' "$1" | grep -av '?2004' | sort -u | tr -d '\e'; }

failing() { printf '"""Fails. op: nothing."""\n\ndef run(n):\n    raise ValueError("no")\n' >bad.py; }

@test "in tmux, the lines of a run are whole on every screen, also after resizes, and gone when it ends" {
    script go "$GILSCALE" run fib --python "gil=$GIL" --python "ft=$FT" --threads 1,2 --invocations 9 --windows 3 --window 10ms -o out
    run -0 terminal screens bytes ./go
    [[ $output == *"cells, 9 blocks, about"*"In out: "*"samples.csv"* ]]
    # Nothing is taken away without being written again in the same write, but once, at the end. The unit tests look at each write.
    [[ $(grep -ao $'\r\e\[K\e\[C\e\[J\r' bytes | wc -l) -eq 1 ]]
}

@test "a terminal of 20 columns: no line reaches its end" {
    script go "$GILSCALE" run spin --python "$GIL" --threads 1 "${brief[@]}" --invocations 8 -o out
    run -0 terminal bytes bytes ./go
    # What stands between the sequences that turn wrapping off and on again is ours.
    "$GIL" -I - bytes <<'PY'
import re, sys
text = open(sys.argv[1], "rb").read().decode()
renewals = re.findall("\033\\[\\?7l(.*?)\033\\[\\?7h", text, re.S)
assert renewals
for renewal in renewals:
    for line in re.sub("\033\\[[0-9]*[A-Za-z]", "", renewal).split("\n"):
        assert len(line.strip("\r")) < 20, line
PY
}

@test "Ctrl-C during the run, and while a workload is compiled, leaves a sane terminal and none of our lines" {
    script go "$GILSCALE" run fib --python "$GIL" --threads 1 --invocations 50 --windows 3 --window 10ms --warmup 10ms -o out
    run -0 terminal keys ./go '^block [1-9]' C-c
    [[ $output == *"gilscale: interrupted. What was measured is in out; go on with"* ]]
    { echo "// Slow to compile, and never compiled before: $BASHPID $SRANDOM. op: none." && echo '#include "gilscale_workload.h"' && for i in $(seq 1000); do
        echo "static int f$i(int x) { for (int i = 0; i < x; i++) x += x * i; return x; }"
        echo "int (*volatile p$i)(int) = f$i;"
    done && echo 'static int run(struct gilscale_worker *w, uint64_t n) { (void)w; (void)n; return 0; }' &&
        echo 'GILSCALE_WORKLOAD(.run = run);'; } >slow.c
    script go "$GILSCALE" run ./slow.c --python "$GIL" --threads 1 "${brief[@]}" -o never
    run -0 terminal keys ./go '^now     slow for' C-c
    [ ! -e never ]
}

@test "Ctrl-Z takes the lines away, and fg brings them back" {
    script go "$GILSCALE" run fib --python "$GIL" --threads 1 --invocations 40 --windows 3 --window 10ms --warmup 10ms -o out
    run -0 terminal keys ./go '^block [1-9]' C-z C-c
    [[ $output == *"Stopped"*"gilscale: interrupted."* ]]
}

@test "NO_COLOR leaves the colours out and nothing else; a dumb terminal and a pipe get no control sequence at all" {
    failing
    script go "$GILSCALE" run ./bad.py spin --python "$GIL" --threads 1 "${brief[@]}" --invocations 3 -o out
    script plain env NO_COLOR=1 "$GILSCALE" run ./bad.py spin --python "$GIL" --threads 1 "${brief[@]}" --invocations 3 -o out2
    script dumb env TERM=dumb "$GILSCALE" run ./bad.py spin --python "$GIL" --threads 1 "${brief[@]}" --invocations 3 -o out3
    run -0 terminal bytes bytes ./go
    sequences bytes | grep -q 'm$'
    run -0 terminal bytes bytes ./plain
    sequences bytes | grep -q 'J$'
    [[ $(sequences bytes | grep -c 'm$') -eq 0 ]]
    run -0 terminal bytes bytes ./dumb
    [[ -z $(sequences bytes) ]]
    run -4 "$GILSCALE" run ./bad.py spin --python "$GIL" --threads 1 "${brief[@]}" --invocations 3 -o out4
    [[ $output == *"block 1 of 3: bad on"*": failed"* && $output != *$'\e'* ]]
}
