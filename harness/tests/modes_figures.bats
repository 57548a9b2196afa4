#!/usr/bin/env bats
# What a mode is for, in figures: processes and subinterpreters scale where threads do not, and a probe beside a hog waits for the GIL.

# bats file_tags=alone

load common

speedup() { columns out/curves.csv speedup "workload=$1" "build=$2" "mode=$3" "gil=$4" threads=2; }

# A compiled loop that holds the GIL repeats within some percent anywhere.
holding_scales_as_it_should() {
    rm -rf out
    "$GILSCALE" run spin_held "${both[@]}" --gil default,on --mode threads,processes,subinterpreters --threads 1,2 --invocations 3 --warmup 50ms \
        --windows 2 --window 50ms --quiet -o out >/dev/null
    for cell in "gil processes on" "ft processes off" "ft processes on" "gil subinterpreters on" "ft subinterpreters on" "ft threads off"; do
        # shellcheck disable=SC2086
        at_least 1.6 "$(speedup spin_held $cell)" || { echo "$cell: $(speedup spin_held $cell)" && return 1; }
    done
    for cell in "gil threads on" "ft threads on"; do
        # shellcheck disable=SC2086
        at_most 1.25 "$(speedup spin_held $cell)" || { echo "$cell: $(speedup spin_held $cell)" && return 1; }
    done
}

# Python's own speed is the machine's weather, so it gets more room. Threads are in scaling.bats.
python_scales_as_it_should() {
    rm -rf out
    "$GILSCALE" run fib "${both[@]}" --mode processes,subinterpreters --threads 1,2 --invocations 3 --warmup 50ms --windows 2 --window 50ms --quiet \
        -o out >/dev/null
    for cell in "gil processes on" "ft processes off" "gil subinterpreters on" "ft subinterpreters off"; do
        # shellcheck disable=SC2086
        at_least 1.25 "$(speedup fib $cell)" || { echo "$cell: $(speedup fib $cell)" && return 1; }
    done
}

@test "processes and subinterpreters scale on both builds, threads only without the GIL" {
    [[ $("$GILSCALE" list placements | head -1) != *", 1 cores"* ]] || skip "one core only"
    holding_scales_as_it_should || once_calm holding_scales_as_it_should
    python_scales_as_it_should || once_calm python_scales_as_it_should
}

@test "one probe beside one hog waits as long as the switch interval says, and hardly at all without the GIL" {
    [[ $("$GILSCALE" list placements | head -1) != *", 1 cores"* ]] || skip "one core only"
    probe() { columns out/curves.csv latency_p50_s "build=$1" "axes=arrivals=20/s;beside=fib;switch-interval=$2"; }
    follows() {
        rm -rf out
        "$GILSCALE" run gil_probe --beside fib --arrivals 20/s --switch-interval 1ms,20ms "${both[@]}" --threads 1 --invocations 2 --windows 1 \
            --window 1s --warmup 50ms --quiet -o out >/dev/null
        at_least 0.0004 "$(probe gil 1ms)" && at_least 0.008 "$(probe gil 20ms)" && at_least 4 "$(awk -v a="$(probe gil 20ms)" -v b="$(probe gil 1ms)" 'BEGIN { print a / b }')" &&
            at_most 0.1 "$(awk -v a="$(probe ft 20ms)" -v b="$(probe gil 20ms)" 'BEGIN { print a / b }')"
    }
    follows || once_calm follows
}
