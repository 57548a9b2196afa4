#!/usr/bin/env bats
# Export and import: other tools read what we write and see the same figures, and we read what pyperf wrote.

load common

RUN=results/example
PYPERF_RUN=harness/tests/corpus/pyperf/timeit.json

# Python with pyperf, in $PYPERF.
with_pyperf() {
    from_pypi pyperf
    PYPERF=$VENV
}

# copy_run DIR [SCALE] [NAME]: the example in the tree, the rates of one workload times SCALE; with NAME for a workload and its build. ONLY, when
# set, is the one build that is copied.
copy_run() {
    mkdir -p "$1"
    cp "$ROOT/$RUN/environment.csv" "$ROOT/$RUN/suite.cfg" "$1"
    "$GIL" -I - "$ROOT/$RUN/samples.csv" "$1/samples.csv" "${@:2}" <<'PY'
import csv, os, sys
source, target, scale, name = (*sys.argv[1:], *["1", ""][len(sys.argv) - 3:])
with open(source, newline="") as file, open(target, "w", newline="", errors="surrogateescape") as to:
    rows = csv.DictReader(file)
    write = csv.DictWriter(to, rows.fieldnames, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    write.writeheader()
    for row in rows:
        if row["ops_per_s"] and row["workload"] == "primes":
            row["ops_per_s"] = repr(float(row["ops_per_s"]) * float(scale))
        if name and row["workload"] == "fib":
            row["workload"] = row["build"] = name
        if row["build"] == os.environ.get("ONLY", row["build"]):
            write.writerow(row)
PY
}

# The verdicts of a comparison, cell by cell, with the figures they rest on.
verdicts() {
    "$GILSCALE" compare "$@" --format csv --fail-on none >compared.csv || return
    columns compared.csv workload params threads base_build ratio ratio_low ratio_high p p_holm verdict base_disturbed new_disturbed |
        awk '{ for (i = 1; i <= NF; i++) printf "%s ", $i ~ /^[0-9]+(\.[0-9]+)?(e-?[0-9]+)?$/ ? sprintf("%.9g", $i) : $i; print "" }'
}

@test "pyperf reads an export and has our medians" {
    with_pyperf
    "$GILSCALE" export "$ROOT/$RUN" --to pyperf --output out/
    [[ $(ls out) == $'3.13.15.json\n3.13.15t.json' ]]
    "$PYPERF" -I - "$ROOT/$RUN/samples.csv" out/3.13.15.json out/3.13.15t.json <<'PY'
import csv, statistics, sys
import pyperf
ours = {}
for row in csv.DictReader(open(sys.argv[1], newline="")):
    if row["phase"] == "end":
        key = row["build"], row["workload"], row["params"], int(row["threads"])
        ours.setdefault(key, []).append(1 / float(row["ops_per_s"]))
found = 0
for path in sys.argv[2:]:
    suite = pyperf.BenchmarkSuite.load(path)
    for benchmark in suite:
        m = benchmark.get_metadata()
        times = ours[m["gilscale_build"], m["gilscale_workload"], m.get("gilscale_params", ""), m["gilscale_threads"]]
        assert abs(benchmark.median() / statistics.median(times) - 1) < 1e-12, (benchmark.get_name(), benchmark.median(), times)
        assert benchmark.get_nrun() == len(times) == benchmark.get_nvalue(), benchmark
        found += 1
assert found == len(ours) == 24, found
PY
}

@test "pyperf's commands take an export" {
    with_pyperf
    "$GILSCALE" export "$ROOT/$RUN" --to pyperf --output out/
    run -0 "$PYPERF" -I -m pyperf compare_to out/3.13.15.json out/3.13.15t.json
    [[ $output == *"spin_held, N=2, threads, cores: Mean +- std dev: [3.13.15] 1.80 ns"*"[3.13.15t] 0.86 ns"*"2.08x faster"* ]]
    run -0 "$PYPERF" -I -m pyperf stats out/3.13.15t.json
    [[ $output == *"fib, N=2, threads, cores"*"Total number of run: 10"*"Median +- MAD:   12.6 us"* ]]
    run -0 "$PYPERF" -I -m pyperf metadata out/3.13.15t.json
    [[ $output == *"cpu_model_name: Intel(R) Xeon(R) Processor"*"gilscale_gil: off"*"python_compiler: GCC 12.2.0"* ]]
    "$PYPERF" -I -m pyperf show out/3.13.15.json
    "$PYPERF" -I -m pyperf check out/3.13.15.json
}

@test "with --windows each window is a value" {
    "$GILSCALE" export "$ROOT/$RUN" --to pyperf --build 3.13.15 --windows -o windows.json
    "$GIL" -I - "$ROOT/$RUN/samples.csv" windows.json <<'PY'
import csv, json, sys
windows = sum(row["phase"] == "measure" and row["build"] == "3.13.15" for row in csv.DictReader(open(sys.argv[1], newline="")))
values = sum(len(run["values"]) for b in json.load(open(sys.argv[2]))["benchmarks"] for run in b["runs"])
assert values == windows > 120, (values, windows)
PY
}

@test "exports compare as the runs themselves do, and a run with an export" {
    export ONLY=3.13.15t
    copy_run one 1
    copy_run two 0.7
    "$GILSCALE" export one --to pyperf --output one.json
    "$GILSCALE" export two --to pyperf --output two.json
    verdicts one two >runs
    verdicts one.json two.json | diff runs -
    verdicts one two.json | diff runs -
    [[ $(wc -l <runs) == 12 ]]
    grep -q '^primes.* slower ' runs
    grep -q ' inconclusive ' runs
}

@test "two exports of one run are told to be that" {
    "$GILSCALE" export "$ROOT/$RUN" --to pyperf --output out/
    run -1 "$GILSCALE" compare out/3.13.15.json out/3.13.15t.json
    [[ $output == *"build 3.13.15 to 3.13.15t"*"on to off"*"exports of one run"*"--by build"* && $output != *"Two runs at two times"* ]]
}

@test "what pyperf measured is compared, and a slower copy is slower" {
    "$GIL" -I - "$ROOT/$PYPERF_RUN" slow.json <<'PY'
import json, sys
suite = json.load(open(sys.argv[1]))
for run in suite["benchmarks"][0]["runs"]:
    run["values"] = [1.3 * value for value in run.get("values", [])]
json.dump(suite, open(sys.argv[2], "w"))
PY
    run -1 "$GILSCALE" compare "$ROOT/$PYPERF_RUN" slow.json
    [[ $output == *"build 3.11.7, mode threads, placement pyperf"*"comprehension"*" 0.769 "*slower*"join"*" 1.000 "*inconclusive* ]]
    [[ $output == *"Both are imported from pyperf"*"No noise floor is known of what pyperf measured"* ]]
    run -0 "$GILSCALE" compare "$ROOT/$PYPERF_RUN" "$ROOT/$PYPERF_RUN"
    sed 's/"cpu_count":2/"cpu_count":4/' "$ROOT/$PYPERF_RUN" >other.json
    run -2 "$GILSCALE" compare "$ROOT/$PYPERF_RUN" other.json
    [[ $output == *"topology.cpus is not the same on both sides ('2', '4')"* ]]
    sed 's/3\.11\.7/3.12.1/' "$ROOT/$PYPERF_RUN" >newer.json
    run -0 "$GILSCALE" compare "$ROOT/$PYPERF_RUN" newer.json
    [[ $output == *"build 3.11.7 to 3.12.1"* ]]
}

@test "what pyperf itself writes again compares as equal" {
    with_pyperf
    "$GILSCALE" export "$ROOT/$RUN" --to pyperf --build 3.13.15t -o ours.json
    "$PYPERF" -I -m pyperf convert ours.json -o theirs.json
    verdicts ours.json theirs.json
    [[ $(columns compared.csv ratio | awk '$1 > 0.999999999 && $1 < 1.000000001' | wc -l) == 12 ]]
}

@test "files that are none of pyperf's are refused by name, with exit code 2" {
    head -c 300 "$ROOT/$PYPERF_RUN" >cut.json
    run -2 "$GILSCALE" compare "$ROOT/$PYPERF_RUN" cut.json
    [[ $output == *"cut.json: line 1, column "*"no JSON"* ]]
    gzip -c "$ROOT/$PYPERF_RUN" >packed.json.gz
    run -2 "$GILSCALE" compare packed.json.gz "$ROOT/$PYPERF_RUN"
    [[ $output == *"packed.json.gz: packed"*gunzip* ]]
    run -2 "$GILSCALE" compare nowhere.json "$ROOT/$PYPERF_RUN"
    run -2 "$GILSCALE" export "$ROOT/$PYPERF_RUN" --to csv
    [[ $output == *"is no run"* ]]
}

# Is standard input Go's benchmark format? The rules are those of golang.org/x/perf/benchfmt; prints how many results it has.
benchmark_format() {
    "$GIL" -I -c '
import re, sys
results = 0
for line in sys.stdin.buffer.read().decode().split("\n")[:-1]:
    assert line.isprintable(), line
    if line.startswith("Benchmark"):
        name, count, *pairs = line.split(" ")
        assert re.fullmatch(r"Benchmark[A-Z_][\w.+-]*(/[\w.+-]+(=[\w.+-]*)?)*-[1-9]\d*", name, re.A), name
        assert int(count) > 0 and pairs and len(pairs) % 2 == 0, line
        assert all(float(n) > 0 for n in pairs[::2]) and {*pairs[1::2]} <= {"ns/op", "ops/s", "p50-ns", "p99-ns"}, line
        results += 1
    else:
        assert re.fullmatch(r"Unit ops/s better=higher|[a-z][^\sA-Z:]*: .*", line), line
print(results)'
}

@test "benchstat's text keeps to its grammar, a line an invocation" {
    "$GILSCALE" export "$ROOT/$RUN" --to benchstat >out.txt
    [[ $(benchmark_format <out.txt) == 240 ]]
    [[ $(grep -c '^build: ' out.txt) == 2 ]]
    grep -q '^BenchmarkDict_churn/size=16/mode=threads/placement=cores-2 ' out.txt
    # a time per op times a rate is 1
    awk '/^Benchmark/ && ($3 * $5 / 1e9 > 1.000001 || $3 * $5 / 1e9 < 0.999999) { exit 1 }' out.txt
}

@test "the CSV has a row an invocation, numbers bare, and the failed ones without figures" {
    copy_run one 1
    sed -i '0,/"end",\(.*\),"ok"/s//"end",\1,"crashed"/; 0,/,end,\(.*\),ok,/s//,end,\1,crashed,/' one/samples.csv
    "$GILSCALE" export one --to csv -o out.csv
    "$GIL" -I - out.csv <<'PY'
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1], newline=""), strict=True))
assert len(rows) == 240 and None not in rows[0]
bad = [row for row in rows if row["counts"] == "0"]
assert len(bad) == 1 and bad[0]["status"] == "crashed" and bad[0]["ops_per_s"] == bad[0]["seconds_per_op"] == "", bad
for row in rows:
    if row["counts"] == "1":
        assert abs(float(row["ops_per_s"]) * float(row["seconds_per_op"]) - 1) < 1e-12 and float(row["measured_s"]) > 0
    assert int(row["threads"]) in (1, 2) and int(row["invocation"]) == int(row["block"]), row
assert sum(row["disturbed"] == "1" for row in rows) in (77, 78)
PY
}

@test "filters choose cells, and a value that is nowhere is named with the nearest" {
    "$GILSCALE" export "$ROOT/$RUN" --to csv --workload fib,spin --threads 2 --build 3.13.15t --mode threads --placement cores -o out.csv
    [[ $(columns out.csv workload threads build | sort | uniq -c | tr -s ' ') == " 10 fib 2 3.13.15t"$'\n'" 10 spin 2 3.13.15t" ]]
    run -2 "$GILSCALE" export "$ROOT/$RUN" --to csv --workload fibb
    [[ $output == *"no workload 'fibb' in this run; did you mean 'fib'?"* ]]
    run -2 "$GILSCALE" export "$ROOT/$RUN" --to csv --threads 3
    [[ $output == *"no thread count '3' in this run"* ]]
}

@test "several builds want a folder, files are not replaced unasked, and no run is lost" {
    run -2 "$GILSCALE" export "$ROOT/$RUN" --to pyperf
    [[ $output == *"these are 2 (3.13.15, 3.13.15t): --output DIR/"*"--build TAG"* ]]
    copy_run one 1
    run -2 "$GILSCALE" export one --to csv -o one/samples.csv
    [[ $output == *"one/samples.csv: is there already; --force replaces it"* ]]
    cmp <(head -c 6 one/samples.csv) <(printf schema)
    "$GILSCALE" export one --to csv -o out.csv
    "$GILSCALE" export one --to csv -o out.csv --force
    "$GILSCALE" export one --to benchstat -o folder/
    [[ -s folder/benchstat.txt ]]
    mv one/samples.csv one/samples.csv.partial
    run -2 "$GILSCALE" export one --to csv
    [[ $output == *"cut off"* ]]
    run -4 "$GILSCALE" export "$ROOT/$RUN" --to csv -o /dev/null/out.csv
}

@test "what is not offered says why, and what it may have meant" {
    run -2 "$GILSCALE" export "$ROOT/$RUN" --to asv
    [[ $output == *"asv files results under commits"* ]]
    run -2 "$GILSCALE" export "$ROOT/$RUN" --to pypref
    [[ $output == *"did you mean 'pyperf'"* ]]
    run -2 "$GILSCALE" export "$ROOT/$RUN"
    [[ $output == *"--to what?"* ]]
    run -0 "$GILSCALE" export --help
    [[ $output == *"Not airspeed velocity"*"Examples:"* ]]
}

@test "hostile names are data in every form, and never leave the folder" {
    copy_run one 1 $'../../x";$(touch owned)`touch owned`\n\x1b[31m<script>'
    "$GILSCALE" export one --to pyperf --output out/
    [[ $(find . -newer one/samples.csv -type f | grep -vc '^\./out/[A-Za-z0-9._+-]*\.json$') == 0 ]]
    "$GILSCALE" export one --to benchstat >out.txt
    [[ $(benchmark_format <out.txt) == 240 ]]
    "$GILSCALE" export one --to csv >out.csv
    [[ $(columns out.csv threads | wc -l) == 240 ]]
    [[ ! -e owned ]]
    with_pyperf
    for file in out/*.json; do
        run -0 "$PYPERF" -I -m pyperf show "$file"
        [[ $output != *$'\x1b'* ]]
    done
}
