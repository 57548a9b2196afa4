#!/usr/bin/env bats
# Comparing: made-up rows with a known truth, so that every verdict has a right answer.

load common

# make_run FILE BUILD=RATE[/RATE...]... [drift=SHARE] [hash=HASH] [noise=SHARE] [workload=NAME,...] [params=TEXT] [crashed=N] [skipped=N]
# [busy=K] [flags=FLAG] [blocks=K]: K (12) invocations of `work` on each build, block by block, at N = 1, 2, 4... for each of the rates;
# those at N=crashed end badly, the first `busy` blocks are flagged. HOSTILE, when set, is the workload's name.
make_run() {
    "$GIL" -I - "$@" <<'PY'
import csv, os, random, sys
path, words = sys.argv[1], dict(word.split("=", 1) for word in sys.argv[2:])
take = lambda name, default: type(default)(words.pop(name, default))
drift, noise, digest, blocks = take("drift", 0.0), take("noise", 0.005), take("hash", "00000000deadbeef"), take("blocks", 12)
names, params, flags = take("workload", "work").split(","), take("params", ""), take("flags", "")
crashed, skipped, busy = take("crashed", 0), take("skipped", 0), take("busy", 0)
names = [os.environ["HOSTILE"]] if "HOSTILE" in os.environ else names
random.seed(path)
columns = ("schema run block order invocation build python ft gil mode workload params workload_hash placement threads window phase "
    "start_ns duration_ns ops ops_per_s slowest_ops_per_s fastest_ops_per_s cpu_s gil_wait_s voluntary_switches involuntary_switches "
    "rss_bytes pss_bytes status flags detail batch_ops hash_seed cpus").split()
os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
with open(path, "w", newline="", errors="surrogateescape") as file:
    write = csv.DictWriter(file, columns, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    write.writeheader()
    cells = [(build, name, 2**i, float(rate)) for build, rates in words.items() for name in names for i, rate in enumerate(rates.split("/"))]
    for block in range(blocks):
        for order, (build, name, threads, rate) in enumerate(cells):
            row = dict.fromkeys(columns, "") | dict(schema=1, run=os.path.dirname(path), block=block, order=order, invocation=block,
                build=build, python="3.13.15", ft=0, gil="on", mode="threads", workload=name, params=params, workload_hash=digest,
                placement="cores", threads=threads, status="ok", flags=";".join(filter(None, [flags, "busy" if block < busy else ""])))
            level = rate * (1 + drift * block / 11) * (1 + random.gauss(0, noise))
            bad = "crashed" if threads == crashed else "skipped" if threads == skipped else ""
            for window in range(0 if bad else 3):
                write.writerow(row | dict(phase="measure", window=window, duration_ns=10**8, ops_per_s=level * (1 + random.gauss(0, 0.002))))
            write.writerow(row | dict(phase="end") | (dict(status=bad, detail="SIGSEGV at \x1b[31mnight") if bad else {}))
PY
}

# A run with an environment, so that its machine has a name: `make_environment DIR KEY=VALUE...`.
make_environment() {
    { echo key,value; echo '"cpu.model","Old"'; echo '"topology.cpus","4"'; printf '"%s","%s"\n' "${@:2}"; } >"$1/environment.csv"
}

# The named fields of a comparison's JSON: `json FILE PYTHON-EXPRESSION`, where d is the object.
json() { "$GIL" -I -c 'import json, sys; d = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$@"; }

@test "a run against another of the same is never slower or faster" {
    make_run one/samples.csv a=1000
    make_run two/samples.csv a=1000
    run -0 "$GILSCALE" compare one two
    [[ $output == *"1 cell: 0 slower, 0 faster, 1 equivalent"* ]]
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

@test "where builds of one run cannot be told apart, measuring in turns is named as the way" {
    make_run one/samples.csv a=1000 b=1000 noise=0.1
    run -0 "$GILSCALE" compare one --by build a b
    [[ $output == *inconclusive*"Measured in turns"* ]]
    make_run two/samples.csv a=1000 b=1000 noise=0.1 flags=turns
    run -0 "$GILSCALE" compare two --by build a b
    [[ $output == *inconclusive* && $output != *"Measured in turns"* ]]
    make_run three/samples.csv a=1000 b=1000
    run -0 "$GILSCALE" compare three --by build a b
    [[ $output != *"Measured in turns"* ]]
}

@test "a workload that changed is refused, and forced only with a word about it" {
    make_run one/samples.csv a=1000
    make_run two/samples.csv a=1000 hash=1111111111111111
    run -2 "$GILSCALE" compare one two
    [[ $output == *"workload 'work' is not the same on both sides"* ]]
    run -0 "$GILSCALE" compare one two --force
    [[ $output == *"--force: compared although"*"workload 'work' is not the same on both sides ('00000000deadbeef', '1111111111111111')"* ]]
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
    [[ $output == *"--force: compared although"*"build.a.optimisation is not the same on both sides ('PGO', 'none')"* ]]
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
    [[ $output == *"| \`work\` | \`on\` | 1 | 0.9"*"| slower |"* ]]
    "$GILSCALE" compare one two --format csv >table.csv || [[ $? -eq 1 ]]
    [[ $(columns table.csv workload threads verdict base_invocations) == "work 1 slower 12" ]]
}

@test "another kernel or another design of the run is refused, and each difference is listed when forced" {
    make_run one/samples.csv a=1000
    make_run two/samples.csv a=1000
    make_environment one kernel.release 6.1 gilscale.version v1
    make_environment two kernel.release 6.2 gilscale.version v2
    printf 'warmup = "200ms";\nwindow = "100ms";\nwindows = 3;\n' >one/suite.cfg
    printf 'warmup = "50000000ns";\nwindow = "100000000ns";\nwindows = "3";\n' >two/suite.cfg
    run -2 "$GILSCALE" compare one two
    [[ $output == *"kernel.release is not the same on both sides ('6.1', '6.2') (and 1 more such difference)"* ]]
    run -0 "$GILSCALE" compare one two --force
    [[ $output == *"kernel.release is not the same"*"warmup is not the same on both sides"* ]]
    # Another gilscale is said, and no reason to refuse: nobody could keep a baseline over an update.
    [[ $output == *"Measured by two versions of gilscale ('v1' and 'v2')"* ]]
    [[ $output != *"window is not the same"* && $output != *"windows is not the same"* ]]
    # The files themselves know their folder; one that lies elsewhere says that nothing is known.
    run -2 "$GILSCALE" compare one/samples.csv two/samples.csv
    cp two/samples.csv stray.csv
    run -0 "$GILSCALE" compare one stray.csv
    [[ $output == *"'stray.csv' has no environment.csv: whether machine and builds are alike is not known"* ]]
}

@test "other CPUs under the same placement are a hidden dimension" {
    make_run one/samples.csv a=1000
    cp -r one two
    sed -i '1n; s/$/"0"/' one/samples.csv # cpus is the last column there
    sed -i '1n; s/$/"6"/' two/samples.csv
    run -2 "$GILSCALE" compare one two
    [[ $output == *"the CPU list at N=1 of placement 'cores' is not the same on both sides ('0', '6')"* ]]
    run -0 "$GILSCALE" compare one two --force
    run -0 "$GILSCALE" compare one one
}

@test "a flag that says what CPUs a cell had is a hidden dimension, and so is the profile of two builds of one run" {
    make_run one/samples.csv a=1000 b=1000
    make_run two/samples.csv a=1000 b=1000 flags=smt_shared
    run -2 "$GILSCALE" compare one two
    [[ $output == *"flag smt_shared at N=1 of 'work' is not the same on both sides ('no', 'yes')"* ]]
    make_environment one build.a.optimisation PGO build.b.optimisation none
    run -2 "$GILSCALE" compare one --by build a b
    [[ $output == *"build.a.optimisation is not the same"*"('PGO', 'none')"* ]]
    run -0 "$GILSCALE" compare one --by build a b --force
    [[ $output == *"build.a.optimisation is not the same"* ]]
}

@test "a curve that scales worse from an equal start is named as such, and is exit code 1" {
    make_run one/samples.csv a=1000/1950/3800
    make_run two/samples.csv a=1000/1800/3000
    run -1 "$GILSCALE" compare one two --fail-on scaling
    [[ $output == *work*" 4 "*0.7*"scales worse from an equal start"* ]]
    [[ ${lines[-1]} == "exit code 1: 1 curve scales worse" ]]
    run -0 "$GILSCALE" compare one two --fail-on none
    make_run three/samples.csv a=700/1365/2660
    run -0 "$GILSCALE" compare one three --fail-on scaling
    [[ $output == *"scales alike"* ]]
    # One worker got faster, all of them are as fast as before: named, and no reason to fail.
    make_run five/samples.csv a=1300/1950/3800
    run -0 "$GILSCALE" compare one five
    [[ $output == *"scales worse from a faster start"* ]]
    # Pairs, through a drift that two groups would drown in.
    make_run four/samples.csv a=1000/1950 b=1000/1750 drift=0.5
    run -1 "$GILSCALE" compare four --by build a b --fail-on scaling
    [[ $output == *"scales worse from an equal start"* ]]
}

@test "the change of the fitted contention and coherency stands beside the curve, with intervals" {
    usl() { awk -v s="$1" -v k="$2" 'BEGIN { for (n = 1; n <= 16; n *= 2) printf "%s%.3f", (n > 1 ? "/" : ""), 1000 * n / (1 + s * (n - 1) + k * n * (n - 1)) }'; }
    make_run one/samples.csv "a=$(usl .03 .0005)"
    make_run two/samples.csv "a=$(usl .08 .0005)"
    run -1 "$GILSCALE" compare one two
    [[ $output == *"sigma (95 % interval)"*"+0.0"*"(+0.0"*" to +0.0"* ]]
    "$GILSCALE" compare one two --format csv --table curves --fail-on none >curves.csv
    at_most .05 "$(columns curves.csv sigma_change_low)"
    at_least .05 "$(columns curves.csv sigma_change_high)"
    at_most 0 "$(columns curves.csv kappa_change_low)"
    at_least 0 "$(columns curves.csv kappa_change_high)"
    # Two points are no law: empty, not 0.
    make_run three/samples.csv a=1000/1900
    "$GILSCALE" compare three three --format csv --table curves >few.csv
    [[ $(columns few.csv sigma_change kappa_change verdict) == "  scales alike" ]]
}

@test "geometric means over workloads say of how many" {
    make_run one/samples.csv a=1000/2000 workload=fib,sort,spin
    make_run two/samples.csv a=900/1800 workload=fib,sort,spin
    run -1 "$GILSCALE" compare one two
    [[ $output == *"Geometric means"* ]]
    "$GILSCALE" compare one two --format csv --table means --fail-on none >means.csv
    [[ $(columns means.csv threads workloads) == $'1 3\n2 3' ]]
    at_least .89 "$(columns means.csv ratio threads=1)"
    at_most .91 "$(columns means.csv ratio threads=1)"
    at_most .9 "$(columns means.csv ratio_low threads=1)"
    at_least .9 "$(columns means.csv ratio_high threads=1)"
}

@test "every word of --fail-on means what it says, and the last line says which it was" {
    make_run one/samples.csv a=1000/1900/3600
    make_run slower/samples.csv a=900/1710/3240
    make_run crashed/samples.csv a=1000/1900/3600 crashed=4
    make_run skipped/samples.csv a=1000/1900/3600 skipped=4
    make_run fewer/samples.csv a=1000/1900
    make_run noisy/samples.csv a=1000/1900/3600 noise=0.1
    make_run loud/samples.csv a=1000/1900/3600 noise=0.1

    run -1 "$GILSCALE" compare one slower
    [[ ${lines[-1]} == "exit code 1: 3 cells slower" ]]
    run -0 "$GILSCALE" compare one slower --fail-on scaling,inconclusive,missing,failed
    [[ ${lines[-1]} == "exit code 0: nothing that --fail-on asks for" ]]
    run -0 "$GILSCALE" compare one crashed
    [[ $output == *"'work' N=4 on 'a': 'crashed' in NEW ('SIGSEGV at ?[31mnight')"* ]]
    run -1 "$GILSCALE" compare one crashed --fail-on failed
    [[ ${lines[-1]} == "exit code 1: 1 cell failed in NEW and not in BASE" ]]
    run -0 "$GILSCALE" compare one crashed --fail-on missing
    run -0 "$GILSCALE" compare crashed crashed --fail-on failed
    run -1 "$GILSCALE" compare one fewer --fail-on missing
    [[ $output == *"'work': N '4' only in BASE"* ]]
    run -1 "$GILSCALE" compare one skipped --fail-on missing
    run -0 "$GILSCALE" compare one skipped --fail-on failed
    run -0 "$GILSCALE" compare fewer one --fail-on missing
    run -1 "$GILSCALE" compare noisy loud --fail-on inconclusive
    [[ ${lines[-1]} == "exit code 1: 3 cells inconclusive, 1 curve inconclusive" ]]
    run -1 "$GILSCALE" compare one slower --fail-on missing --fail-on slower
    run -2 "$GILSCALE" compare one slower --fail-on none,slower
    run -2 "$GILSCALE" compare one slower --fail-on slowr
    [[ $output == *"did you mean 'slower'"* ]]
}

@test "what has no counterpart is named by what it differs in" {
    make_run one/samples.csv a=1000 workload=work,fib
    make_run two/samples.csv a=1000
    make_run size/samples.csv a=1000 params=size=20 workload=fib
    tail -n +2 size/samples.csv >>two/samples.csv
    run -0 "$GILSCALE" compare one two
    [[ $output == *"'fib': params 'none' only in BASE, 'size=20' only in NEW"* ]]
    make_run three/samples.csv a=1000
    run -0 "$GILSCALE" compare one three
    [[ $output == *"'fib': only in BASE (1 cell)"* ]]
}

@test "disturbed invocations are counted in the row and in the summary" {
    make_run one/samples.csv a=1000
    make_run two/samples.csv a=1000 busy=3
    run -0 "$GILSCALE" compare one two
    [[ $output == *"equivalent (3 of 24 disturbed)"* && $output == *"3 of 24 invocations, in 1 cell."* ]]
}

@test "below the noise floor there is no verdict, and without one the summary names the command that measures it" {
    make_run one/samples.csv a=1000/2000
    make_run two/samples.csv a=920/1840
    make_environment one
    make_environment two
    run -1 "$GILSCALE" compare one two
    [[ $output == *"noise floor"*"not known"*'`gilscale noise`'* ]]
    make_run aa/samples.csv A-a=1000/2000 B-a=890/1780
    make_environment aa
    "$GILSCALE" noise --from aa || [[ $? -eq 1 ]]
    run -0 "$GILSCALE" compare one two
    [[ $output == *"below the noise floor (1"*"%)"* && $output != *"not known"* && $output != *slower*" slower"* ]]
    # Of two machines, forced together, it is neither's.
    mkdir four && cp two/samples.csv four && make_environment four machine.product Other
    make_environment one machine.product Own
    run -1 "$GILSCALE" compare one four --force
    [[ $output == *"not known"* ]]
    make_environment one
    # Far enough above it, there is.
    make_run three/samples.csv a=700/1400
    make_environment three
    run -1 "$GILSCALE" compare one three
    [[ $output == *slower* ]]
}

@test "JSON has all of it, and null where nothing is known" {
    make_run one/samples.csv a=1000/1950/3800 workload=fib,sort
    make_run two/samples.csv a=1000/1800/3000 workload=fib,sort hash=1111111111111111 busy=2
    "$GILSCALE" compare one two --format json --force --fail-on slower,scaling >all.json || [[ $? -eq 1 ]]
    [[ $(json all.json 'd["request"]["base"], d["request"]["threshold"], d["request"]["fail_on"]') == "('one', 0.03, ['slower', 'scaling'])" ]]
    [[ $(json all.json 'len(d["cells"]), len(d["curves"]), len(d["means"])') == "(6, 2, 3)" ]]
    [[ $(json all.json '[c["verdict"] for c in d["curves"]]') == "['scales worse from an equal start', 'scales worse from an equal start']" ]]
    [[ $(json all.json 'd["cells"][0]["floor"], d["curves"][0]["sigma_change"]["low"]') == "(None, None)" ]]
    [[ $(json all.json 'len(d["notes"]["forced"]), d["notes"]["two_times"], d["notes"]["disturbed"]') == "(2, True, 12)" ]]
    [[ $(json all.json 'd["tally"]["curves"]["scales worse"], d["exit"]') == "(2, {'code': 1, 'reasons': ['4 cells slower', '2 curves scale worse']})" ]]
    at_most .82 "$(json all.json 'd["curves"][0]["speedup_ratio"]["high"]')"
    # With few invocations there is no interval: null, never NaN.
    make_run few/samples.csv a=1000 workload=fib,sort blocks=2
    "$GILSCALE" compare few few --format json >few.json
    [[ $(json few.json 'd["cells"][0]["ratio"]["low"], d["cells"][0]["p_holm"], d["means"][0]["ratio"]["low"]') == "(None, None, None)" ]]
}

@test "CSV has a table of cells, of curves or of means, with what was forced on each row" {
    make_run one/samples.csv a=1000/1950 workload=fib,sort
    make_run two/samples.csv a=1000/1800 workload=fib,sort hash=1111111111111111
    run -1 --separate-stderr "$GILSCALE" compare one two --format csv --table curves --force
    [[ $stderr == *"exit code 1: 2 cells slower, 2 curves scale worse"* ]]
    echo "$output" >curves.csv
    [[ $(columns curves.csv workload threads one_verdict verdict) == *"sort 2 equivalent scales worse from an equal start"* ]]
    "$GILSCALE" compare one two --format csv --force --fail-on none >cells.csv
    [[ $(columns cells.csv ignored workload=fib threads=1) == *"workload 'fib' is not the same"* ]]
    [[ $(columns cells.csv floor base_disturbed new_disturbed new_gil workload=fib threads=1) == " 0 0 on" ]]
    run -2 "$GILSCALE" compare one two --table curves
    run -2 "$GILSCALE" compare one two --format csv --table cruves
    [[ $output == *"did you mean 'curves'"* ]]
}

@test "hostile names stay data in every format" {
    export HOSTILE=$'a|b`c``<script>alert(1)</script>"q"\n@me [x](http://x) \e[31mred\x9b \xc2\x9b\xe2\x80\xae*_~'
    make_run one/samples.csv a=1000/1900
    make_run two/samples.csv a=900/1500 crashed=2
    run -1 "$GILSCALE" compare one two
    [[ $output != *$'\e'* && $output != *$'\xc2\x9b'* && $output != *$'\xe2\x80\xae'* && $output == *"slower"* ]]
    "$GILSCALE" compare one two --format markdown >table.md || [[ $? -eq 1 ]]
    # Each row of the table has as many cells as its head, bars in names are escaped, and all of the name is inside of backticks.
    "$GIL" -I - <<'PY'
import re
for line in open("table.md", encoding="utf-8"):
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", line), repr(line)
    bare = re.sub(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", "CODE", line)
    assert not re.search(r"[<\[@*~]|script", bare), bare
    if "script" in line and line.startswith("|"):
        assert len(re.findall(r"(?<!\\)\|", line)) == 7, line
PY
    grep -q script table.md
    "$GILSCALE" compare one two --format json >all.json || [[ $? -eq 1 ]]
    "$GIL" -I - <<'PY'
import csv, json, os
name = os.environb[b"HOSTILE"]
text = open("all.json", "rb").read()
assert not any(c < 32 and c != 10 or c > 126 for c in text)
assert json.loads(text)["cells"][0]["workload"] == name.decode("utf-8", "replace")
PY
    "$GILSCALE" compare one two --format csv >all.csv || [[ $? -eq 1 ]]
    "$GIL" -I -c 'import csv, os
rows = list(csv.DictReader(open("all.csv", newline="", errors="surrogateescape"), strict=True))
assert [row["workload"] for row in rows] == [os.environ["HOSTILE"]], rows'
    # Very long: cut on the terminal, at the middle, and whole where a program reads.
    HOSTILE=$(printf 'x%.0s' {1..3000})end make_run long/samples.csv a=1000
    run -0 "$GILSCALE" compare long long
    [[ $output == *xxx...xxx*end* && ${#output} -lt 2000 ]]
    "$GILSCALE" compare long long --format json >long.json
    [[ $(json long.json 'len(d["cells"][0]["workload"])') == 3003 ]]
}

@test "colours are for terminals whose owner wants them" {
    make_run one/samples.csv a=1000
    make_run two/samples.csv a=900
    on_terminal() {
        "$GIL" -I -c 'import os, pty, sys
pty.spawn(sys.argv[1:], lambda fd: os.read(fd, 65536))' env "$@" "$GILSCALE" compare one two </dev/null
    }
    [[ $(on_terminal -u NO_COLOR TERM=xterm) == *$'\e[31mslower\e[0m'* ]]
    [[ $(on_terminal NO_COLOR=1 TERM=xterm) != *$'\e'* ]]
    [[ $(on_terminal -u NO_COLOR TERM=dumb) != *$'\e'* ]]
    TERM=xterm run -1 "$GILSCALE" compare one two
    [[ $output == *slower* && $output != *$'\e'* ]]
}

@test "bad usage is exit code 2" {
    run -2 "$GILSCALE" compare
    run -2 "$GILSCALE" compare nowhere nothing
    make_run one/samples.csv a=1000
    run -2 "$GILSCALE" compare one one --threshold 0
    run -2 "$GILSCALE" compare one one --format pdf
    run -2 "$GILSCALE" compare one --by build a a
    [[ $output == *"the same as itself"* ]]
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
    [[ $output == *"1 cell: 0 slower, 0 faster"* ]]
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
    [[ $output == *"1 cell: 0 slower"* ]]
}
