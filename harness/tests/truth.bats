#!/usr/bin/env bats
# The truth test: an op holds the GIL for a known share, so how far it can scale is known before it is measured. X(N) = X(1) min(N, 1/share),
# the lock's capacity. Wide margins and one retry here; the figures to 10 % are in scripts/bench-truth.

# bats file_tags=alone

load common

# `measure INVOCATIONS BUILD WORKLOAD PLACEMENT THREADS HELD...`: one short run of these shares, into out/.
measure() {
    local invocations=$1 build=$2 workload=$3 placement=$4 threads=$5 groups
    shift 5
    groups=$(printf "{ name = \"$workload\"; parameters = { held = %d; }; }, " "$@")
    printf 'workloads = ( %s );\nwindow = "200ms";\n' "${groups%, }" >shares.cfg
    rm -rf out
    "$GILSCALE" run ./shares.cfg --python "$build" --placement "$placement" --threads "$threads" --invocations "$invocations" \
        --windows 1 --warmup 50ms --quiet -o out >/dev/null 2>said || { cat said && return 1; }
}

# `follows "HELD N LAW"...`: is each speedup within 20 % of its law? Says which is not.
follows() {
    local failed=0 speedups held n law measured
    speedups=$(columns out/curves.csv params threads speedup)
    while read -r held n law; do
        measured=$(sed -n "s/^held=$held;[^ ]* $n //p" <<<"$speedups")
        awk -v m="$measured" -v l="$law" 'BEGIN { exit !(m != "" && m >= 0.8 * l && m <= 1.2 * l) }' ||
            { echo "held=$held N=$n: '$measured', not $law" && failed=1; }
    done < <(printf '%s\n' "$@")
    return $failed
}

# Amdahl's law would have 2.29 for held=25 at N=4, where the lock is just full.
@test "with a GIL, the ceiling of a known held share comes back out, and the line breaks where the lock is full" {
    with_gil() {
        measure 2 "$GIL" held_waiting none 1,4,16 0 10 25 50 &&
            follows "0 4 4" "0 16 16" "10 4 4" "10 16 10" "25 4 4" "25 16 4" "50 4 2" "50 16 2"
    }
    with_gil || once_calm with_gil
}

# At 16 workers too, but there one of them may wait seconds for its turn.
@test "work that hardly leaves the GIL hardly scales with it" {
    hardly() { measure 2 "$GIL" held_waiting none 1,4 75 100 && follows "75 4 1.333" "100 4 1"; }
    hardly || once_calm hardly
}

@test "without a GIL, the same work reaches N for every share" {
    without_gil() {
        measure 2 "$FT" held_waiting none 1,4,16 10 50 100 &&
            follows "10 4 4" "10 16 16" "50 4 4" "50 16 16" "100 4 4" "100 16 16"
    }
    without_gil || once_calm without_gil
}

# Needs two cores for itself, so more invocations: what others do in between hits some of them.
@test "native work follows the same law while the cores last" {
    [[ $("$GILSCALE" list placements | head -1) != *", 1 cores"* ]] || skip "one core only"
    native() {
        measure 5 "$GIL" held_native cores 1,2 50 75 && follows "50 2 2" "75 2 1.333" &&
            measure 5 "$FT" held_native cores 1,2 75 100 && follows "75 2 2" "100 2 2"
    }
    native || once_calm native
}
