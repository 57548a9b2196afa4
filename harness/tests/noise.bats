#!/usr/bin/env bats
# The noise floor: a build against itself, what is kept of it, and what a comparison does with it.

load common

setup_noise() {
    quick=(--threads 1 --invocations 6 --windows 2 --window 10ms --warmup 10ms --timeout 20s --quiet)
}

# make_run DIR BUILD=SHARE...: 20 invocations of `work`, block by block, at a rate of 1000 times the share of its build.
make_run() {
    "$GIL" -I - "$@" <<'PY'
import os, random, sys
folder, builds = sys.argv[1], dict(word.split("=") for word in sys.argv[2:])
random.seed(folder)
columns = ("schema run block order invocation build python ft gil mode workload params workload_hash placement threads window phase "
    "start_ns duration_ns ops ops_per_s slowest_ops_per_s fastest_ops_per_s cpu_s gil_wait_s voluntary_switches involuntary_switches "
    "rss_bytes pss_bytes status flags detail batch_ops hash_seed cpus").split()
os.makedirs(folder, exist_ok=True)
with open(folder + "/environment.csv", "w") as file:
    file.write('key,value\n"cpu.model","Made up"\n"topology.cpus","2"\n"run.started","2026-11-20T14:05:12+0000"\n')
with open(folder + "/samples.csv", "w") as file:
    print(",".join(columns), file=file)
    for block in range(20):
        for order, (build, share) in enumerate(builds.items()):
            row = dict.fromkeys(columns, "") | dict(schema=1, run=folder, block=block, order=order, invocation=block,
                build=build, python="3.13.15", ft=0, gil="on", mode="threads", workload="work", workload_hash="00000000deadbeef",
                placement="cores", threads=1, status="ok")
            rate = 1000 * float(share) * (1 + random.gauss(0, 0.002))
            print(*(row | dict(phase="measure", window=0, duration_ns=10**8, ops_per_s=rate)).values(), sep=",", file=file)
            print(*(row | dict(phase="end")).values(), sep=",", file=file)
PY
}

# set_floor SHARE: the kept difference of every row becomes that.
set_floor() {
    "$GIL" -I - "$1" <<'PY'
import csv, sys
with open("results/noise.csv", newline="") as file:
    rows = list(csv.DictReader(file))
with open("results/noise.csv", "w", newline="") as file:
    writer = csv.DictWriter(file, rows[0].keys())
    writer.writeheader()
    writer.writerows(row | dict(difference=sys.argv[1]) for row in rows)
PY
}

@test "a build is measured against itself, and what it differs by is kept" {
    setup_noise
    run -0 "$GILSCALE" noise spin fib --python "$GIL" "${quick[@]}"
    [[ $output == *"fib, threads, placement cores"*"spin, threads, placement cores"* ]]
    [[ $output == *"two runs of the same may differ by "*" %; no change below that will be judged."* ]]
    [[ $output == *" of 2 A/A cells were called different"* ]]
    [[ $output == *"Kept in results/noise.csv; the rows are in results/"*"-noise"* ]]
    run -0 columns results/noise.csv workload threads invocations build
    [[ $output =~ ^"fib 1 6 3."[^$'\n']*$'\n'"spin 1 6 3."[^$'\n']*$ ]]
    # Interleaved: every block has both sides of both.
    run -0 columns results/*-noise/samples.csv block phase=end
    [[ $(sort -n <<<"$output" | uniq -c | tr -s ' \n' ' ') == " 4 0 4 1 4 2 4 3 4 4 4 5 " ]]

    # Again: the same rows, newer.
    before=$(columns results/noise.csv date difference workload=fib)
    run -0 "$GILSCALE" noise fib --python "name=$GIL" "${quick[@]}"
    run -0 columns results/noise.csv workload build
    [[ $output == "fib name"$'\n'"spin 3."* ]]
    [[ $(columns results/noise.csv date difference workload=fib) != "$before" ]]

    run -0 "$GILSCALE" list noise
    [[ $output == *"fib, threads"*name*"spin, threads"* ]]
}

@test "several builds are several pairs of one run, and the default is as many invocations as a verdict wants" {
    run -0 "$GILSCALE" noise spin "${both[@]}" --threads 1 --dry-run
    for side in A-gil B-gil A-ft B-ft; do [[ $output == *" $side "* ]]; done
    [[ $output == *"4 cells, 20 blocks"* ]]
    run -0 "$GILSCALE" noise spin "${both[@]}" --threads 1 --dry-run --invocations 7
    [[ $output == *"4 cells, 7 blocks"* ]]
    [[ ! -e results ]]
}

@test "a table of made-up rows says what is known of them" {
    make_run same A-x=1 B-x=1 A-y=1 B-y=1.1
    run -0 "$GILSCALE" noise --from same
    [[ $output == *"1 of 2 A/A cells were called different (threshold 3 %): "* ]]
    [[ $output == *"work on x and y, GIL on: two runs of the same may differ by "*" %; no change"* ]]
    [[ $output == *"Kept in results/noise.csv"* ]]
    run -0 awk 'length > 80 && !/[.]$/' <<<"$output" # no line of the table is wider
    [[ -z $output ]]
    # At most a few thousandths for x; a tenth, which is a fault of ours that nothing may hide, for y.
    at_most 0.005 "$(columns results/noise.csv difference build=x)"
    at_least 0.09 "$(columns results/noise.csv difference build=y)"
    [[ $(columns results/noise.csv called_different needed_3_percent invocations build=x) == "0 6 20" ]]

    [[ $output != *disturbed* ]]

    "$GILSCALE" noise --from same --format csv >out.csv
    cmp out.csv results/noise.csv
}

@test "invocations that were disturbed are counted beside the floor" {
    make_run same A-x=1 B-x=1
    sed -i '/^1,same,[37],.*measure/s/,ok,/,ok,busy/' same/samples.csv
    [[ $(columns same/samples.csv block flags=busy | wc -l) == 4 ]]
    run -0 "$GILSCALE" noise --from same
    [[ $output == *"4 of 40 invocations were disturbed"* ]]
}

@test "a verdict below the kept floor is withheld" {
    make_run same A-x=1 B-x=1
    make_run base x=1
    make_run new x=0.9
    run -0 "$GILSCALE" noise --from same
    run -1 "$GILSCALE" compare base new # the floor is low, and a tenth is far above it
    set_floor 0.5
    run -0 "$GILSCALE" compare base new
    [[ $output == *"noise floor (50 %)"*"0 slower, 0 faster"* ]]
    # What the floor is not of is judged as before.
    sed -i 's/Made up/Another/' base/environment.csv new/environment.csv
    run -1 "$GILSCALE" compare base new
}

@test "a kept file that is none is found before anything is measured, and left alone" {
    mkdir results
    printf 'machine,build\n"a","b"\n' >results/noise.csv
    run -2 "$GILSCALE" noise spin --python "$GIL"
    [[ $output == *"results/noise.csv:1: the header has no python"* ]]
    [[ $(ls results) == noise.csv && $(wc -l <results/noise.csv) == 2 ]]
    run -2 "$GILSCALE" list noise
}

@test "a run that cannot be a noise floor is refused with the reason" {
    make_run one x=1
    run -2 "$GILSCALE" noise --from one
    [[ $output == *"no build was measured twice"* ]]
    run -2 "$GILSCALE" noise --from nowhere
    make_run same A-x=1 B-x=1
    mv same/samples.csv same/samples.csv.partial
    run -2 "$GILSCALE" noise --from same
    [[ $output == *"cut off"*"--resume same"* ]]
    mv same/samples.csv.partial same/samples.csv
    echo 'key,value' >same/environment.csv
    run -3 "$GILSCALE" noise --from same
    [[ $output == *"does not say which machine"* ]]
    [[ ! -e results ]]
    run -2 "$GILSCALE" noise --from same fib
    run -2 "$GILSCALE" noise --format pdf
}

@test "too few pairs tell nothing, and say so" {
    run -0 "$GILSCALE" noise spin --python "gil=$GIL" "${brief[@]}" --threads 1
    [[ $output == *"too few pairs to tell"* ]]
    [[ $output == *"spin on gil, GIL on, N=1 cannot be told at all: 1 pairs, and it takes 6."* ]]
    [[ $output == *"Nothing to keep"* && ! -e results/noise.csv ]]
    run -0 "$GILSCALE" list noise
    [[ $output == *"none here"* ]]
}
