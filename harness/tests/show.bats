#!/usr/bin/env bats
# `gilscale show DIR`: the cells of a run, filtered and sorted, in each form and at each width. Rows that were measured once, and rows made up.

load common

# No build is needed: nothing is measured here.
setup_file() {
    export ROOT GILSCALE MADE
    ROOT=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    GILSCALE=$ROOT/build/gilscale
    MADE=$BATS_FILE_TMPDIR
    made() { python3 "$ROOT/harness/tests/made_samples.py" "$@"; }
    made "$MADE/wide" --threads 1,2,64 --builds 8 --workloads 2 --modes threads,processes --measures --invocations 6
    made "$MADE/hostile" --names hostile --workloads 8 --threads 1,2 --invocations 6
    cp -r "$ROOT/results/example" "$MADE/example"
}

setup() {
    cd "$BATS_TEST_TMPDIR" || exit 1
    example=$ROOT/results/example
}

# The longest line of standard input, in characters.
longest() { python3 -c 'import sys; print(max(len(line.rstrip("\n")) for line in open(0, encoding="utf-8")))'; }

@test "the table of the example" {
    run -0 "$GILSCALE" show "$example" --workload fib,spin
    diff - <(echo "$output") <<'TABLE'
Medians of 10 invocations, mode threads, placement cores

  build     GIL  N   ops/s     +-  speedup (95 %)        eff.  CPUs  flags
fib
  3.13.15   on   1    78 k   26 %                              1.14  e5 u5
  3.13.15   on   2  71.1 k   11 %  0.93 (0.71 to 1.10)   47 %  0.99  e s6 u9
  3.13.15t  off  1  42.2 k   30 %                              1.18  e5 s3 u5
  3.13.15t  off  2  79.7 k   28 %  1.97 (1.51 to 2.18)   99 %  2.12  e6 s1 u6
spin
  3.13.15   on   1   584 M  4.3 %                              1.18
  3.13.15   on   2  1.18 G  2.5 %  2.04 (2.00 to 2.11)  102 %  2.00
  3.13.15t  off  1   581 M  4.7 %                              1.18
  3.13.15t  off  2  1.15 G  5.4 %  1.99 (1.88 to 2.06)  100 %  2.16

N: workers; ops/s: of all of them together; +-: how far its 95 % interval
reaches; speedup: over one worker of the same build; eff.: speedup / N; CPUs:
kept busy.
Flags, with the number of invocations that carry them (none: all of them):
  e extended        its windows were not steady: more were measured (26 of 80)
  s stolen          the hypervisor gave our CPUs to others (10 of 80)
  u unsteady        all of its windows together were not steady (25 of 80)
26 of 80 invocations were disturbed (flags unsteady, stolen)

Speedup of 2 workers over one
  # GIL off   * GIL on   | ideal
  fib   3.13.15    0.93  *************************                            |
        3.13.15t   1.97  #####################################################|
  spin  3.13.15    2.04  *******************************************************
        3.13.15t   1.99  ######################################################

fib: 1.97x at 2 threads on 3.13.15t (1.51 to 2.18), 0.93x on 3.13.15 (0.71 to 1.10); one thread costs 1.79x (1.70 to 1.90).
spin: 1.99x at 2 threads on 3.13.15t (1.88 to 2.06), 2.04x on 3.13.15 (2.00 to 2.11); one thread costs 0.99x (0.95 to 1.04).
spin, scaling law: on 3.13.15 N workers do more than N times one (superlinear: no scaling law applies).
TABLE
}

@test "no line is longer than the terminal, and a wider one shows more" {
    for run in example wide hostile; do
        for width in 60 80 120 200; do
            COLUMNS=$width "$GILSCALE" show "$MADE/$run" >"$width-$run.txt"
            COLUMNS=$width "$GILSCALE" show "$MADE/$run" --sort speedup >"$width-$run-speedup.txt"
            COLUMNS=$width "$GILSCALE" show "$MADE/$run" --sort gil-wait --gil on >"$width-$run-wait.txt"
        done
        [[ $(head -4 80-$run.txt) != *memory* && $(head -4 200-$run.txt) == *"95 % interval"*memory* ]]
    done
    python3 -I - *-*.txt <<'PY'
import sys
for name in sys.argv[1:]:
    longest = max((line.rstrip("\n") for line in open(name, encoding="utf-8")), key=len)
    assert len(longest) <= int(name.split("-")[0]), f"{name}: {len(longest)} characters: {longest}"
assert len(sys.argv) == 1 + 3 * 4 * 3
PY
    # A real terminal says its width itself; a pipe has 80 columns, and sentences of one line each.
    script -qec "stty cols 66; env -u COLUMNS $GILSCALE show $example" /dev/null </dev/null | tr -d '\r' | sed 's/\x1b\[[0-9;]*m//g' >tty.txt
    at_most 66 "$(longest <tty.txt)"
    at_least 60 "$(longest <tty.txt)"
    env -u COLUMNS "$GILSCALE" show "$example" >pipe.txt
    at_most 80 "$(sed '/^dict_churn: /,$d' pipe.txt | longest)"
    [[ $(grep -c '^fib: .*costs.*\.$' pipe.txt) -eq 1 ]]
}

@test "colour, bold and blocks are for terminals that have them" {
    on_terminal() { script -qec "stty cols 80; $*" /dev/null </dev/null; }
    on_terminal env -u NO_COLOR LC_ALL=C.UTF-8 TERM=xterm "$GILSCALE" show "$MADE/wide" --workload fib >full.txt
    grep -q $'\x1b\\[1m' full.txt && grep -q '█' full.txt && grep -q '▁' full.txt
    on_terminal env NO_COLOR=1 LC_ALL=C.UTF-8 TERM=xterm "$GILSCALE" show "$MADE/wide" --workload fib >plain.txt
    ! grep -q $'\x1b' plain.txt && grep -q '█' plain.txt
    on_terminal env -u NO_COLOR LC_ALL=C TERM=xterm "$GILSCALE" show "$MADE/wide" --workload fib >ascii.txt
    ! grep -q '█' ascii.txt && grep -q '####' ascii.txt
    on_terminal env -u NO_COLOR LC_ALL=C.UTF-8 TERM=dumb "$GILSCALE" show "$MADE/wide" --workload fib >dumb.txt
    ! grep -q $'\x1b' dumb.txt && ! grep -q '█' dumb.txt
    LC_ALL=C.UTF-8 TERM=xterm "$GILSCALE" show "$MADE/wide" --workload fib >pipe.txt
    ! grep -q $'\x1b' pipe.txt && ! grep -q '█' pipe.txt
}

@test "CSV is curves.csv, and JSON has the same cells with units, null and all names" {
    "$GILSCALE" show "$MADE/example" --format csv >cells.csv
    "$GILSCALE" plot "$MADE/example" >/dev/null
    cmp cells.csv "$MADE/example/curves.csv"
    "$GILSCALE" show "$MADE/hostile" --format csv >cells.csv
    "$GILSCALE" show "$MADE/hostile" --format json >run.json
    python3 -I - "$MADE/hostile/samples.csv" <<'PY'
import csv, json, sys
run = json.load(open("run.json"))
rows = list(csv.DictReader(open("cells.csv", newline=""), strict=True))
names = {row["workload"] for row in csv.DictReader(open(sys.argv[1], newline=""))}
assert len(names) == 8 and names == {cell["workload"] for cell in run["cells"]} == {row["workload"] for row in rows}
assert run["schema"] == 1 and run["run"]["complete"] is True and run["run"]["seed"] and run["machine"]["cpu.model"] == "Made-up CPU"
assert all(build["version"] == "3.13.15" for build in run["builds"].values()) and len(run["builds"]) == 2
assert len(run["cells"]) == len(rows) == 32 and len(run["sentences"]) >= 8
for cell, row in zip(run["cells"], rows):
    for key, text in row.items():
        value = cell[key]
        if key == "flags":
            assert set(value) == set(filter(None, text.split(";"))) and all(0 <= n <= 6 for n in value.values())
        elif key == "ft":
            assert value is (text == "1")
        elif isinstance(value, str):
            assert value == text
        else:
            assert value is None and text == "" or abs(value - float(text)) <= 1e-9 * abs(value), (key, value, text)
assert any(cell["one_thread_cost"] for cell in run["cells"]) and "\x1b" not in open("run.json").read()
PY
}

@test "Markdown is a table with names as code, and sentences" {
    "$GILSCALE" show "$MADE/hostile" --format markdown >page.md
    python3 -I - <<'PY'
import re
page = open("page.md", encoding="utf-8").read()
assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", page)
lines = page.splitlines()
table = [line for line in lines if line.startswith("|")]
edges = {len(re.findall(r"(?<!\\)\|", line)) for line in table}
assert len(table) == 2 + 32 and len(edges) == 1, edges
sentences = [line for line in lines if line.startswith("- ")]
assert len(sentences) >= 8
for line in table[2:] + sentences: # what is left without the code spans is ours
    left = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", line)
    assert not re.search(r"[<>&@*_\"`]", left.replace("+-", "")), left
PY
}

@test "hostile names are text on a terminal" {
    for how in "" "--sort name" "--quiet"; do
        "$GILSCALE" show "$MADE/hostile" $how >out.txt
        ! LC_ALL=C grep -q $'[\x01-\x09\x0b-\x1f\x7f]' out.txt
        ! grep -q $'\u202e' out.txt
        grep -qF '<script>alert(1)</script>' out.txt
    done
    [ ! -e owned ]
}

@test "filters keep what matches all of them" {
    cells() { "$GILSCALE" show "$MADE/wide" --format csv "$@" >out.csv && python3 -c '
import csv, sys
rows = list(csv.DictReader(open("out.csv", newline="")))
print(len(rows), *sorted({row[sys.argv[1]] for row in rows}))' "$key"; }
    key=workload && [[ $(cells --workload 'f*') == "48 fib" && $(cells) == "96 fib spin" ]]
    key=build && [[ $(cells --build '*t' --workload fib) == "24 3.12.13t 3.13.12t 3.14.11t 3.15.15t" ]]
    key=threads && [[ $(cells --threads 2,16..64) == "64 2 64" ]]
    key=gil && [[ $(cells --gil on) == "48 on" ]]
    key=mode && [[ $(cells --mode processes --threads 1) == "16 processes" ]]
    key=status && [[ $(cells --status ok --placement cores) == "96 ok" ]]
    [[ $("$GILSCALE" show "$example" --format csv -p size=16 --flag stolen | cut -d, -f1,6,9 | tail -n +2) == \
        $'"3.13.15","dict_churn",1\n"3.13.15","dict_churn",2\n"3.13.15t","dict_churn",1' ]]
    [[ $("$GILSCALE" show "$example" --format csv --flag none | cut -d, -f6 | sort -u) == *spin* ]]
    # A speedup is over one worker, whether that is shown or not.
    [[ $("$GILSCALE" show "$example" --workload fib --threads 2) == *"1.97 (1.51 to 2.18)"*"fib: 1.97x at 2 threads"*"one thread costs"* ]]
    # Means are over all workloads of a run, so not over a part.
    [[ $("$GILSCALE" show "$example") == *"Over 6 workloads one thread costs"* && $("$GILSCALE" show "$example" --workload fib,spin) != *Over* ]]
}

@test "what matches nothing is an error that names what is near" {
    wrong() { run -2 "$GILSCALE" show "$example" "${@:2}" && [[ $output == *"$1"* ]]; }
    wrong "no cell matches --workload fibb; did you mean 'fib'?; these results have 'dict_churn', 'fib'" --workload fibb
    wrong "no cell matches --build 3.13.15x; did you mean '3.13.15" --build 3.13.15x
    wrong "no cell matches --threads 8; these results have '1', '2'" --threads 8
    wrong "no cell matches --flag stolne; did you mean 'stolen'?" --flag stolne
    wrong "no cell matches --param size=61; did you mean 'size=16'?" -p size=61
    wrong "no cell matches --axis gc=off" --axis gc=off
    wrong "no cell matches all of these filters together" --workload fib -p size=16
    wrong "--sort does not know 'speedpu'; did you mean 'speedup'?" --sort speedpu
    wrong "--format does not know 'jsn'; did you mean 'json'?" --format jsn
    wrong "--param: 'size' is no NAME=VALUE" -p size
    wrong "'x' is not a whole number" --threads x
    run -2 "$GILSCALE" show "$example" "$example"
    run -2 "$GILSCALE" show "$example" --python 3.13
}

@test "rows are sorted by any key, either way" {
    order() { "$GILSCALE" show "$example" --format csv "${@:2}" | python3 -c '
import csv, sys
print(*[row[sys.argv[1]] for row in csv.DictReader(sys.stdin)])' "$1"; }
    sorted() { python3 -c '
import sys
numbers = [float(word) for word in sys.argv[2:]]
assert numbers == sorted(numbers, reverse=sys.argv[1] == "down"), numbers' "$@"; }
    sorted down $(order speedup --sort speedup)
    sorted up $(order speedup --sort speedup --reverse --threads 2)
    sorted down $(order ops_per_s --sort rate)
    sorted down $(order efficiency --sort efficiency)
    sorted down $(order pss_bytes --sort memory)
    sorted down $(order disturbed --sort disturbed)
    [[ $(order workload --reverse --threads 1 --gil off) == "spin_held spin shared_counter primes fib dict_churn" ]]
    [[ $(order workload --sort cost --threads 1 --gil off) == "fib "* ]]
    [[ $("$GILSCALE" show "$example" --sort cost) == *"1-thread cost"*" 1.79  "* ]]
    [[ $(COLUMNS=160 "$GILSCALE" show "$example" --sort cost) == *"1-thread cost (95 %)"*"1.79 (1.70 to 1.90)"* ]]
}

@test "a run is named by folder, file or baseline; what is a workload's name stays one, unless a folder of it has results" {
    run -0 "$GILSCALE" show "$example/samples.csv" -q
    [[ $output == *"fib: 1.97x"* && $output != *"GIL off"* ]]
    mkdir -p results/baselines && cp -r "$example" results/baselines/main && cp -r "$example" results/baselines/fib
    run -0 "$GILSCALE" show main
    [[ $output == *"fib: 1.97x"* ]]
    run -0 "$GILSCALE" show fib
    [[ $output == *"fib, in Python"* ]]
    mkdir fib
    run -0 "$GILSCALE" show fib
    [[ $output == *"fib, in Python"* ]]
    cp "$example/samples.csv" fib
    run -0 "$GILSCALE" show fib
    [[ $output == *"fib: 1.97x"* && $(ls fib) == samples.csv ]]
    run -2 "$GILSCALE" show ./nothing/here
    run -2 "$GILSCALE" show primes --sort speedup
    [[ $output == *"--sort is for results"* ]]
    mkdir cut && head -200 "$example/samples.csv" >cut/samples.csv.partial
    run -0 --separate-stderr "$GILSCALE" show cut --format json
    [[ $stderr == *"cut off"* ]]
    python3 -c 'import json, sys; assert json.loads(sys.argv[1])["run"]["complete"] is False' "$output"
}

@test "single workers have a table of their own where they were recorded, of invocations that count" {
    python3 -I - "$example/samples.csv" <<'PY'
import csv, os, sys
rows = list(csv.DictReader(open(sys.argv[1], newline="")))
columns = list(rows[0]) + [name for name in ("worker", "runqueue_wait_s", "gil_wait_s") if name not in rows[0]]
os.makedirs("run")
with open("run/samples.csv", "w", newline="") as file:
    out = csv.DictWriter(file, columns, restval="", lineterminator="\n")
    out.writeheader()
    for row in rows:
        if row["phase"] == "end" and row["workload"] == "fib" and row["threads"] == "2" and row["build"] == "3.13.15":
            if row["block"] == "0":
                row["status"] = "failed"
            for worker in (0, 1, 2): # the third is of a group beside
                ops = 10**6 if row["block"] == "0" else (worker + 1) * 1000
                out.writerow({**row, "phase": "worker", "status": "ok", "worker": worker, "ops": ops, "duration_ns": 10**9, "cpus": worker,
                              "cpu_s": 0.5, "gil_wait_s": 0.25 * worker, "runqueue_wait_s": 0.1})
        out.writerow(row)
PY
    run -0 "$GILSCALE" show run --per-worker
    [[ $output =~ 0\ +0\ +1\ k\ +50\ %\ +0\ %\ +10\ % && $output =~ 1\ +1\ +2\ k\ +50\ %\ +25\ %\ +10\ % && $output != *"3 k"* ]]
    run -0 "$GILSCALE" show run --per-worker --format markdown
    [[ $(grep -c '^| `fib`' <<<"$output") -eq 2 ]]
    run -2 "$GILSCALE" show run --per-worker --workload spin
    [[ $output == *"no rows of single workers"* ]]
    run -2 "$GILSCALE" show run --per-worker --format csv
    [[ $output == *"samples.csv has the rows"* ]]
}
