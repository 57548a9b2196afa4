#!/usr/bin/env bats
# Libraries' thread pools: held to one thread unless a person says otherwise, and threads that are no workers are found and told.

load common

setup() {
    cd "$BATS_TEST_TMPDIR" || exit 1
    # Long enough that a thread which wants a CPU gets one, whoever else is there.
    brief=(--invocations 1 --windows 2 --window 100ms --warmup 10ms --timeout 20s --quiet)
    both=(--python "gil=$GIL" --python "ft=$FT")
    cat >threads.py <<'PY'
"""Additions beside a thread that works, waits, or comes and goes. op: one addition."""
import hashlib, threading, time

PARAMETERS = {"other": "none"}
BYTES = bytes(1 << 20)

def works():
    while True:
        hashlib.sha256(BYTES)  # without the GIL

def waits():
    while True:
        time.sleep(0.1)

def setup(cell):
    other = {"works": works, "waits": waits}.get(cell.parameters["other"])
    if other:
        threading.Thread(target=other, daemon=True).start()

def begin(cell, index):
    return cell.parameters["other"] == "comes"

def run(n, comes):
    total = 0
    for i in range(n):
        total += i & 1
    if comes:
        other = threading.Thread(target=hashlib.sha256, args=(BYTES,))
        other.start()
        other.join()
PY
    # `wants.py`: fails where variables are not as WANTED says, or where one is set that it does not name.
    cat >wants.py <<'PY'
"""The variables of thread pools. op: a look."""
import os

def run(n):
    pass

def check(cell):
    is_set = {name: value for name, value in os.environ.items() if name.endswith("_THREADS")}
    wanted = dict(pair.split("=") for pair in os.environ["WANTED"].split())
    missing = set() if "others=1" in os.environ["WANTED"] else set(is_set) - set(wanted)
    wanted.pop("others", None)
    assert not missing and all(is_set.get(name, "none") == value for name, value in wanted.items()), is_set
    return True
PY
}

@test "a thread that works is flagged in every mode, one that waits is not" {
    run -0 "$GILSCALE" run ./threads.py "${both[@]}" "${brief[@]}" --threads 1 --mode threads,processes --param other=none,waits,works -o out
    [ "$(columns out/samples.csv build mode params phase=end flags | grep -c foreign_threads)" -eq 4 ]
    [ "$(columns out/samples.csv build mode phase=end params=other=works flags | grep foreign_threads | sort -u | wc -l)" -eq 4 ]
    [[ $output == *"x foreign_threads"*"(4 of 12)"* ]]
    # Its CPU time stands beside it, and none where there is no such thread.
    while read -r seconds; do at_least 0.002 "$seconds"; done < <(columns out/samples.csv foreign_cpu_s phase=end params=other=works)
    while read -r seconds; do at_most 0.002 "$seconds"; done < <(columns out/samples.csv foreign_cpu_s phase=end params=other=none)
    [ "$(columns out/samples.csv foreign_cpu_s phase=end | grep -c .)" -eq 12 ]
    "$GILSCALE" report out
    grep -q "Threads that are no workers did a part of" out/report.html
}

@test "threads that come and go within windows are found, in turns and of a makespan as well" {
    run -0 "$GILSCALE" run ./threads.py "${both[@]}" "${brief[@]}" --threads 1 --turns --param other=comes -o turns
    [ "$(columns turns/samples.csv flags phase=end | grep -c 'turns.*foreign_threads\|foreign_threads.*turns')" -eq 2 ]
    run -0 "$GILSCALE" run ./threads.py "${both[@]}" "${brief[@]}" --threads 2 --measure makespan --total 100 --param other=comes -o makespan
    [ "$(columns makespan/samples.csv flags phase=end | grep -c foreign_threads)" -eq 2 ]
    run -0 "$GILSCALE" run ./threads.py "${both[@]}" "${brief[@]}" --threads 2 --measure makespan --total 1000000 -o alone
    [ "$(columns alone/samples.csv flags phase=end | grep -c foreign_threads)" -eq 0 ]
}

@test "pools have one thread, in every mode" {
    WANTED="others=1 OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 POLARS_MAX_THREADS=1 NUMBA_NUM_THREADS=1" \
        run -0 "$GILSCALE" run ./wants.py "${both[@]}" "${brief[@]}" --window 10ms --threads 1 --mode threads,processes,subinterpreters -o out
    [ "$(columns out/samples.csv status phase=end | sort | uniq -c | awk '{ print $1 $2 }')" = 6ok ]
    [[ $output != *_THREADS* ]]
    run grep -c pools out/environment.csv
    [ "$output" = 0 ]
}

@test "what a person has set is kept, recorded and said" {
    OMP_NUM_THREADS=7 WANTED="others=1 OMP_NUM_THREADS=7 OPENBLAS_NUM_THREADS=none NUMBA_NUM_THREADS=1" \
        run -0 "$GILSCALE" run ./wants.py "${both[@]}" "${brief[@]}" --window 10ms --threads 1 -o out
    [ "$(columns out/samples.csv status phase=end | sort -u)" = ok ]
    [[ $output == *"OMP_NUM_THREADS is 7. You have set it, so it is kept"* ]]
    [ "$(columns out/environment.csv value key=pools.OMP_NUM_THREADS)" = 7 ]
    [[ $(columns out/environment.csv value key=worry.pools.OMP_NUM_THREADS) == *kept* ]]
    OMP_NUM_THREADS=7 run "$GILSCALE" doctor
    [[ $output == *pools.OMP_NUM_THREADS*7*"unset OMP_NUM_THREADS"* ]]
}

@test "pools can be left to their libraries, as cells of their own" {
    WANTED="" run -0 "$GILSCALE" run ./wants.py --python "$GIL" "${brief[@]}" --window 10ms --threads 1 --pools keep -o out
    [ "$(columns out/samples.csv axes status phase=end)" = "pools=keep ok" ]
    grep -q '^pools = ( "keep" )' out/suite.cfg
    run -2 "$GILSCALE" run ./wants.py --pools kept
    [[ $output == *"--pools: 'kept' is not one of one or keep; did you mean 'keep'?"* ]]
}

@test "a runner that is started by hand does the same" {
    runner=$("$GILSCALE" build "$GIL" | awk '{ print $2 }')
    by_hand() { "$runner" --python "$GIL" --workload wants.py --batch 1000 --windows 1 --window 10ms --warmup 0s "$@" >rows.csv && columns rows.csv status phase=end; }
    [ "$(WANTED="others=1 OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1" by_hand)" = ok ]
    [ "$(MKL_NUM_THREADS=3 WANTED="others=1 OMP_NUM_THREADS=1 MKL_NUM_THREADS=3" by_hand)" = ok ]
    [ "$(WANTED="" by_hand --pools keep)" = ok ]
    [ "$(WANTED="OMP_NUM_THREADS=2" by_hand)" != ok ] # it can tell
}
