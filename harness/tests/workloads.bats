#!/usr/bin/env bats
# Every workload of the tree: it is documented, runs on every kind of build, and its check finds out work that was not done. One run over a
# suite of all of them, with a batch of three ops, as calibration would take longer than all else.

load common
load workloads

@test "every workload runs to its end on GIL and free-threaded builds with two workers" {
    pythons=("gil=$GIL" "ft=$FT") pids=()
    debian=$("$GILSCALE" list pythons | awk '$5 == "/usr" { print $NF; exit }')
    [[ -z $debian ]] || pythons+=("debian=$debian")
    helper suite "$ROOT" all.cfg
    for python in "${pythons[@]}"; do
        quick all.cfg "$BATS_FILE_TMPDIR/${python%%=*}" --python "$python" --threads 2 3>&- &
        pids+=($!)
    done
    all_well "${pids[@]}"
    for python in "${pythons[@]}"; do
        nothing verdicts "$BATS_FILE_TMPDIR/${python%%=*}/samples.csv" ok,skipped
        columns "$BATS_FILE_TMPDIR/${python%%=*}/samples.csv" workload phase=end status=skipped >>skipped
    done
    # What is skipped everywhere is a workload that nobody can run.
    nowhere=$(sort skipped | uniq -c | awk -v builds=${#pythons[@]} '$1 == builds { print $2 }')
    [[ -z $nowhere ]] || echo "# skipped on every build here:" $nowhere >&3
}

@test "where libraries are missing, the workloads that need them are skipped and name what is missing" {
    helper suite "$ROOT" libraries.cfg ecosystem
    quick libraries.cfg out "${both[@]}" --threads 1
    nothing verdicts out/samples.csv skipped
    nothing absent out/samples.csv "gil=$GIL" "ft=$FT"
}

@test "every workload says what it does, its mechanism and its op, checks itself, and declares its parameters in full" {
    runner=$("$GILSCALE" build "$GIL" | awk '{ print $2 }')
    nothing docs "$ROOT" "$GIL" "$runner" "$ROOT/build/runners"
}

@test "work that was skipped, and an exception that was swallowed, are found out by every workload's check" {
    pids=()
    for kind in skips swallows; do
        helper mutants "$ROOT" "$PWD" $kind
        quick $kind.cfg $kind --python "gil=$GIL" --threads $([[ $kind == skips ]] && echo 2 || echo 1) 3>&- &
        pids+=($!)
    done
    all_well "${pids[@]}"
    nothing survivors skips/samples.csv "$BATS_FILE_TMPDIR/gil/samples.csv"
    nothing survivors swallows/samples.csv "$BATS_FILE_TMPDIR/gil/samples.csv"
}

@test "updates that were lost are found out" {
    [[ $(nproc) -ge 2 ]] || skip "one CPU only"
    sed 's/with lock:/if True:/' "$ROOT/workloads/python/shared_counter.py" >shared_counter.py
    ! cmp -s "$ROOT/workloads/python/shared_counter.py" shared_counter.py
    printf 'workloads = ( { name = "./shared_counter.py"; batch = 1000; } );\ninvocations = 1;\nwindows = 2;\nwindow = "20ms";\nwarmup = "0ms";\n' >lost.cfg
    quick ./lost.cfg out --python "ft=$FT" --threads 2
    [[ $(columns out/samples.csv status phase=end) == wrong ]]
}

# What our own loop takes for a batch: the clock, the slot, the flag, calling run. Against a batch as it is calibrated, of one millisecond.
@test "our own share of a batch is below one percent" {
    printf '"""Does nothing. op: nothing."""\n\ndef run(n):\n    pass\n' >empty_python.py
    for kind in DETACHED ATTACHED; do
        printf '/* Does nothing. op: nothing. */\n#include "gilscale_workload.h"\nstatic int run(struct gilscale_worker *w, uint64_t n)\n{\n    (void)w, (void)n;\n    return 0;\n}\nGILSCALE_WORKLOAD(.attachment = GILSCALE_%s, .run = run);\n' \
            $kind >"empty_${kind,,}.c"
    done
    # Three invocations, of which the best counts: what others do on the machine is not ours.
    printf 'workloads = ( { name = "./empty_python.py"; batch = 1; }, { name = "./empty_detached.c"; batch = 1; }, { name = "./empty_attached.c"; batch = 1; }, "fib", "spin" );\ninvocations = 3;\nwindows = 3;\nwindow = "20ms";\nwarmup = "20ms";\n' >empty.cfg
    quick ./empty.cfg out "${both[@]}" --threads 1
    nothing verdicts out/samples.csv ok
    for build in gil ft; do
        for empty in empty_python empty_detached empty_attached; do
            cost=$(columns out/samples.csv ops_per_s phase=end "build=$build" "workload=$empty" | sort -g | tail -1)
            for real in fib spin; do
                columns out/samples.csv batch_ops ops_per_s phase=end "build=$build" "workload=$real" |
                    awk -v rate="$cost" -v name="$empty, $build, $real" '
                        { if (!batch || $1 / $2 < batch) batch = $1 / $2 }
                        END { share = 1 / rate / batch; print "# " name ": " 100 * share " % of a batch"; exit !(share < .01) }'
            done
        done
    done
}

@test "every workload stands in a suite, and every suite can be planned" {
    for suite in $("$GILSCALE" list suites | awk '{ print $1 }'); do
        run -0 "$GILSCALE" run "$suite" --dry-run --threads 1,2 "${both[@]}"
        awk 'NR > 1 && NF == 0 { exit } NR > 1 { print $1 }' <<<"$output" >>planned
    done
    "$GILSCALE" list workloads | awk '/^  [a-z]/ { print $1 }' | sort >there
    [ "$(wc -l <there)" -ge 90 ]
    sort -u planned | comm -13 - there | sed 's/^/# in no suite: /' >missing
    cat missing
    [ ! -s missing ]
}
