#!/usr/bin/env bats
# A run survives its workloads, the person at the terminal, a full disk and a killed driver; what was measured stays.

load common

# Workloads that misbehave, each in its own way.
misbehave() {
    printf '"""Raises."""\n\ndef run(n):\n    raise ValueError("boom")\n' >raises.py
    printf '"""Crashes."""\nimport ctypes\n\ndef run(n):\n    ctypes.string_at(0)\n' >segfaults.py
    printf '"""Never ends."""\n\ndef run(n):\n    while True:\n        pass\n' >hangs.py
    printf '"""Leaves."""\nimport os\n\ndef run(n):\n    os._exit(7)\n' >leaves.py
    printf '"""Exits politely."""\nimport sys\n\ndef run(n):\n    sys.exit("enough")\n' >exits.py
    printf '"""Talks."""\nimport sys\nsys.stdout.write("x" * 1_000_000)\nsys.stdout.flush()\n\ndef run(n):\n    pass\n' >talks.py
    printf '"""Loses updates."""\n\ndef run(n):\n    return n - 1\n\ndef check(cell):\n    assert cell.total == sum(cell.ops), "updates were lost"\n' >loses.py
    printf '"""Cannot begin."""\n\ndef begin(cell, index):\n    if index == 1:\n        raise OSError("no seat for worker 1")\n\ndef run(n, state):\n    pass\n' >late.py
}

@test "a workload that misbehaves gives its row, and all other rows are there" {
    misbehave
    run -4 "$GILSCALE" run ./raises.py ./segfaults.py ./leaves.py ./exits.py ./talks.py ./loses.py ./late.py spin \
        "${both[@]}" "${brief[@]}" --threads 1,2 -o out
    [ -s out/samples.csv ]
    for build in gil ft; do
        for n in 1 2; do
            cell=("build=$build" "threads=$n" phase=end)
            [[ $(columns out/samples.csv status workload=raises "${cell[@]}") == failed ]]
            [[ $(columns out/samples.csv detail workload=raises "${cell[@]}") == "ValueError: boom (raises.py:4)" ]]
            [[ $(columns out/samples.csv status workload=segfaults "${cell[@]}") == crashed ]]
            [[ $(columns out/samples.csv detail workload=segfaults "${cell[@]}") == SIGSEGV* ]]
            [[ $(columns out/samples.csv status workload=leaves "${cell[@]}") == crashed ]]
            [[ $(columns out/samples.csv detail workload=leaves "${cell[@]}") == *"exit code 7"* ]]
            [[ $(columns out/samples.csv status workload=exits "${cell[@]}") == failed ]]
            [[ $(columns out/samples.csv status workload=talks "${cell[@]}") == ok ]]
            [[ $(columns out/samples.csv status workload=loses "${cell[@]}") == wrong ]]
            [[ $(columns out/samples.csv detail workload=loses "${cell[@]}") == *"updates were lost"* ]]
            [[ $(columns out/samples.csv status workload=spin "${cell[@]}") == ok ]]
        done
        [[ $(columns out/samples.csv status workload=late "build=$build" threads=1 phase=end) == ok ]]
        [[ $(columns out/samples.csv status workload=late "build=$build" threads=2 phase=end) == failed ]]
        [[ $(columns out/samples.csv detail workload=late "build=$build" threads=2 phase=end) == "OSError: no seat for worker 1 (late.py:5)" ]]
    done
    # What they said is kept, within bounds.
    [[ $(stat -c %s out/runner.log) -lt 500000 ]]
    # A wrong or failed cell shows no figure in the table.
    [[ -z $(columns out/curves.csv ops_per_s workload=loses | tr -d ' \n') ]]
}

@test "a workload that hangs gives its row and its Python stack, and the other's rows are there" {
    misbehave
    run -4 "$GILSCALE" run ./hangs.py ./talks.py "${both[@]}" "${brief[@]}" --timeout 4s --threads 2 -o out
    [[ $(columns out/samples.csv build status workload=hangs phase=end | sort) == $'ft timeout\ngil timeout' ]]
    [[ $(columns out/samples.csv build status workload=talks phase=end | sort) == $'ft ok\ngil ok' ]]
    grep -q 'hangs.py", line [45] in run' out/runner.log
}

@test "no process is left behind by a hanging workload's children" {
    printf '"""Starts something that never ends."""\nimport subprocess\nsubprocess.Popen(["sleep", "54321"])\n\ndef run(n):\n    while True:\n        pass\n' >orphans.py
    run -4 "$GILSCALE" run ./orphans.py --python "$GIL" "${brief[@]}" --timeout 1s --threads 1 -o out
    run -1 pgrep -f 'sleep 54321'
}

rows_so_far() { [[ $(grep -c end "$1/samples.csv.partial" 2>/dev/null) -ge ${2:-3} ]]; }

# Stops a driver where it has one runner, so that it cannot start another.
stopped_with_runner() {
    kill -STOP "$1"
    [[ $(pgrep -c -P "$1") == 1 ]] || { kill -CONT "$1" && return 1; }
}

@test "kill -9 leaves a file that parses, no runner, and a run that resumes with nothing twice" {
    "$GILSCALE" run fib spin "${both[@]}" "${brief[@]}" --window 30ms --threads 1,2 --invocations 4 -o out 3>&- &
    driver=$!
    eventually rows_so_far out 5
    eventually stopped_with_runner $driver
    runner=$(pgrep -P $driver)
    kill -9 $driver
    wait $driver || true
    eventually bash -c '! kill -0 "$0"' "$runner"
    before=$(columns out/samples.csv.partial block order phase=end | sort)
    [[ $(wc -l <<<"$before") -ge 5 && ! -e out/samples.csv ]]

    run -0 "$GILSCALE" run --resume out --quiet
    [ -s out/samples.csv ] && [ ! -e out/samples.csv.partial ]
    # 8 cells in 4 blocks, each exactly once; what was there stayed.
    [[ $(columns out/samples.csv block order phase=end | wc -l) -eq 32 ]]
    [[ $(columns out/samples.csv block order phase=end | sort -u | wc -l) -eq 32 ]]
    [[ $(columns out/samples.csv block order window phase=measure | sort | uniq -d | wc -l) -eq 0 ]]
    [[ $(columns out/samples.csv build workload threads phase=end | sort | uniq -c | awk '{ print $1 }' | sort -u) == 4 ]]
    [[ -z $(comm -23 <(echo "$before") <(columns out/samples.csv block order phase=end | sort)) ]]
    run -2 "$GILSCALE" run --resume out --quiet
    [[ $output == *complete* ]]
}

@test "two cannot write into one folder" {
    "$GILSCALE" run spin "${both[@]}" "${brief[@]}" --threads 1 --invocations 50 -o out 3>&- &
    driver=$!
    eventually rows_so_far out 1
    run -2 "$GILSCALE" run --resume out
    [[ $output == *"another gilscale is writing there"* ]]
    kill -INT $driver
    wait $driver || true
    run -0 "$GILSCALE" plot out
}

@test "a last line that was cut off does not stop a resume" {
    "$GILSCALE" run spin "${both[@]}" "${brief[@]}" --threads 1 --invocations 2 -o out
    head -c -40 out/samples.csv >out/samples.csv.partial
    rm out/samples.csv
    run -0 "$GILSCALE" run --resume out --quiet
    [[ $(columns out/samples.csv block order phase=end | sort -u | wc -l) -eq 4 ]]
    [[ $(columns out/samples.csv block order phase=end | wc -l) -eq 4 ]]
}

@test "a workload that changed in between is not mixed into a resumed run" {
    printf '"""Adds."""\n\ndef run(n):\n    pass\n' >mine.py
    "$GILSCALE" run ./mine.py --python "gil=$GIL" "${brief[@]}" --threads 1 --invocations 2 -o out/
    head -c -40 out/samples.csv >out/samples.csv.partial
    rm out/samples.csv
    echo '# changed' >>mine.py
    run -2 "$GILSCALE" run --resume out/
    [[ $output == *"mine.py has changed since the run began"* ]]
}

@test "Ctrl-C ends with what was measured and says how to go on" {
    "$GILSCALE" run fib "${both[@]}" "${brief[@]}" --window 30ms --threads 1,2 --invocations 20 -o out 2>said 3>&- &
    driver=$!
    eventually rows_so_far out 3
    kill -INT $driver
    code=0
    wait $driver || code=$?
    [[ $code -eq 130 ]]
    grep -q -- '--resume out' said
    [[ $(columns out/samples.csv.partial phase=end block | wc -l) -ge 3 ]]
    [ ! -e out/samples.csv ]
    run -0 "$GILSCALE" plot out
    [[ $output == *"cut off"* ]]
}

@test "a full disk is reported, and leaves whole rows" {
    "$GILSCALE" run spin "${both[@]}" "${brief[@]}" --threads 1 -o warm # compiled by now
    run -4 bash -c "ulimit -f 20; exec '$GILSCALE' run spin --python '$GIL' --python '$FT' ${brief[*]} --invocations 40 --threads 1 -o out"
    [[ $output == *"samples.csv.partial: File too large"* ]]
    [[ $(columns out/samples.csv.partial phase=end block | wc -l) -ge 1 ]]
    run -0 "$GILSCALE" run --resume out --quiet
    [[ $(columns out/samples.csv block order phase=end | sort -u | wc -l) -eq 80 ]]
}

@test "results that are there already are not written over" {
    "$GILSCALE" run spin --python "$GIL" "${brief[@]}" --threads 1 -o out
    sum=$(sha256sum <out/samples.csv)
    run -2 "$GILSCALE" run spin --python "$GIL" "${brief[@]}" --threads 1 -o out
    [[ $output == *"there already"* ]]
    [[ $(sha256sum <out/samples.csv) == "$sum" ]]
}

@test "work of others on the same CPUs is flagged" {
    for _ in $(seq "$(nproc)"); do timeout 60 "$GIL" -c 'while True: pass' 3>&- & done
    run -0 "$GILSCALE" run spin --python "gil=$GIL" "${brief[@]}" --window 100ms --threads 1 -o out
    kill $(jobs -p) 2>/dev/null || true
    [[ $(columns out/samples.csv flags phase=end) == *busy* ]]
    [[ $output == *"b busy"*"other programs"* ]]
}

@test "hostile names are data everywhere" {
    printf '"""`touch pwned` $(touch pwned) <script>alert(1)</script> "; system("touch pwned")"""\n\nPARAMETERS = {"who": "nobody"}\n\ndef run(n):\n    pass\n' >quiet.py
    evil='who=`touch pwned` $(touch pwned) "|"; system("touch pwned") <script> @include'
    evil=${evil//;/,}
    run -0 "$GILSCALE" run ./quiet.py --python "gil=$GIL" "${brief[@]}" --threads 1,2 -p "${evil//,/\\,}" -o out
    [ ! -e pwned ] && [ ! -e out/pwned ]
    [[ $(columns out/samples.csv params | sort -u) == "$evil" ]]
    run -0 "$GILSCALE" plot out
    [ ! -e pwned ]
    run -2 "$GILSCALE" run ./quiet.py --python 'a b;c=/usr/bin/python3'
    cp quiet.py 'qu$(touch pwned)iet.py'
    run -2 "$GILSCALE" run './qu$(touch pwned)iet.py' --python "gil=$GIL"
    [ ! -e pwned ]
}
