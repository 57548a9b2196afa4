#!/usr/bin/env bats
# Requests timed one by one, a fixed total of work, and how often a worker attaches: the runner on real builds.

load common

# The runner of a build: `runner $GIL`.
runner() { "$GILSCALE" build "$1" | awk '{ print $2 }'; }

# One cell of an interpreter and a workload into rows.csv: `cell $GIL FILE OPTION...`.
cell() {
    "$(runner "$1")" --python "$1" --workload "$2" --warmup 50ms --window 100ms --windows 2 "${@:3}" >rows.csv
}

# A column of the end row.
end() { columns rows.csv "$1" phase=end; }

setup() {
    cd "$BATS_TEST_TMPDIR" || exit 1
    cat >request.py <<'PY'
"""A request that waits. op: one request."""
import time

REQUESTS = True
PARAMETERS = {"ms": {"default": 2, "low": 0, "unit": "ms"}}


def begin(cell, index):
    return cell.parameters["ms"] / 1000


def run(n, seconds):
    for _ in range(n):
        time.sleep(seconds)
PY
    cat >tiny.py <<'PY'
"""Nothing. op: nothing."""


def begin(cell, index):
    return [0]


def run(n, done):
    for _ in range(n):
        done[0] += 1


def check(cell):
    assert [done[0] for done in cell.states] == cell.ops
PY
}

# bats test_tags=alone
@test "a closed loop: percentiles are in order, and rate times latency is the number of workers" {
    for python in "$GIL" "$FT"; do
        # The median stands for the mean, which it does where workers wake up when they should.
        as_many_as_workers() {
            cell "$python" request.py --batch 1 -t 4
            workers=$(echo "$(columns rows.csv ops_per_s phase=measure window=0) $(end latency_p50_s)" | awk '{ print $1 * $2 }')
            at_least 2.5 "$workers" && at_most 5.5 "$workers"
        }
        as_many_as_workers || once_calm as_many_as_workers
        [ "$(end status)" = ok ]
        at_least 100 "$(end requests)"
        columns rows.csv latency_p50_s latency_p90_s latency_p99_s latency_max_s phase=end |
            awk '{ exit !(NF == 4 && $1 >= .002 && $1 <= $2 && $2 <= $3 && $3 <= $4) }'
        [ -z "$(end latency_p999_s)" ] # fewer than a thousand requests
    done
}

@test "ops that are no requests are not timed one by one" {
    cell "$GIL" tiny.py --batch 1000
    [ "$(end status)" = ok ]
    [ -z "$(end requests)" ] && [ -z "$(end latency_max_s)" ]
}

# bats test_tags=alone
@test "an open loop that keeps up does the rate that was asked for, in every mode" {
    for mode in threads processes subinterpreters; do
        cell "$GIL" tiny.py --batch 1000 -t 2 --arrivals 100 --window 200ms --mode "$mode"
        [ "$(end status)" = ok ]
        [[ $(end flags) != *overloaded* ]]
        at_least 90 "$(columns rows.csv ops_per_s phase=measure window=0)"
        at_most 110 "$(columns rows.csv ops_per_s phase=measure window=0)"
        at_least 38 "$(end requests)" # of 40 in two windows, which may last longer
    done
}

# bats test_tags=alone
@test "an open loop that falls behind counts the waiting, and says so" {
    cell "$FT" request.py --batch 1 -t 2 -p ms=6 --arrivals 100
    [ "$(end status)" = ok ]
    [[ $(end flags) != *overloaded* ]]
    alone=$(end latency_p50_s)
    cell "$FT" request.py --batch 1 -t 2 -p ms=6 --arrivals 1000 # one each 2 ms and worker, which take 6
    [ "$(end status)" = ok ]
    [[ $(end flags) == *overloaded* ]]
    at_least "$(awk -v a="$alone" 'BEGIN { print 5 * a }')" "$(end latency_p50_s)"
    at_least "$(awk -v a="$alone" 'BEGIN { print 10 * a }')" "$(end latency_p99_s)"
    at_most 500 "$(columns rows.csv ops_per_s phase=measure window=0)" # achieved, not offered
}

@test "a total is done exactly, whatever it is divided by, in every mode" {
    for mode in threads processes subinterpreters; do
        cell "$FT" tiny.py --batch 1000 -t 3 --total 100001 --mode "$mode"
        [ "$(end status)" = ok ]
        [ "$(columns rows.csv ops phase=measure)" = 100001 ]
        columns rows.csv ops duration_ns ops_per_s phase=measure |
            awk '{ r = $1 * 1e9 / $2 / $3; exit !(r > .999 && r < 1.001) }'
    done
    cell "$GIL" tiny.py --batch 1000 -t 3 --total 2
    [ "$(end status) $(columns rows.csv ops phase=measure)" = "ok 2" ]
}

# bats test_tags=alone
@test "two workers take half the time for a total of waiting" {
    half() {
        for n in 1 2; do
            cell "$GIL" request.py --batch 1 --total 61 -t $n
            columns rows.csv duration_ns phase=measure >took$n
        done
        at_least 1.6 "$(paste took1 took2 | awk '{ print $1 / $2 }')" && at_most 2.4 "$(paste took1 took2 | awk '{ print $1 / $2 }')"
    }
    half || once_calm half
}

# bats test_tags=alone
@test "two workers take not much more than half the time for a total of native work" {
    (($(nproc) >= 2)) || skip "one CPU"
    spin=$("$GIL" -I "$ROOT/scripts/compile.py" --root "$ROOT" --out "$BATS_TEST_TMPDIR/so" --workload "$ROOT/workloads/native/spin.c")
    # What else runs can only make it longer: the shortest of each counts, and of one worker its CPU time, in which nobody was in its way.
    for _ in $(seq 20); do
        cell "$GIL" "$spin" --batch 100000 --warmup 5ms --total 20000001
        columns rows.csv cpu_s phase=measure >>took1
        cell "$GIL" "$spin" --batch 100000 --cpus 0,1 --warmup 5ms --total 20000001 -t 2
        columns rows.csv duration_ns phase=measure >>took2
        if at_least 1.6 "$(awk -v a="$(sort -g took1 | head -1)" -v b="$(sort -n took2 | head -1)" 'BEGIN { print a * 1e9 / b }')"; then return 0; fi
    done
    return 1
}

@test "workers that wait for each other share a total that divides, and are skipped where it does not" {
    for workload in barrier_storm producer_consumer; do
        cell "$GIL" "$ROOT/workloads/python/$workload.py" --batch 20 -t 2 --total 400
        [ "$(end status) $(columns rows.csv ops phase=measure)" = "ok 400" ]
    done
    cell "$GIL" "$ROOT/workloads/python/barrier_storm.py" --batch 20 -t 2 --total 401
    [ "$(end status)" = skipped ]
    [[ $(end detail) == *"cannot be split evenly"* ]]
}

# bats test_tags=alone
@test "attaching for each op costs more than once, and is skipped where it cannot be" {
    for python in "$GIL" "$FT"; do
        for attach in once batch call; do
            cell "$python" tiny.py --batch 1000 --attach $attach
            [ "$(end status)" = ok ]
            columns rows.csv ops_per_s phase=measure window=1 >$attach
        done
        at_least "$(awk '{ print 2 * $1 }' call)" "$(cat once)"
        at_least "$(cat call)" "$(cat batch)"
    done
    for mode in processes subinterpreters; do
        cell "$GIL" tiny.py --batch 1000 --attach call --mode $mode
        [ "$(end status)" = skipped ]
    done
    [[ $(end detail) == *"main interpreter"* ]]
    cell "$GIL" tiny.py --batch 1000 --arrivals 100 --total 100
    [ "$(end status)" = skipped ]
}
