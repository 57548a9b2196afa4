#!/usr/bin/env bats
# `gilscale ecosystem` on libraries made here (make_libraries.py), in two venvs that need neither pip nor network.

load common

eval "common_$(declare -f setup_file)"
setup_file() {
    common_setup_file
    export GILENV=$BATS_FILE_TMPDIR/gil FTENV=$BATS_FILE_TMPDIR/ft
    "$GIL" -m venv --without-pip "$GILENV"
    "$FT" -m venv --without-pip "$FTENV"
    for venv in "$GILENV" "$FTENV"; do "$venv/bin/python3" -I "$BATS_TEST_DIRNAME/make_libraries.py"; done
    rm -r "$FTENV"/lib/python*/site-packages/Good_Name* "$FTENV"/lib/python*/site-packages/goodmodule.py # one that only the GIL build has
}

setup() {
    cd "$BATS_TEST_TMPDIR" || exit 1
    export COLUMNS=300 # sentences on one line
    both=(--python "gil=$GILENV/bin/python3" --python "ft=$FTENV/bin/python3")
    brief=(--invocations 1 --windows 2 --window 10ms --warmup 10ms --timeout 20s --quiet)
}

# All rows of a library on a build, its columns.
row() { columns "$1/ecosystem.csv" "library=$2" "build=$3" "${@:4}"; }

@test "each way of importing says what a library does" {
    run -4 "$GILSCALE" ecosystem good good-name raising crashing exiting late unsafe lazy racy "${both[@]}" -o out --quiet
    for build in gil ft; do
        [ "$(row out good $build version import import_threads)" = "1.0 ok ok" ]
        [ "$(row out crashing $build import import_detail)" = "crashed SIGSEGV" ]
        [ "$(row out exiting $build import import_detail)" = "crashed left with exit code 7:" ]
        [[ $(row out late $build import import_detail) == "crashed SIGABRT as Python ended"* ]]
        [[ $(row out raising $build import import_detail) == "failed ImportError: a|b <b>*bold*"* ]]
        [[ $(row out racy $build import import_threads import_threads_detail) == "ok failed ImportError: racy was imported beside"* ]]
    done
    # The GIL: stays off, comes back with a module that is named, and does not where it is forced off.
    [ "$(row out good ft gil_before_import gil_after_import gil_enabled_by import_gil_off)" = "off off  ok" ]
    [ "$(row out unsafe ft gil_before_import gil_after_import gil_enabled_by import_gil_off gil)" = "off on unsafe ok on" ]
    "$GIL" -I -c 'import json; ways = {way["way"]: way["gil_after"] for build in json.load(open("out/unsafe/imports.json"))["builds"] for way in build["ways"] if build["ft"]}
assert ways == {"default": True, "gil off": False, "threads": True, "compiled": True}, ways'
    [ "$(row out lazy ft gil_after_import gil_enabled_by compiled_enabled_by)" = "off  lazy.fast" ]
    [ "$(row out unsafe gil gil_after_import import_gil_off gil_enabled_by)" = "on  " ]
    # A distribution's module may have another name; where it is not installed that is no failure of its import.
    [ "$(row out good-name gil version import)" = "1.0 ok" ]
    [ "$(row out good-name ft version import absent)" = " missing it is not installed" ]
    [[ $output == *"unsafe "*"comes back on"* && $output == *"lazy "*"may come back"*"lazy.fast"* && $output == *"good "*"stays off"* ]]
    [ "$(row out unsafe ft compiled_modules) $(row out good ft compiled_modules)" = "1 0" ]
    [[ $output != *"cut off"* ]]
    # What libraries say is data, on a terminal and in Markdown.
    [[ $output != *$'\e'* && $output == *"raising on ft: cannot be imported: ImportError: a|b <b>*bold*</b> ?[31m"* ]]
    grep -qF -- '- `raising` on `ft`: cannot be imported: ``' out/ecosystem.md
    run ! grep -q $'\e' out/ecosystem.md
}

@test "an import that hangs is told, and nothing is left of it" {
    run -4 "$GILSCALE" ecosystem hanging --python "ft=$FTENV/bin/python3" --import-timeout 1s -o out --quiet
    [ "$(row out hanging ft import import_detail)" = "hung not done after 1 s" ]
    [[ $output == *"hanging "*hangs*"hanging on ft: cannot be imported: not done after 1 s"* ]]
    run ! pgrep -f 'import-check.py .*hanging'
}

@test "a library with a workload is measured on each build, and its row says all of it" {
    printf '"""Reads good. op: one read."""\nimport good\n\ndef run(n):\n    return sum(good.VALUE for _ in range(n))\n\ndef check(cell):\n    return cell.total == sum(cell.ops)\n' >reads.py
    run -0 "$GILSCALE" ecosystem good --workload ./reads.py "${both[@]}" "${brief[@]}" --threads 1,2 --invocations 6 -o out
    [ "$(row out good ft workload threads status gil | sort)" = "$(printf '%s\n' 'reads 1 ok off' 'reads 2 ok off')" ]
    read -r ratio low high < <(row out good ft one_thread_ratio one_thread_ratio_low one_thread_ratio_high threads=1)
    at_least "$low" "$ratio" && at_least "$ratio" "$high"
    [ -n "$(row out good gil speedup threads=2)" ] && [ -z "$(row out good gil one_thread_ratio threads=1)" ]
    at_least 0.9 "$(row out good gil gil_held threads=1)"
    [[ $output == *"one thread"*"2 threads"* && $output == *"good "*"stays off"*" ok"* ]]
    grep -qE '^\| `good` \| `1.0` \| `ft` \| yes \| stays off \|.* ok \|$' out/ecosystem.md
    # Again: nothing is measured, and the same page comes out; --page makes it without being told what.
    before=$(cat out/good/samples.csv out/ecosystem.md out/ecosystem.csv | cksum)
    run -0 "$GILSCALE" ecosystem good --workload ./reads.py "${both[@]}" --invocations 1 -o out
    [[ $output == *"good: is there already"* ]]
    rm out/ecosystem.md
    run -0 "$GILSCALE" ecosystem --page out
    [ "$before" = "$(cat out/good/samples.csv out/ecosystem.md out/ecosystem.csv | cksum)" ]
    # Another library joins it.
    run -0 "$GILSCALE" ecosystem lazy "${both[@]}" --quiet -o out
    [[ $output == *"good "* && $output == *"lazy "* ]]
    "$GILSCALE" ecosystem --page out --format json | "$GIL" -I -c 'import json, sys
rows = json.load(sys.stdin)["rows"]
assert {row["library"] for row in rows} == {"good", "lazy"} and any(row["speedup"] for row in rows)'
    [ "$("$GILSCALE" ecosystem --page out --format csv)" = "$(cat out/ecosystem.csv)" ]
    [[ $("$GILSCALE" ecosystem --page out --format markdown) == "| library |"* ]]
}

@test "where the GIL comes back on, both states are measured, and the module is named" {
    printf '"""Imports unsafe. op: nothing."""\nimport unsafe\n\ndef run(n):\n    return n\n' >uses.py
    run -0 "$GILSCALE" ecosystem unsafe --workload ./uses.py "${both[@]}" "${brief[@]}" --threads 1,2 -o out
    [ "$(row out unsafe ft gil workload status threads=2 | sort)" = "$(printf '%s\n' 'off uses ok' 'on uses ok')" ]
    [ "$(row out unsafe gil gil threads=2)" = on ]
    [[ $output == *"comes back on"*"unsafe"*"forced off"* && $output == *"the GIL comes back on with module: unsafe"* ]]
    # A submodule that only the workload imports counts, too.
    printf '"""Imports fast. op: nothing."""\nfrom lazy import fast\n\ndef run(n):\n    return n\n' >submodule.py
    run -0 "$GILSCALE" ecosystem lazy --workload ./submodule.py "${both[@]}" "${brief[@]}" --threads 1 -o lazy
    [ "$(row lazy lazy ft gil gil_enabled_by | sort)" = "$(printf '%s\n' 'off lazy.fast' 'on lazy.fast')" ]
}

@test "what goes wrong under threads is told apart from what goes wrong alone" {
    workload() { printf '"""%s. op: one."""\nimport good\n\n%s\n' "$1" "$2" >"$1.py"; }
    # All three in one run: each is told.
    workload loses $'def run(n):\n    return n\n\ndef check(cell):\n    assert len(cell.ops) < 2, "updates were lost"'
    workload dies $'def begin(cell, index):\n    return index\n\ndef run(n, index):\n    if index:\n        import os, signal\n        os.kill(os.getpid(), signal.SIGSEGV)\n    return n'
    workload alone $'def run(n):\n    raise ValueError("never works")'
    run -4 "$GILSCALE" ecosystem good --workload ./loses.py --workload ./dies.py "${both[@]}" "${brief[@]}" --threads 1,2 -o out
    [[ $output == *"its workload loses computed something wrong with several threads: AssertionError: updates were lost"* ]]
    [[ $output == *"its workload dies crashed with several threads: SIGSEGV"* ]]
    [ "$(row out good ft status workload=loses | tr '\n' ' ')" = "ok wrong " ]
    [[ $output == *"good "*" crashes"* ]]
    run -4 "$GILSCALE" ecosystem good --workload ./alone.py "${both[@]}" "${brief[@]}" --threads 1,2 -o alone
    [[ $output == *"fails with one"*"failed, with one thread already: ValueError: never works"* ]]
}

@test "a library is left out of the builds that cannot import it, and the others go on" {
    printf '"""Needs it. op: one."""\nimport goodmodule\n\ndef run(n):\n    return n\n' >needs.py
    run -0 "$GILSCALE" ecosystem good-name --workload ./needs.py "${both[@]}" "${brief[@]}" --threads 1 -o out
    [ "$(columns out/good-name/samples.csv build phase=end)" = gil ]
    [ "$(row out good-name ft workload import)" = " missing" ]
    run -3 "$GILSCALE" ecosystem nowhere "${both[@]}" --quiet -o nowhere
    [[ $output == *"nowhere on gil: is not there: it is not installed"* ]]
    sed -i s/goodmodule/crashing/ needs.py
    run -4 "$GILSCALE" ecosystem crashing --workload ./needs.py "${both[@]}" "${brief[@]}" -o crashing
    [ ! -e crashing/crashing/samples.csv ] && [ "$(row crashing crashing ft not_measured)" = "no build can import it" ]
    [[ $output == *"crashing: was not measured: no build can import it"* ]]
}

# An environment of a lock, by hand: `environment NAME VENV PACKAGE...`.
environment() {
    local folder=$GILSCALE_CACHE/environments/$1
    mkdir -p "$GILSCALE_CACHE/environments"
    cp -a "$2" "$folder"
    {
        echo "#: environment $1"
        printf '#: %s\n' "date 2026-11-22" "python 3.13.15" "abi cp313" "platform linux_x86_64" "pip 26.0" "refused lazy it has no wheel" "packages $(($# - 2))"
        printf "%s==1.0 --hash=sha256:$(printf 0%.0s $(seq 64)) # x-1.0-py3-none-any.whl\n" "${@:3}"
    } >"$folder/environment.lock"
}

@test "without a word the environments of the lock files are taken, and each library once for each Python" {
    export GILSCALE_CACHE=$PWD/cache
    environment "mine+torch" "$GILENV" good unsafe
    environment "mine+ecosystem" "$GILENV" unsafe
    environment "mine+other" "$GILENV" unsafe
    run -3 "$GILSCALE" ecosystem good lazy unsafe nowhere --imports-only --quiet -o out
    [ "$(columns out/ecosystem.csv library build import)" = "$(printf '%s\n' 'good mine+torch ok' 'lazy mine+ecosystem ok' 'nowhere mine+ecosystem missing' 'unsafe mine+ecosystem ok')" ]
    [[ $output == *"builds: the environments of these versions"* ]]
    rm "$GILSCALE_CACHE/environments/mine+torch/environment.lock"
    run -3 "$GILSCALE" ecosystem nowhere --quiet -o again
    [[ $output == *"warning: mine+torch is left out: it was not finished"* ]]
    # Named builds are all looked at.
    run -0 "$GILSCALE" ecosystem unsafe --imports-only --quiet --env mine+ecosystem,mine+other -o named
    [ "$(columns named/ecosystem.csv build | wc -l)" = 2 ]
}

@test "an interrupted import leaves nothing half done" {
    "$GILSCALE" ecosystem hanging "${both[@]}" -o out 2>told 3>&- &
    pid=$!
    imports() { pgrep -f -- "--deadline 60.000 hanging" >/dev/null; }
    eventually imports
    kill -TERM "$pid"
    code=0
    wait "$pid" || code=$?
    [ "$code" = 143 ]
    [ ! -e out/hanging/imports.json ]
    grep -q "interrupted; go on with the same command and --output out" told
    gone() { ! imports; }
    eventually gone
}

@test "what cannot be is refused, and nothing is left" {
    run -2 "$GILSCALE" ecosystem 'a b' "${both[@]}"
    [[ $output == *"is no name of a library"* ]]
    run -2 "$GILSCALE" ecosystem --workload ./x.py "${both[@]}"
    [[ $output == *"--workload: of which library?"* ]]
    run -2 "$GILSCALE" ecosystem good --workload ./nowhere.py "${both[@]}"
    run -2 "$GILSCALE" ecosystem good --mode threads,processes "${both[@]}"
    [[ $output == *"one value; \`gilscale run\` sweeps them"* ]]
    run -2 "$GILSCALE" ecosystem good --param n=1 "${both[@]}"
    run -2 "$GILSCALE" ecosystem --page nowhere
    run -2 "$GILSCALE" ecosystem --page . good
    export GILSCALE_CACHE=$PWD/cache
    run -3 "$GILSCALE" ecosystem good
    [[ $output == *"gilscale env create --lock"* ]]
    run -3 "$GILSCALE" ecosystem good --env 3.13+mine
    [[ $output == *"there is no environment '3.13+mine'"* ]]
    unset GILSCALE_CACHE
    run -0 "$GILSCALE" ecosystem good --dry-run "${both[@]}"
    [[ $output == *"1 libraries on 2 builds; expected time"* ]]
    run -0 "$GILSCALE" ecosystem --list "${both[@]}"
    [[ $output == *"scikit-learn"* ]]
    run -0 "$GILSCALE" ecosystem --help
    [[ $output == *Examples:* ]]
    run ! compgen -G "results*"
}
