#!/usr/bin/env bats
# Modes and axes, as a person asks for them: planned, measured on both builds, named in rows and tables, resumed, compared.

load common

@test "a dry run shows mode and axes of every cell, each once" {
    run -0 "$GILSCALE" run fib --dry-run "${both[@]}" --threads 1,2 --mode threads,processes --switch-interval default,1000us,1ms --gil default,on
    [[ $output == *"gil mode      axes"* ]]
    # GIL build, and the free-threaded one off and on; two modes, two intervals, two N.
    [ "$(grep -c '^fib ' <<<"$output")" -eq 24 ]
    [ "$(grep -c 'processes switch-interval=1ms ' <<<"$output")" -eq 6 ]
    [ "$(grep '^fib ' <<<"$output" | sort | uniq -d | wc -l)" -eq 0 ]
    run -0 "$GILSCALE" run fib --dry-run "${both[@]}" --threads 1
    [[ $output != *"axes"* && $output == *" threads "* ]]
}

@test "what an axis cannot be is refused with what it can be" {
    run -2 "$GILSCALE" run fib --mode thread
    [[ $output == *"--mode: 'thread' is not one of threads, processes or subinterpreters; did you mean 'threads'?"* ]]
    run -2 "$GILSCALE" run fib --beside '2*fibb'
    [[ $output == *"beside: unknown workload 'fibb'; did you mean 'fib'?"* ]]
    run -2 "$GILSCALE" run fib --stack 12
    [[ $output == *"--stack: '12' is not a size; write it like 256KB, 1MB or default"* ]]
    run -2 "$GILSCALE" run fib --measure makespan --arrivals 20/s
    [[ $output == *"arrivals: a fixed rate has no makespan"* ]]
    run -2 "$GILSCALE" run fib --beside 'fib(nonsense=1)' "${both[@]}" "${brief[@]}"
    [[ $output == *"beside: fib: "*"nonsense"* ]]
}

@test "the help has every axis with its values" {
    run -0 "$GILSCALE" run --help
    for axis in allocator arrivals attach beside gc hash-seed jit measure mode pools stack switch-interval; do
        [[ $output == *"--$axis="* ]]
    done
}

@test "the modes are measured side by side and the table says what each costs" {
    run -0 "$GILSCALE" run fib "${both[@]}" "${brief[@]}" --threads 1,2 --mode threads,processes,subinterpreters -o out
    columns out/samples.csv mode status phase=end | sort | uniq -c >ends
    [ "$(grep -c ' ok$' ends)" -eq 3 ]
    [ "$(awk '{ sum += $1 } END { print sum }' ends)" -eq 12 ]
    [[ $output == *"placement cores"*$'\nfib, processes\n'*$'\nfib, subinterpreters\n'*$'\nfib, threads\n'* ]]
    [[ $output == *"Memory of all members (PSS)"*" MiB"* ]]
    [[ $output == *"fib (processes): "*"x at 2 processes on ft"* ]]
}

@test "an axis stands in rows and curves, and what a build cannot do is skipped with the reason" {
    run -0 "$GILSCALE" run fib "${both[@]}" "${brief[@]}" --threads 2 --allocator default,malloc --gc off -o out
    [ "$(columns out/samples.csv axes status build=gil phase=end | sort | tr '\n' ' ')" = "allocator=malloc;gc=off ok gc=off ok " ]
    [ "$(columns out/samples.csv status build=ft phase=end axes="allocator=malloc;gc=off")" = skipped ]
    [ -n "$(columns out/samples.csv detail build=ft phase=end axes="allocator=malloc;gc=off")" ]
    [ "$(columns out/curves.csv axes | sort -u | wc -l)" -eq 2 ]
    [[ $output == *"fib, allocator=malloc;gc=off"* ]]
}

@test "a hash seed of one's own stands in every row" {
    "$GILSCALE" run fib "${both[@]}" "${brief[@]}" --threads 1 --hash-seed 7 -o out
    [ "$(columns out/samples.csv hash_seed axes | sort -u)" = "7 hash-seed=7" ]
}

@test "a group beside has a rate of its own and is named with all its parameters" {
    cat >hog.py <<'PY'
"""Adds. op: one addition."""

PARAMETERS = {"step": 1}

def begin(cell, index):
    return cell.parameters["step"]

def run(n, step):
    total = 0
    for _ in range(n):
        total += step
PY
    run -0 "$GILSCALE" run fib "${both[@]}" "${brief[@]}" --threads 1 --beside 'none,2*./hog.py' -o out
    [ "$(columns out/samples.csv axes phase=end | sort -u | tail -1)" = "beside=2*hog(step=1)" ]
    for rate in $(columns out/samples.csv beside_ops_per_s phase=measure axes="beside=2*hog(step=1)"); do
        at_least 1000 "$rate"
    done
    [ -z "$(columns out/samples.csv beside_ops_per_s phase=measure axes= | tr -d '\n ')" ]
    [ "$(columns out/samples.csv workload_hash | sort -u | wc -l)" -eq 2 ]
    [[ $output == *"ops/s beside"* ]]
}

@test "a C workload beside is compiled for each build" {
    "$GILSCALE" run fib "${both[@]}" "${brief[@]}" --threads 1 --beside spin -o out
    [ "$(columns out/samples.csv status axes phase=end | sort -u)" = "ok beside=spin" ]
}

@test "a makespan does the ops that were asked for, however many workers" {
    run -0 "$GILSCALE" run fib "${both[@]}" "${brief[@]}" --threads 1,2 --measure makespan --total 2000 -o out
    [ "$(columns out/samples.csv status axes phase=end | sort -u)" = "ok measure=makespan;total=2000" ]
    [ "$(columns out/samples.csv ops phase=measure | sort -u)" = 2000 ]
    [[ $output == *"Makespan: first worker's start"* ]]
    run -0 "$GILSCALE" run fib --python "gil=$GIL" "${brief[@]}" --threads 1 --measure makespan -o auto
    [ "$(columns auto/samples.csv axes phase=end)" = "measure=makespan" ]
    grep -q 'calibrated-total = ' auto/suite.cfg
}

@test "a run with axes goes on where it was cut off, and no other run does" {
    "$GILSCALE" run fib --python "gil=$GIL" "${brief[@]}" --threads 1 --invocations 2 --mode threads,processes --beside 'none,2*fib' --seed 3 -o out
    head -n 8 out/samples.csv >partial && mv partial out/samples.csv.partial && rm out/samples.csv
    cp -r out other
    run -0 "$GILSCALE" run --resume out --quiet
    [ "$(columns out/samples.csv mode axes phase=end | sort | uniq -c | awk '{ print $1 }' | sort -u)" = 2 ]
    sed -i 's/mode = .*/mode = ( "processes", "threads" );/' other/suite.cfg
    run ! "$GILSCALE" run --resume other --quiet
    [[ $output == *"not the cell that suite.cfg plans there"* ]]
}

@test "two runs are compared within mode and axes" {
    for run in base new; do
        "$GILSCALE" run fib --python "gil=$GIL" "${brief[@]}" --invocations 6 --threads 1 --mode threads,processes --gc default,off -o $run
    done
    run "$GILSCALE" compare base new --format csv --force
    [ "$status" -le 1 ]
    [ "$(grep -c '^"fib"' <<<"$output")" -eq 4 ]
    [ "$(grep -c '"gc=off"$' <<<"$output")" -eq 2 ]
    sed -i 's/gc=off/gc=frozen/' new/samples.csv
    run "$GILSCALE" compare base new --format csv --force
    [ "$(grep -c '^"fib"' <<<"$output")" -eq 2 ]
}
