#!/usr/bin/env bats
# Hundreds of workers. Alone, because beside them nobody else would get a CPU for long enough to start a Python.

# bats file_tags=alone

load common

@test "256 workers start, measure and stop" {
    run -0 "$GILSCALE" run fib spin_held spin --python "ft=$FT" "${brief[@]}" --timeout 2m --threads 256 -o ft
    [[ $(columns ft/curves.csv status | sort -u) == ok ]]
    run -0 "$GILSCALE" run spin --python "gil=$GIL" "${brief[@]}" --timeout 2m --threads 256 -o gil
    [[ $(columns gil/curves.csv status flags) == "ok oversubscribed"* ]]
}

@test "256 workers that share a GIL all get their turn" {
    # A window has ten turns of each; shorter turns make it shorter.
    run -0 "$GILSCALE" run fib --python "gil=$GIL" "${brief[@]}" --timeout 2m --windows 1 --switch-interval 1ms --threads 256 -o gil
    [[ $(columns gil/curves.csv status) == ok ]]
    at_least 1 "$(columns gil/samples.csv slowest_ops_per_s phase=measure)"
}
