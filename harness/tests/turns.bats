#!/usr/bin/env bats
# Builds that take turns, window by window.

load common

# Another installation of the GIL build, whose workloads can know that it is the other one.
other_python() {
    "$GIL" -I -m venv --without-pip "$BATS_TEST_TMPDIR/other" && touch other/marker
    cat >mine.py <<'PY'
"""A loop. op: one call."""
import os
import sys

OTHER = os.path.exists(os.path.join(sys.prefix, "marker"))
STEPS = 2600 if OTHER else 2000


def run(n):
    for _ in range(n):
        total = 0
        for i in range(STEPS):
            total += i & 7
PY
    two=(--python "A=$GIL" --python "B=$BATS_TEST_TMPDIR/other/bin/python" --threads 1)
}

@test "in turns, windows of the builds alternate and never overlap" {
    run -0 "$GILSCALE" run fib spin "${both[@]}" --threads 1,2 --invocations 2 --windows 6 --window 5ms --warmup 10ms --quiet --turns -o out
    "$GIL" -I - out/samples.csv <<'PY'
import csv, itertools, sys
rows = [row for row in csv.DictReader(open(sys.argv[1], newline="")) if row["phase"] == "measure"]
rows.sort(key=lambda row: int(row["start_ns"]))
for before, after in itertools.pairwise(rows):
    assert int(before["start_ns"]) + int(before["duration_ns"]) <= int(after["start_ns"]), (before, after)
groups = [(key, [row["build"] for row in group]) for key, group in itertools.groupby(rows, lambda r: (r["block"], r["workload"], r["threads"]))]
assert len(groups) == 8, groups
for key, builds in groups:
    assert len(builds) == 12 and all(a != b for a, b in itertools.pairwise(builds)), (key, builds)
PY
    [ "$(columns out/samples.csv flags phase=end | grep -c turns)" -eq 16 ]
    grep -qx 'turns = "yes";' out/suite.cfg
    # Both have to wait as long as the one with the GIL and two workers must.
    [ "$(columns out/samples.csv duration_ns build=ft threads=2 workload=fib phase=measure | sort -n | head -1)" -ge 100000000 ]
}

# bats test_tags=alone
@test "in turns, a slower build is found in few invocations" {
    other_python
    run -0 "$GILSCALE" run ./mine.py "${two[@]}" --invocations 6 --turns --quiet -o out
    run -1 --separate-stderr "$GILSCALE" compare out --by build A B --threshold 5% --format csv
    echo "$output" >table.csv
    [ "$(columns table.csv verdict)" = slower ]
    at_least 0.65 "$(columns table.csv ratio)"
    at_most 0.89 "$(columns table.csv ratio)"
}

@test "in turns, one that crashes or hangs leaves the others their turns" {
    other_python
    echo 'import time; run = lambda n: (OTHER and time.perf_counter() > START + 0.2 and os.abort(), time.sleep(0.001)); START = time.perf_counter()' >>mine.py
    run -4 "$GILSCALE" run ./mine.py "${two[@]}" --invocations 1 --windows 40 --window 10ms --warmup 0s --quiet --turns -o crash
    [ "$(columns crash/samples.csv status build=A phase=end)" = ok ]
    [ "$(columns crash/samples.csv status build=B phase=end)" = crashed ]
    [ "$(columns crash/samples.csv window build=A phase=measure | wc -l)" -eq 40 ]
    sed -i 's/os.abort()/time.sleep(1000)/' mine.py
    run -4 "$GILSCALE" run ./mine.py "${two[@]}" --invocations 1 --windows 40 --window 10ms --warmup 0s --timeout 2s --quiet --turns -o hang
    [ "$(columns hang/samples.csv status build=A phase=end)" = ok ]
    [ "$(columns hang/samples.csv status build=B phase=end)" = timeout ]
}

@test "in turns, workers that wait for each other have one turn from start to end, but one alone rests like any other" {
    run -0 "$GILSCALE" run queue_pingpong barrier_storm --python "A=$GIL" --python "B=$GIL" --threads 1,2 --invocations 1 --windows 6 --window 5ms --warmup 10ms --quiet --turns -o out
    [ "$(columns out/samples.csv status phase=end | sort -u)" = ok ]
    [ "$(columns out/samples.csv flags phase=end threads=1 | grep -c turns)" -eq 4 ]
    [ "$(columns out/samples.csv flags phase=end threads=2 | grep -c turns)" -eq 0 ]
    "$GIL" -I - out/samples.csv <<'PY'
import csv, itertools, sys
rows = [row for row in csv.DictReader(open(sys.argv[1], newline="")) if row["phase"] == "measure"]
for key, turns in {("queue_pingpong", "1"): 12, ("barrier_storm", "1"): 12, ("queue_pingpong", "2"): 2, ("barrier_storm", "2"): 2}.items():
    cell = sorted((row for row in rows if (row["workload"], row["threads"]) == key), key=lambda row: int(row["start_ns"]))
    assert sum(1 for _ in itertools.groupby(cell, lambda row: row["build"])) == turns, (key, [row["build"] for row in cell])
PY
}

@test "turns is yes or no" {
    run -2 "$GILSCALE" run fib --turns=maybe
    [[ $output == *"--turns: 'maybe' is neither yes nor no"* ]]
}
