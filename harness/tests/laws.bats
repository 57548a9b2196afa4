#!/usr/bin/env bats
# What a person is told of a curve's law: made-up rows of known laws, so that every sentence has a right answer.

load common

# make_curve FILE EXPRESSION-OF-n N... [blocks=COUNT] [flag=NAME/FROM-N/BLOCKS]: invocations of `work` on a free-threaded build, 1 % noise.
make_curve() {
    "$GIL" -I - "$@" <<'PY'
import os, random, sys
path, law, *rest = sys.argv[1:]
options = dict(word.split("=") for word in rest if "=" in word)
numbers = [int(word) for word in rest if "=" not in word]
flag, flag_from, flag_blocks = options.get("flag", "/0/0").split("/")
random.seed(1)
columns = ("schema run block order invocation build python ft gil mode workload params workload_hash placement threads window phase "
    "start_ns duration_ns ops ops_per_s slowest_ops_per_s fastest_ops_per_s cpu_s gil_wait_s voluntary_switches involuntary_switches "
    "rss_bytes pss_bytes status flags detail batch_ops hash_seed cpus").split()
os.makedirs(os.path.dirname(path), exist_ok=True)
with open(path, "w") as file:
    print(",".join(columns), file=file)
    for block in range(int(options.get("blocks", 10))):
        drift = random.gauss(0, 0.02)
        for n in numbers:
            row = dict.fromkeys(columns, "") | dict(schema=1, run="r", block=block, order=0, invocation=block, build="3.13t", python="3.13.15",
                ft=1, gil="off", mode="threads", workload="work", workload_hash="00000000deadbeef", placement="cores", threads=n, status="ok",
                flags=flag if n >= int(flag_from) and block < int(flag_blocks) else "")
            rate = 1e6 * eval(law, {"n": n}) * (1 + drift + random.gauss(0, 0.01))
            print(*(row | dict(phase="measure", window=0, duration_ns=10**8, ops_per_s=rate)).values(), sep=",", file=file)
            print(*(row | dict(phase="end")).values(), sep=",", file=file)
PY
}

usl() { echo "n / (1 + $1 * (n - 1) + $2 * n * (n - 1))"; }

@test "contention and coherency are told with intervals, and a peak beyond what was measured is called extrapolated" {
    make_curve r/samples.csv "$(usl 0.03 0.001)" 1 2 4 8 16
    run -0 "$GILSCALE" plot r
    [[ $output =~ "contention (sigma) is 0.0"[0-9]+" (0.0"[0-9]+" to 0.0"[0-9]+"), coherency (kappa) is 0.00" ]]
    [[ $output =~ "peak at "[23][0-9]" workers (extrapolated: measured up to 16)" ]]
    [[ $(columns r/curves.csv usl_shape law_threads threads=1) == "regular 16" ]]
    at_most 0.03 "$(columns r/curves.csv usl_sigma_low threads=1)"
    at_least 0.03 "$(columns r/curves.csv usl_sigma_high threads=1)"
    at_most 0.001 "$(columns r/curves.csv usl_kappa_low threads=1)"
    at_least 0.001 "$(columns r/curves.csv usl_kappa_high threads=1)"
}

@test "a peak that was measured is not extrapolated, and one that is not sure is not told" {
    make_curve r/samples.csv "$(usl 0.05 0.02)" 1 2 4 8 16
    run -0 "$GILSCALE" plot r
    [[ $output =~ "peak at "[67]" workers." && $output != *extrapolated* ]]
    make_curve r/samples.csv "$(usl 0.05 0.00002)" 1 2 4 8 16
    run -0 "$GILSCALE" plot r
    [[ $output == *contention* && $output != *peak* ]]
}

@test "what is no regular law is named in words" {
    make_curve r/samples.csv "$(usl 1.08 0)" 1 2 4 8
    run -0 "$GILSCALE" plot r
    [[ $output == *"(retrograde)"* && $output != *contention* ]]
    make_curve r/samples.csv "$(usl -0.04 0.001)" 1 2 4 8
    run -0 "$GILSCALE" plot r
    [[ $output == *"(superlinear: no scaling law applies)"* && $output != *contention* ]]
    make_curve r/samples.csv "$(usl 0.5 -0.02)" 1 2 4 8 16
    run -0 "$GILSCALE" plot r
    [[ $output == *"(accelerating: no scaling law applies)"* ]]
    make_curve r/samples.csv "n if n == 1 else n / 2" 1 2 4 8 16
    run -0 "$GILSCALE" plot r
    [[ $output == *"no scaling law fits"* && $(columns r/curves.csv usl_shape usl_sigma usl_sigma_low threads=1) == "no fit  " ]]
}

@test "a first worker that is a little faster bends the curve, and the law without the bend is told" {
    make_curve r/samples.csv "n if n == 1 else n * 0.97" 1 2 4 8 16
    run -0 "$GILSCALE" plot r
    [[ $output == *"the serial fraction (Amdahl) is 0.00"* && $output != *accelerating* ]]
}

@test "three N give Amdahl's law, two the speedup alone" {
    make_curve r/samples.csv "$(usl 0.1 0)" 1 2 4
    run -0 "$GILSCALE" plot r
    [[ $output =~ "the serial fraction (Amdahl) is 0."[01][0-9]*" (0."[0-9]+" to 0."[0-9]+")" ]]
    at_most 0.1 "$(columns r/curves.csv amdahl_serial_low threads=1)"
    at_least 0.1 "$(columns r/curves.csv amdahl_serial_high threads=1)"
    make_curve r/samples.csv "$(usl 0.1 0)" 1 2
    run -0 "$GILSCALE" plot r
    # The same fact as the speedup: only the file has it.
    [[ $output != *Karp-Flatt* ]]
    at_most 0.1 "$(columns r/curves.csv serial_fraction_low threads=2)"
    at_least 0.1 "$(columns r/curves.csv serial_fraction_high threads=2)"
    [[ -z $(columns r/curves.csv law_threads threads=1) ]]
    make_curve r/samples.csv "$(usl 1.5 0)" 1 2
    run -0 "$GILSCALE" plot r
    [[ $output == *"work: 0.8"*"(retrograde)"* && $output != *flat* ]]
    make_curve r/samples.csv "$(usl 1.04 0)" 1 2
    run -0 "$GILSCALE" plot r
    [[ $output == *"work: flat at 2 threads on 3.13t (0.9"* && $output != *"(retrograde)"* ]]
}

@test "beyond its placement regime nothing is fitted, and the sentence says up to where" {
    make_curve r/samples.csv "min(n, 8) / (1 + 0.05 * (min(n, 8) - 1))" 1 2 4 8 12 16 flag=smt_shared/12/10
    run -0 "$GILSCALE" plot r
    [[ $output == *"on 3.13t up to N=8 contention (sigma) is 0.0"* ]]
    [[ $(columns r/curves.csv law_threads threads=16) == 8 ]]
}

@test "few invocations have a law without an interval" {
    make_curve r/samples.csv "$(usl 0.05 0.001)" 1 2 4 8 blocks=5
    run -0 "$GILSCALE" plot r
    [[ $output == *"contention (sigma) is 0.0"*", coherency"* && $output != *"(sigma) is "*" to "*", coherency"* ]]
}

@test "the table says how many invocations carry a flag, and how many in all were disturbed" {
    make_curve r/samples.csv "n" 1 2 4 flag=busy/4/3
    run -0 "$GILSCALE" plot r
    [[ $output == *" b3"$'\n'* && $output == *"b busy"*"(3 of 30)"*"3 of 30 invocations were disturbed (flags busy)"* ]]
    [[ $(columns r/curves.csv threads disturbed) == $'1 0\n2 0\n4 3' ]]
    make_curve r/samples.csv "n" 1 2 4 flag=smt_shared/4/10
    run -0 "$GILSCALE" plot r
    [[ $output == *" h"$'\n'*"h smt_shared"*"(10 of 30)"* && $output != *disturbed* ]]
}
