#!/usr/bin/env bats
# Comparing: made-up rows with a known truth, so that every verdict has a right answer.

load common

# make_run FILE BUILD=RATE... [drift=SHARE] [hash=HASH] [noise=SHARE]: 12 invocations of `work` on each build, block by block.
make_run() {
    "$GIL" -I - "$@" <<'PY'
import os, random, sys
path, words = sys.argv[1], dict(word.split("=") for word in sys.argv[2:])
drift, noise, digest = float(words.pop("drift", 0)), float(words.pop("noise", 0.005)), words.pop("hash", "00000000deadbeef")
random.seed(path)
columns = ("schema run block order invocation build python ft gil mode workload params workload_hash placement threads window phase "
    "start_ns duration_ns ops ops_per_s slowest_ops_per_s fastest_ops_per_s cpu_s gil_wait_s voluntary_switches involuntary_switches "
    "rss_bytes pss_bytes status flags detail batch_ops hash_seed cpus").split()
os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
with open(path, "w") as file:
    print(",".join(columns), file=file)
    for block in range(12):
        for order, (build, rate) in enumerate(words.items()):
            row = dict.fromkeys(columns, "") | dict(schema=1, run=os.path.dirname(path), block=block, order=order, invocation=block,
                build=build, python="3.13.15", ft=0, gil="on", mode="threads", workload="work", workload_hash=digest,
                placement="cores", threads=1, status="ok")
            level = float(rate) * (1 + drift * block / 11) * (1 + random.gauss(0, noise))
            for window in range(3):
                print(*(row | dict(phase="measure", window=window, duration_ns=10**8, ops_per_s=level * (1 + random.gauss(0, 0.002)))).values(),
                      sep=",", file=file)
            print(*(row | dict(phase="end")).values(), sep=",", file=file)
PY
}

@test "a run against another of the same is never slower or faster" {
    make_run one/samples.csv a=1000
    make_run two/samples.csv a=1000
    run -0 "$GILSCALE" compare one two
    [[ $output == *"1 cells: 0 slower, 0 faster, 1 equivalent"* ]]
}

@test "a regression is found, named, and is exit code 1" {
    make_run one/samples.csv a=1000
    make_run two/samples.csv a=900
    run -1 "$GILSCALE" compare one two
    [[ $output == *"work"*"0.90"*slower* ]]
    run -0 "$GILSCALE" compare two one
    [[ $output == *faster* ]]
}

@test "a change below the threshold is no regression" {
    make_run one/samples.csv a=1000 noise=0.001
    make_run two/samples.csv a=985 noise=0.001
    run -0 "$GILSCALE" compare one two --threshold 3%
    run -1 "$GILSCALE" compare one two --threshold 1%
}

@test "noise that hides the answer is inconclusive, with a number of invocations" {
    make_run one/samples.csv a=1000 noise=0.1
    make_run two/samples.csv a=1000 noise=0.1
    run -0 "$GILSCALE" compare one two
    [[ $output == *inconclusive\ \(*\ would\ tell\)* ]]
}

@test "builds inside one run form pairs, which a drift does not bend" {
    make_run one/samples.csv a=1000 b=950 drift=0.4
    run -1 "$GILSCALE" compare one --by build a b
    [[ $output == *" 0.95"*slower* ]]
    run -2 "$GILSCALE" compare one --by build a c
    [[ $output == *"no build 'c' in this run"* ]]
}

@test "a workload that changed is refused, and forced only with a word about it" {
    make_run one/samples.csv a=1000
    make_run two/samples.csv a=1000 hash=1111111111111111
    run -2 "$GILSCALE" compare one two
    [[ $output == *"workload 'work' is not the same on both sides"* ]]
    run -0 "$GILSCALE" compare one two --force
    [[ $output == *--force:* ]]
}

@test "another machine, or another optimisation of the build, is refused" {
    make_run one/samples.csv a=1000
    make_run two/samples.csv a=1000
    printf 'key,value\n"cpu.model","Old"\n"build.a.optimisation","PGO"\n' >one/environment.csv
    printf 'key,value\n"cpu.model","New"\n"build.a.optimisation","PGO"\n' >two/environment.csv
    run -2 "$GILSCALE" compare one two
    [[ $output == *"cpu.model is not the same on both sides ('Old', 'New')"* ]]
    printf 'key,value\n"cpu.model","Old"\n"build.a.optimisation","none"\n' >two/environment.csv
    run -2 "$GILSCALE" compare one two
    [[ $output == *"build.a.optimisation is not the same on both sides ('PGO', 'none')"* ]]
    run -0 "$GILSCALE" compare one two --force
    [[ $output == *--force:* ]]
    cp one/environment.csv two/environment.csv
    run -0 "$GILSCALE" compare one two
}

@test "one build of a kind on each side corresponds, whatever its version" {
    make_run one/samples.csv 3.13.14=1000
    make_run two/samples.csv 3.13.15=1000
    run -0 "$GILSCALE" compare one two
    make_run three/samples.csv 3.13.15=1000 3.14.0=1000
    run -2 "$GILSCALE" compare one three
    [[ $output == *"nothing to compare"* ]]
}

@test "a run that was cut off is no ground for a verdict" {
    make_run one/samples.csv a=1000
    make_run two/samples.csv a=1000
    mv two/samples.csv two/samples.csv.partial
    run -2 "$GILSCALE" compare one two
    [[ $output == *"cut off"*"--resume two"* ]]
}

@test "markdown and CSV say the same" {
    make_run one/samples.csv a=1000
    make_run two/samples.csv a=900
    run -1 "$GILSCALE" compare one two --format markdown
    [[ $output == *"| work | on | 1 | 0.9"*"| slower |"* ]]
    "$GILSCALE" compare one two --format csv >table.csv || [[ $? -eq 1 ]]
    [[ $(columns table.csv workload threads verdict base_invocations) == "work 1 slower 12" ]]
}

@test "bad usage is exit code 2" {
    run -2 "$GILSCALE" compare
    run -2 "$GILSCALE" compare nowhere nothing
    make_run one/samples.csv a=1000
    run -2 "$GILSCALE" compare one one --threshold 0
    run -2 "$GILSCALE" compare one one --format pdf
    echo 'not,a,samples,file' >bad.csv
    run -2 "$GILSCALE" compare one bad.csv
    [[ $output == *bad.csv* ]]
}

@test "a run kept as a baseline is compared by its name, and outlives its folder" {
    "$GILSCALE" run spin --python "gil=$GIL" "${brief[@]}" --threads 1 -o out --save-baseline main
    run -0 "$GILSCALE" list baselines
    [[ $output == main ]]
    cp -r out other
    rm -r out
    run -0 "$GILSCALE" compare main other
    [[ $output == *"1 cells: 0 slower, 0 faster"* ]]
    run -2 "$GILSCALE" compare mian other
    [[ $output == *"did you mean 'main'"* ]]

    # A second of that name replaces the first.
    "$GILSCALE" run spin --python "gil=$GIL" "${brief[@]}" --threads 1 -o out --save-baseline main
    cmp results/baselines/main/samples.csv out/samples.csv
    run -2 "$GILSCALE" run spin --save-baseline ../evil
    [[ $output == *"'../evil' is no name"* ]]
}

@test "one build may run twice under two labels, to see what the machine cannot tell" {
    "$GILSCALE" run spin --python "A=$GIL" --python "B=$GIL" "${brief[@]}" --invocations 3 --threads 1 -o out
    [[ $(columns out/samples.csv build phase=end | sort | uniq -c | tr -s ' \n' ' ') == " 3 A 3 B " ]]
    run -0 "$GILSCALE" compare out --by build A B
    [[ $output == *"1 cells: 0 slower"* ]]
}
