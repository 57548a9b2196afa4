#!/usr/bin/env bats
# How long an invocation is, how many there are, and when windows are not to be trusted.

load common

# The number of measure windows of each invocation, one a line.
windows_of() { columns "$1/samples.csv" build block phase=measure | sort | uniq -c | awk '{ print $1 }' | sort -u; }

@test "a pilot finds how long an invocation is, the same for two labels of one build" {
    run -0 "$GILSCALE" run fib --python "A=$GIL" --python "B=$GIL" --threads 1,2 --invocations 1 --quiet -o out
    columns out/pilot.csv warmup_s window_s windows threads build=A >a
    columns out/pilot.csv warmup_s window_s windows threads build=B >b
    [ "$(wc -l <a)" -eq 2 ]
    diff a b
    # What the pilot says is what was done, or twice the windows where they were not steady.
    for threads in 1 2; do
        planned=$(columns out/pilot.csv windows build=A threads=$threads)
        done=$(columns out/samples.csv window build=A threads=$threads phase=measure | wc -l)
        ((done == planned || done == 2 * planned))
    done
    # Under a GIL a window has ten turns of both workers, each of 5 ms.
    at_least 0.1 "$(columns out/pilot.csv window_s build=A threads=2)"
}

# bats test_tags=alone
@test "an invocation found by a pilot is short" {
    # Windows of ten batches, not of a hundred: all of them together take less than the single window of old.
    short() {
        rm -rf out
        "$GILSCALE" run fib --python "$GIL" --threads 1 --invocations 1 --quiet -o out
        at_most 0.4 "$(columns out/pilot.csv window_s windows | awk '{ print $1 * $2 }')"
    }
    short || once_calm short
}

@test "nothing is left to decide where everything is said, so there is no pilot" {
    run -0 "$GILSCALE" run fib --python "$GIL" --threads 1 "${brief[@]}" -o out
    [ ! -e out/pilot.csv ]
    [ "$(windows_of out)" -eq 2 ]
}

@test "a run that goes on has the lengths that its pilot found" {
    "$GILSCALE" run fib --python "$GIL" --threads 1 --invocations 400 --quiet -o out 3>&- &
    run_pid=$!
    eventually test -e out/pilot.csv
    eventually bash -c 'grep -q \"end\" out/samples.csv.partial'
    kill -INT $run_pid
    wait $run_pid || true
    sed -i 's/^invocations = .*/invocations = "12";/' out/suite.cfg # as if that had been asked for
    [ "$(columns out/samples.csv.partial block phase=end | wc -l)" -lt 12 ] || skip "it was faster than Ctrl-C"
    stat -c %Y.%i out/pilot.csv >before
    run -0 "$GILSCALE" run --resume out --quiet
    stat -c %Y.%i out/pilot.csv | diff before -
    [ "$(columns out/samples.csv block phase=end status=ok | wc -l)" -eq 12 ]
}

@test "a pilot file that does not fit its suite is refused with file and line" {
    "$GILSCALE" run fib --python "$GIL" --threads 1 --invocations 400 --quiet -o out 3>&- &
    run_pid=$!
    eventually test -e out/pilot.csv
    kill -INT $run_pid
    wait $run_pid || true
    sed -i 's/"fib"/"spin"/' out/pilot.csv
    run -2 "$GILSCALE" run --resume out --quiet
    [[ $output == *"out/pilot.csv:2: not the cell that suite.cfg plans there"* ]]
}

# bats test_tags=alone
@test "--until ends with the planned invocations when the intervals are narrow" {
    run -0 "$GILSCALE" run spin --python "$GIL" --threads 1 --invocations 8 --windows 2 --window 10ms --warmup 10ms \
        --until 100% --quiet -o out
    [ "$(columns out/samples.csv block phase=end | wc -l)" -eq 8 ]
    [[ $output != *"not within"* ]]
}

# bats test_tags=alone
@test "--until adds blocks until its budget is spent, and names the cells that are not there" {
    run -0 "$GILSCALE" run spin --python "$GIL" --threads 1 --invocations 6 --windows 2 --window 10ms --warmup 10ms \
        --until 0.01% --budget 3s --quiet -o out
    [ "$(columns out/samples.csv block phase=end | wc -l)" -gt 12 ]
    [[ $output == *"not within +-0.01 %: spin on"*", 1 worker: +-"*"after"*"invocations"* ]]
}

# bats test_tags=alone
@test "a workload leaves when all its cells are narrow, and the others go on" {
    cat >jumpy.py <<'PY'
"""A rate that is another in every process."""
import os, time
pause = (os.getpid() % 7 + 1) ** 2 * 0.0001

def run(n):
    for _ in range(n):
        time.sleep(pause)
PY
    leaves() {
        rm -rf out
        "$GILSCALE" run spin ./jumpy.py --python "$GIL" --threads 1 --invocations 6 --windows 2 --window 20ms --warmup 0s \
            --until 25% --budget 4s --quiet -o out
        spins=$(columns out/samples.csv block phase=end workload=spin | wc -l)
        jumpies=$(columns out/samples.csv block phase=end workload=jumpy | wc -l)
        ((jumpies > spins && spins >= 6))
    }
    leaves || once_calm leaves
}

@test "windows that do not settle are measured once more, and flagged; nothing is trimmed" {
    cat >sinking.py <<'PY'
"""Slower with every batch: it never settles."""
import time
pause = 0.0005

def run(n):
    global pause
    for _ in range(n):
        time.sleep(pause)
        pause *= 1.01
PY
    run -0 "$GILSCALE" run ./sinking.py --python "$GIL" --threads 1 --invocations 1 --windows 4 --window 50ms --warmup 0s --quiet -o out
    [ "$(windows_of out)" -eq 8 ]
    [[ $(columns out/samples.csv flags phase=end) == *extended*unsteady* ]]
    run -0 "$GILSCALE" run ./sinking.py --python "$GIL" --threads 1 --invocations 1 --windows 4 --window 50ms --warmup 0s \
        --deviation 1000% --drift 1000% --quiet -o loose
    [ "$(windows_of loose)" -eq 4 ]
    [[ $(columns loose/samples.csv flags phase=end) != *unsteady* ]]
}

@test "the end row of an invocation has the median of its windows" {
    run -0 "$GILSCALE" run spin --python "$GIL" --threads 1 --invocations 1 --windows 3 --window 10ms --warmup 10ms \
        --deviation 1000% --drift 1000% --quiet -o out
    [ "$(columns out/samples.csv ops_per_s phase=measure | sort -g | sed -n 2p)" = "$(columns out/samples.csv ops_per_s phase=end)" ]
}

# bats test_tags=alone
@test "a program that takes our CPU leaves its flags" {
    command -v taskset >/dev/null || skip "no taskset"
    cpu=$("$GILSCALE" run spin --python "$GIL" --threads 1 --dry-run | awk '$1 == "spin" { print $NF }')
    taskset -c "$cpu" timeout 60 sh -c 'while :; do :; done' 3>&- &
    other=$!
    run -0 "$GILSCALE" run spin --python "$GIL" --threads 1 --invocations 2 --windows 3 --window 100ms --warmup 10ms --quiet -o out
    kill $other
    wait $other || true
    [[ $(columns out/samples.csv flags phase=end) == *busy* ]]
    # How often a scheduler changes its mind is the kernel's affair; the flag says what the rows say.
    for invocation in 0 1; do
        columns out/samples.csv involuntary_switches duration_ns phase=measure invocation=$invocation |
            awk '{ n += $1 - 1; t += $2 / 1e9 } END { print (n >= 10 && n > 80 * t ? "yes" : "no") }' >counted
        if columns out/samples.csv flags phase=end invocation=$invocation | grep -q preempted; then echo yes; else echo no; fi | diff counted -
    done
}

@test "collections of the garbage collector are counted" {
    cat >cycles.py <<'PY'
"""Makes cycles, which only the collector frees. op: one cycle."""
def run(n):
    for _ in range(n):
        cycle = []
        cycle.append(cycle)
PY
    run -0 "$GILSCALE" run ./cycles.py spin --python "$GIL" --threads 1 "${brief[@]}" -o out
    at_least 1 "$(columns out/samples.csv gc_collections phase=end workload=cycles)"
    [ "$(columns out/samples.csv gc_collections phase=end workload=spin)" -eq 0 ]
}

@test "a runner is told when the topology that it is handed is none" {
    runner=$("$GILSCALE" build "$GIL" | awk '{ print $2 }')
    echo "<nothing/>" >topology.xml
    run -2 "$runner" --python "$GIL" --workload "$ROOT/workloads/python/fib.py" --batch 10 --topology topology.xml
    [[ $output == *"topology"* ]]
}

@test "so many invocations are planned as a comparison needs to decide all its cells" {
    run -0 "$GILSCALE" run quick "${both[@]}" --threads 1..8 --dry-run
    [[ $output == *"96 cells, 11 blocks"* ]] # 48 cells a build: 2/2^11 x 48 < 0.05, and 2/2^10 x 48 is not
    run -0 "$GILSCALE" run fib "${both[@]}" --threads 1 --dry-run
    [[ $output == *"2 cells, 10 blocks"* ]]
}
