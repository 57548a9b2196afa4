#!/usr/bin/env bats
# Hundreds of workers. Alone, because beside them nobody else would get a CPU for long enough to start a Python.

# bats file_tags=alone

load common

@test "256 workers start, measure and stop" {
    run -0 "$GILSCALE" run fib --python "ft=$FT" "${brief[@]}" --timeout 2m --threads 256 -o ft
    [[ $(columns ft/curves.csv status | sort -u) == ok ]]
    run -0 "$GILSCALE" run spin --python "gil=$GIL" "${brief[@]}" --timeout 2m --threads 256 -o gil
    [[ $(columns gil/curves.csv status flags) == "ok "*oversubscribed* ]]
}

# 64 of them unless CROWD says more: a window has ten turns of each, so it grows with their number. Shorter turns make it shorter.
@test "a crowd that shares a GIL all gets its turn" {
    run -0 "$GILSCALE" run fib --python "gil=$GIL" "${brief[@]}" --timeout 2m --windows 1 --switch-interval 1ms --threads "${CROWD:-64}" -o gil
    [[ $(columns gil/curves.csv status) == ok ]]
    at_least 1 "$(columns gil/samples.csv slowest_ops_per_s phase=measure)"
}
