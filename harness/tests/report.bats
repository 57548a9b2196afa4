#!/usr/bin/env bats
# `gilscale report`: pages that stand alone, say everything, show names as text, and can be read by everybody.

load common

setup_file() {
    ROOT=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    export ROOT GILSCALE=$ROOT/build/gilscale PAGES=$ROOT/harness/tests/pages.py
    cd "$BATS_FILE_TMPDIR" || exit 1
    cp -r "$ROOT/results/example" run
    # For tests that need many pages, few charts.
    python3 "$ROOT/harness/tests/made_samples.py" tiny --workloads 1 --threads 1 --invocations 2
    # Every name is hostile, cells fail, invocations are disturbed; new has another speed for every workload.
    for side in base new; do
        python3 "$ROOT/harness/tests/made_samples.py" "$side" --names hostile --workloads 8 --failed 0.2 --disturbed 0.1 \
            --threads 1,2 --spread "$([[ $side == base ]] && echo 0 || echo 0.3)"
        python3 -I - "$side" <<'PY'
import sys
folder = sys.argv[1]
hostile = """</title><script>alert(1)</script> ]]> &lt; {{7*7}} `touch owned` $(touch owned) "; system("touch owned") <img src=x onerror=alert(1)>"""
samples = open(folder + "/samples.csv", newline="").read().replace("ValueError: made to fail", hostile.replace('"', '""'))
samples = samples.replace(hostile.replace('"', '""'), '"' + hostile.replace('"', '""') + '"')
open(folder + "/samples.csv", "w", newline="").write(samples)
with open(folder + "/environment.csv", "a") as file:
    for key in "cpu.model", "run.command", "worry.cpu.model", hostile:
        file.write('"%s","%s"\n' % (key.replace('"', '""'), hostile.replace('"', '""')))
open(folder + "/suite.cfg", "a").write("# " + hostile + "\n")
PY
        grep -v '"cpu.model","Made\|"run.command","gil' "$side/environment.csv" >edited && mv edited "$side/environment.csv"
    done
    "$GILSCALE" report run
    "$GILSCALE" report base
    "$GILSCALE" report base new --fail-on none
}

setup() {
    cd "$BATS_FILE_TMPDIR" || exit 1
    pages=(run/report.html base/report.html new/report-against-base.html)
}

@test "a page says where it is and how large, and is written whole or not at all" {
    run -0 "$GILSCALE" report tiny --output a.html
    [[ $output =~ ^"./a.html: "[0-9]+" KiB"$ || $output =~ ^"a.html: "[0-9]+" KiB"$ ]]
    run -0 --separate-stderr "$GILSCALE" report tiny -o -
    [[ $output == "<!DOCTYPE html>"* && $output == *"</html>" && -z $stderr ]]
    run -4 "$GILSCALE" report tiny -o none/a.html
    [[ $output == *"none/a.html: No such file or directory"* ]]
    (ulimit -f 8 && run -4 "$GILSCALE" report tiny -o short.html)
    [[ ! -e short.html && ! -e short.html.new ]]
    run -4 bash -c '"$GILSCALE" report tiny -o - >/dev/full'
}

@test "what is wrong is said: no run, three of them, no run's folder to write to, another machine" {
    run -2 "$GILSCALE" report
    [[ $output == *"of which run?"* ]]
    run -2 "$GILSCALE" report nowhere
    [[ $output == *nowhere* ]]
    run -2 "$GILSCALE" report run run run
    run -2 "$GILSCALE" report run nowhere
    mkdir -p alone && cp new/samples.csv alone/stray.csv
    run -2 "$GILSCALE" report base alone/stray.csv
    [[ $output == *"say --output FILE"* ]]
    mkdir -p other && cp tiny/samples.csv other && sed 's/"topology.cpus","128"/"topology.cpus","4"/' tiny/environment.csv >other/environment.csv
    run -2 "$GILSCALE" report tiny other
    [[ $output == *"is not the same on both sides"*--force* ]]
    run -0 "$GILSCALE" report tiny other --force --fail-on none
    python3 -I "$PAGES" texts other/report-against-tiny.html >texts
    grep -q 'Compared by force' texts
    run -0 "$GILSCALE" report --help
    [[ $output == *"Examples:"*"gilscale report main results/tuesday"* ]]
}

@test "a comparison's exit code is that of compare, and its rows are the same" {
    run "$GILSCALE" compare base new
    code=$status counts=$(grep '^[0-9]* cells:' <<<"$output")
    ((code == 1))
    run -1 "$GILSCALE" report base new
    python3 -I "$PAGES" texts new/report-against-base.html >texts
    grep -qF "$counts" texts
    grep -qF 'exit code 1:' texts
    [[ $(grep -c '^inconclusive' texts) -gt 0 || $(grep -c '^slower' texts) -gt 0 ]]
}

@test "warnings come first: what was disturbed, failed, cut off, or made without PGO" {
    python3 -I "$PAGES" texts run/report.html >texts
    tr -d '\n' <texts | grep -qF '78 of 240 invocations were disturbed, in 20 of 24 cells (stolen 35, unsteady 73)'
    grep -q 'was made without PGO' texts
    (($(grep -n 'Before you believe it' texts | tail -1 | cut -d: -f1) < $(grep -nx 'Summary' texts | tail -1 | cut -d: -f1)))
    # Every cell that failed is named as a warning, or counted there, and has its row.
    python3 -I "$PAGES" texts base/report.html >texts
    failed=$(python3 -I -c 'import csv; print(len({(r["build"], r["workload"], r["params"], r["threads"]) for r in csv.DictReader(open("base/samples.csv", newline="")) if r["status"] == "failed"}))')
    ((failed > 0))
    (($(grep -cx 'failed' texts) >= failed))
    mkdir -p cut && cp run/suite.cfg run/environment.csv cut && head -c 20000 run/samples.csv >cut/samples.csv.partial
    run -0 "$GILSCALE" report cut
    python3 -I "$PAGES" texts cut/report.html | grep -q 'This run was cut off'
    rm -rf quiet && cp -r tiny quiet && rm quiet/environment.csv quiet/suite.cfg
    run -0 "$GILSCALE" report quiet
    python3 -I "$PAGES" texts quiet/report.html | grep -q 'no environment.csv'
}

@test "what the doctor would say of a run's machine is kept with the run, and told" {
    rm -rf worried && cp -r tiny worried
    printf '"%s","%s"\n' cpu.boost on worry.cpu.boost 'The clock depends on how many cores work.' >>worried/environment.csv
    run -0 "$GILSCALE" report worried
    python3 -I "$PAGES" texts worried/report.html | tr -d '\n' | grep -qF 'cpu.boost is on: The clock depends on how many cores work.'
}

@test "how to measure it again: the command, the seed, the versions, the suite" {
    rm -rf again && python3 "$ROOT/harness/tests/made_samples.py" again --workloads 1 --threads 1 --invocations 2 --seed 1441360950
    sed -i 's/gilscale run made/gilscale run quick --param size=1/; s/"made"/"6bd4d31-dirty"/' again/environment.csv
    run -0 "$GILSCALE" report again
    python3 -I "$PAGES" texts again/report.html >texts
    for text in 'gilscale run quick --param size=1' 'gilscale run again/suite.cfg' 'gilscale compare again --by build 3.13.12 3.13.12t' 1441360950 \
        6bd4d31-dirty 'invocations = "2";'; do
        grep -qF -- "$text" texts || { echo "missing: $text" && return 1; }
    done
    # A name that a shell would read stands in quotes.
    rm -rf 'a b;c' && cp -r tiny 'a b;c'
    run -0 "$GILSCALE" report 'a b;c'
    python3 -I "$PAGES" texts 'a b;c/report.html' | grep -qF "gilscale run 'a b;c'/suite.cfg"
}

@test "pages are HTML: tidy has nothing to say, and a stricter reader neither" {
    for page in "${pages[@]}"; do
        run tidy -quiet -errors "$page"
        # tidy 5.6 is older than this attribute.
        [[ -z $(grep -v 'proprietary attribute "nonce"$' <<<"$output") ]] || { echo "$page: $output" && return 1; }
    done
    run -0 python3 -I "$PAGES" check "${pages[@]}"
    [[ -z $output ]]
}

@test "hostile names are text everywhere, whole where they can be shown, and touch no file" {
    for page in base/report.html new/report-against-base.html; do
        python3 -I "$PAGES" texts "$page" >texts
        for name in '<script>alert(1)</script>' '`touch owned`' '"; system("touch owned"); "' 'n=$(touch owned)' "it's | a > <b>b</b> & *c* _d_ @e {/Symbol a} ^f" \
            '[x](y)' '<b>&amp;'\''"`id`' 'ft"; print 1; #{}^_' '%s%n\n\' 'line?break?tab ?[31mred' 'ünïcode 中文 ?left' \
            '</title><script>alert(1)</script> ]]> &lt; {{7*7}} `touch owned` $(touch owned) "; system("touch owned") <img src=x onerror=alert(1)>'; do
            grep -qF -- "$name" texts || { echo "$page does not show $name" && return 1; }
        done
    done
    [[ -z $(find . -name owned) ]]
}

@test "in a browser, wide and narrow, light and dark: no sideways scrolling, names run nowhere, tables sort, axe-core finds nothing" {
    from_pypi axe_core_python
    axe=$("$VENV" -I -c 'import axe_core_python, os; print(os.path.join(os.path.dirname(axe_core_python.__file__), "axe.min.js"))')
    for scheme in light dark; do
        run -0 python3 -I "$PAGES" browse "$scheme" "$axe" "${pages[@]:1}"
        [[ -z $output ]]
    done
}
