#!/usr/bin/env bats
# Threads, processes and subinterpreters run the same workloads, and what becomes of a member that dies, that cannot start, or whose
# interpreter cannot be made.

load common

old_python() { "$GILSCALE" list pythons | awk '$5 != "unusable" && $1 ~ /^3[.](9|10|11)[.]/ { print $NF; exit }'; }

runner() { "$GILSCALE" build "$1" | awk '{ print $2 }'; }

@test "every mode runs the quick suite on every build, or says why not" {
    old=$(old_python)
    run -0 "$GILSCALE" run quick "${both[@]}" ${old:+--python "old=$old"} --mode threads,processes,subinterpreters "${brief[@]}" --switch-interval 100us --threads 1,2 -o out
    [[ $(columns out/samples.csv status phase=end mode=threads | sort -u) == ok ]]
    # What is shared has a point in threads only; all else runs.
    [[ $(columns out/samples.csv workload status phase=end mode=processes | sort -u | grep -v ' ok$') == "shared_counter skipped" ]]
    [[ $(columns out/samples.csv detail workload=shared_counter phase=end mode=processes | sort -u) == *"does not admit it"* ]]
    for build in gil ft; do
        [[ $(columns out/samples.csv workload status phase=end mode=subinterpreters "build=$build" | sort -u | grep -v ' ok$') == "shared_counter skipped" ]]
    done
    if [[ -n $old ]]; then
        [[ $(columns out/samples.csv status phase=end mode=subinterpreters build=old | sort -u) == skipped ]]
        [[ $(columns out/samples.csv detail phase=end mode=subinterpreters build=old | sort -u) == *"need Python 3.12"* ]]
    fi
    # Each mode has its curve, its start-up times and its memory.
    [[ $(columns out/curves.csv mode workload=fib build=gil threads=2 | sort | paste -sd ' ') == "processes subinterpreters threads" ]]
    [[ -z $(columns out/samples.csv start_ready_s pss_bytes peak_rss_bytes status=ok phase=end | awk 'NF != 3 || $1 <= 0 || $2 <= 0 || $3 < $2 / 2') ]]
}

@test "a process that is killed, or leaves, is a row that names it, and leaves nothing behind" {
    cat >killed.py <<'PY'
"""Of several processes the first to come is killed."""
import os, signal

def setup(cell):
    return cell.mode == "processes"

def run(n, hunted):
    try:
        if hunted:
            os.close(os.open("first", os.O_CREAT | os.O_EXCL))
            os.kill(os.getpid(), signal.SIGKILL)
    except FileExistsError:
        pass
PY
    printf '"""Leaves politely, and yet too early."""\nimport os\n\ndef run(n):\n    os._exit(0)\n' >leaves.py
    before=$(ls /dev/shm; ipcs 2>/dev/null | wc -l)
    run -4 "$GILSCALE" run ./killed.py ./leaves.py --python "gil=$GIL" --mode processes "${brief[@]}" --threads 4 -o out
    for name in killed leaves; do
        [[ $(columns out/samples.csv status "workload=$name" phase=end) == crashed ]]
    done
    [[ $(columns out/samples.csv detail workload=killed phase=end) == "worker "[1-4]" of 4, a process: SIGKILL (Killed)" ]]
    [[ $(columns out/samples.csv detail workload=leaves phase=end) == "worker "[1-4]" of 4, a process, left with exit code 0 before it was done" ]]
    run -1 pgrep -f "gilscale-runner.*(killed|leaves)[.]py"
    [[ $(ls /dev/shm; ipcs 2>/dev/null | wc -l) == "$before" ]]
}

@test "a member that cannot begin stops all, in each mode" {
    printf '"""Only one may begin at a time and place."""\nimport os\n\ndef setup(cell):\n    os.close(os.open("seat", os.O_CREAT | os.O_EXCL))\n\ndef run(n):\n    pass\n' >seats.py
    for mode in processes subinterpreters; do
        rm -f seat
        "$(runner "$GIL")" --python "$GIL" --workload seats.py --batch 10 --threads 3 --mode $mode >rows.csv
        [[ $(columns rows.csv phase status) == "end failed" ]]
        [[ $(columns rows.csv detail phase=end) == "FileExistsError: "*"seats.py:5)" ]]
    done
    run -1 pgrep -f 'gilscale-runner.*seats[.]py'
}

@test "an interpreter that cannot be made is a row" {
    "$(runner "$GIL")" --python "$GIL" --workload "$ROOT/workloads/python/fib.py" --batch 10 --threads 2 --mode processes --allocator nosuch >rows.csv
    [[ $(columns rows.csv status phase=end) == skipped ]]
    [[ $(columns rows.csv detail phase=end) == "this build has no allocator 'nosuch'" ]]
    # Too little memory for so many: whichever call it is that fails (Python itself crashes in some), the cell has its row and the others are let go.
    "$GILSCALE" run fib --python "gil=$GIL" "${brief[@]}" --threads 1 -o warm >/dev/null
    for mode in subinterpreters threads; do
        run -4 bash -c "ulimit -v 600000; exec '$GILSCALE' run fib --python 'gil=$GIL' ${brief[*]} --threads 64 --stack 32MB --mode $mode -o out-$mode"
        [[ $(columns out-$mode/samples.csv status phase=end) == @(failed|crashed) ]]
    done
    run -1 pgrep -f 'gilscale-runner.*--stack 33554432'
}

@test "members die with their runner" {
    "$(runner "$GIL")" --python "$GIL" --workload "$ROOT/workloads/python/fib.py" --batch 10 --threads 4 --mode processes --windows 100 --window 1s --deviation 77% >rows.csv 3>&- &
    main=$!
    five() { [[ $(pgrep -fc 'gilscale-runner.*--deviation 77%') == 5 ]]; }
    none() { ! pgrep -f 'gilscale-runner.*--deviation 77%' >/dev/null; }
    eventually five
    kill -9 $main
    eventually none
}

@test "a module that no subinterpreter may load is a reason to skip, not a failure" {
    cat >refuse.c <<'C'
#include <Python.h>
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "refuse", .m_size = -1};
PyMODINIT_FUNC PyInit_refuse(void) { return PyModule_Create(&definition); }
C
    include=$("$GIL" -c 'import sysconfig; print(sysconfig.get_path("include"))')
    "${CC:-cc}" -shared -fPIC -I"$include" refuse.c -o refuse.so
    printf '"""Loads a module of one phase."""\nimport refuse\n\ndef run(n):\n    pass\n' >single.py
    for mode in threads processes subinterpreters; do
        "$(runner "$GIL")" --python "$GIL" --workload single.py --batch 10 --mode $mode --windows 1 --window 10ms >rows.csv
        if [[ $mode == subinterpreters ]]; then
            [[ $(columns rows.csv status phase=end) == skipped ]]
            [[ $(columns rows.csv detail phase=end) == *"module refuse does not support loading in subinterpreters"* ]]
        else
            [[ $(columns rows.csv status phase=end) == ok ]]
        fi
    done
}
