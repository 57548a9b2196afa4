#!/usr/bin/env bats
# What everybody knows must come out: the GIL serialises, free threading does not, native work scales on both. Ratios within one
# run, with wide margins and one retry, for CI machines have neighbours; the tight figures are in `make bench`.

# bats file_tags=alone

load common

measure() {
    rm -rf out
    "$GILSCALE" run spin spin_held fib "${both[@]}" --threads 1,2 --invocations 6 --warmup 100ms --windows 2 --window 60ms --quiet -o out >/dev/null
    cat out/curves.csv
}

speedup() { columns out/curves.csv speedup "workload=$1" "build=$2" threads=2; }

scales_as_it_should() {
    measure || return 1
    for build in gil ft; do at_least 1.7 "$(speedup spin $build)" || return 1; done
    at_least 1.7 "$(speedup spin_held ft)" && at_least 1.5 "$(speedup fib ft)" && at_most 1.25 "$(speedup spin_held gil)" &&
        at_most 1.25 "$(speedup fib gil)"
}

@test "native work scales on both builds, Python only without the GIL" {
    [[ $("$GILSCALE" list placements | head -1) != *", 1 cores"* ]] || skip "one core only"
    scales_as_it_should || once_calm scales_as_it_should
}

@test "workers of one cell are treated alike" {
    [[ $("$GILSCALE" list placements | head -1) != *", 1 cores"* ]] || skip "one core only"
    alike() {
        rm -rf out
        "$GILSCALE" run spin "${both[@]}" --threads 2 --invocations 6 --quiet -o out >/dev/null
        for fairness in $(columns out/curves.csv fairness); do at_least 0.7 "$fairness" || return 1; done
    }
    alike || once_calm alike
}

@test "what workers share keeps them back, what they have for themselves does not" {
    [[ $("$GILSCALE" list placements | head -1) != *", 1 cores"* ]] || skip "one core only"
    apart() {
        rm -rf out
        "$GILSCALE" run mult_constant atomic_private atomic_false_sharing counter_private counter_shared refcount_shared --python "ft=$FT" \
            --threads 1,2 --invocations 6 --windows 3 --window 20ms --warmup 50ms --quiet -o out >/dev/null
        at_least 1.5 "$(speedup mult_constant ft)" && at_least 1.5 "$(speedup atomic_private ft)" && at_least 1.3 "$(speedup counter_private ft)" &&
            at_most 1.1 "$(speedup atomic_false_sharing ft)" && at_most 1.1 "$(speedup counter_shared ft)" && at_most 1 "$(speedup refcount_shared ft)"
    }
    apart || once_calm apart
}
