#!/usr/bin/env bats
# gilscale plot: which charts there are, which are drawn, and what is said where there is nothing to draw.

load common

made() { python3 "$BATS_TEST_DIRNAME/made_samples.py" "$@"; }

@test "plot --list explains every chart, and needs no run" {
    run -0 "$GILSCALE" plot --list
    for kind in speedup ratio throughput efficiency fairness gil-wait latency memory usl; do
        [[ $output == *"$kind: "* ]]
    done
    [[ $output == *"(of two runs)"* ]]
    while read -r line; do [ ${#line} -le 80 ]; done <<<"$output"
}

@test "plot draws the charts that are named, in the forms that are named, where it is told to" {
    made run --threads 1,2 --workloads 2
    run -0 "$GILSCALE" plot run --chart speedup,ratio --chart memory --format svg -o figures/new
    [[ $(cd figures/new && echo *) == "memory.svg ratio.svg speedup.svg" ]]
    [[ $output == *"figures/new/ratio.svg"* && $output != *png* ]]
    [ ! -e run/speedup.svg ] && [ ! -e run/curves.csv ]
    run -0 "$GILSCALE" plot run --chart speedup --format png
    [ -s run/speedup.png ] && [ ! -e run/speedup.svg ]
    cd run
    run -0 "$GILSCALE" plot . --chart ratio --format svg
    [ "$output" = ./ratio.svg ]
}

@test "plot --chart all draws what was measured and says what was not" {
    made run --threads 1,2,4,8 --workloads 2
    run -0 "$GILSCALE" plot run --chart all --format svg
    for kind in speedup ratio throughput efficiency usl; do [ -s "run/$kind.svg" ]; done
    [[ $output == *"latency: nothing to draw"* ]]
    [ ! -e run/latency.svg ]
    grep -q 'rgb(  *0, 114, 178)' run/speedup.svg
}

@test "plot of two runs draws the comparison" {
    made base --threads 1,2 --workloads 2 --builds 1
    made new --threads 1,2 --workloads 2 --builds 1 --seed 2
    run -0 "$GILSCALE" plot base new
    [ -s new/comparison.svg ] && [ -s new/comparison.png ] && [ ! -e new/speedup.svg ]
    run -0 "$GILSCALE" plot base new --chart speedup -o elsewhere
    [[ $output == "speedup: nothing drawn, it is a chart of one run" ]]
    run -0 "$GILSCALE" plot base --chart comparison
    [[ $output == "comparison: nothing drawn, it is a chart of two runs" ]]
}

@test "plot without an option shows the table, and names what else there is" {
    made run --threads 1,2 --workloads 2
    run -0 "$GILSCALE" plot run
    [ -s run/speedup.svg ] && [ -s run/speedup.png ] && [ -s run/curves.csv ] && [ ! -e run/ratio.svg ]
    [[ $output == *'`gilscale plot run --chart all`'* ]]
}

@test "plot refuses what it does not know, with the nearest name" {
    made run --threads 1,2 --workloads 1
    run -2 "$GILSCALE" plot run --chart speedups
    [[ $output == *"did you mean 'speedup'"* ]]
    run -2 "$GILSCALE" plot run --format svgg
    [[ $output == *"did you mean 'svg'"* ]]
    run -2 "$GILSCALE" plot
    run -2 "$GILSCALE" plot run run run
    run -2 "$GILSCALE" plot run --chart ,
    run -2 "$GILSCALE" plot run --output ''
    run -2 "$GILSCALE" plot nowhere --chart all
    [ ! -e run/speedup.svg ]
}
