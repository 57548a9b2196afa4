#!/usr/bin/env bats
# A run, from words to a folder: rows, curves, charts, and the workloads that a person brings.

load common

@test "a run leaves rows, curves, environment and charts, and says so in sentences" {
    run -0 "$GILSCALE" run fib spin "${both[@]}" "${brief[@]}" --threads 1,2 -o out
    for file in samples.csv curves.csv environment.csv suite.cfg speedup.svg speedup.png; do [ -s "out/$file" ]; done
    [ ! -e out/samples.csv.partial ]
    [[ $output == *"fib: "*"x at 2 threads on ft"*"one thread costs "*"x"* ]]
    [[ $(columns out/samples.csv phase | sort | uniq -c | tr -s ' \n' ' ') == " 8 end 16 measure 8 warmup " ]]
    [[ $(columns out/curves.csv status | sort -u) == ok ]]
    head -c 5 out/speedup.svg | grep -q '<?xml'
}

@test "rows say what was run: build, GIL state, CPUs, batch" {
    [[ $(nproc) -ge 2 ]] || skip "one CPU only"
    "$GILSCALE" run fib "${both[@]}" "${brief[@]}" --threads 2 --placement cores -o out
    cpus=$("$GILSCALE" list placements | awk '/^cores/ { on = 1 } on && /N=2/ { print $2, $3; exit }')
    [[ $(columns out/samples.csv build ft gil threads cpus phase=end | sort | tr '\n' ';') == "ft 1 off 2 $cpus;gil 0 on 2 $cpus;" ]]
    [[ $(columns out/samples.csv batch_ops | sort -u | wc -l) -eq 1 ]]
    [[ $(columns out/samples.csv workload_hash | sort -u | wc -l) -eq 1 ]]
}

@test "the GIL of a free-threaded build can be forced on" {
    "$GILSCALE" run spin_held --python "ft=$FT" "${brief[@]}" --threads 1 --gil default --gil on -o out
    [[ $(columns out/samples.csv gil phase=end | sort | tr '\n' ' ') == "off on " ]]
}

@test "the same seed gives the same order, and hash seeds pair up across builds" {
    "$GILSCALE" run fib spin "${both[@]}" "${brief[@]}" --invocations 3 --threads 1 --seed 7 -o one
    "$GILSCALE" run fib spin "${both[@]}" "${brief[@]}" --invocations 3 --threads 1 --seed 7 -o two
    [[ $(columns one/samples.csv block order build workload phase=end) == "$(columns two/samples.csv block order build workload phase=end)" ]]
    [[ $(columns one/samples.csv block hash_seed | sort -u | wc -l) -eq 3 ]]
}

@test "suite.cfg measures the same again" {
    "$GILSCALE" run dict_churn "${both[@]}" "${brief[@]}" --threads 1 -p size=5 -o one
    "$GILSCALE" run one/suite.cfg --quiet -o two
    [[ $(columns one/samples.csv build workload params threads batch_ops hash_seed phase=end) == "$(columns two/samples.csv build workload params threads batch_ops hash_seed phase=end)" ]]
    [[ $(columns two/samples.csv params | sort -u) == size=5 ]]
}

@test "a parameter that the workload does not have is a usage error" {
    run -2 "$GILSCALE" run dict_churn "${both[@]}" "${brief[@]}" -p sise=5
    [[ $output == *"no parameter takes 'sise=5'; this workload has: size=16"* ]]
    run -2 "$GILSCALE" run dict_churn "${both[@]}" "${brief[@]}" -p size=many
    [[ $output == *"parameter 'size': 'many' is not of type int"* ]]
}

@test "a Python file of one's own: a docstring and run(n)" {
    printf '"""Adds. op: one addition."""\n\ndef run(n):\n    total = 0\n    for i in range(n):\n        total += i\n' >mine.py
    run -0 "$GILSCALE" run ./mine.py "${both[@]}" "${brief[@]}" --threads 1,2 -o out
    [[ $(columns out/curves.csv workload status | sort -u) == "mine ok" ]]
}

@test "a C file of one's own, compiled for each build" {
    cat >mine.c <<'C'
// Steps of a xorshift generator. op: one step.
#include "gilscale_workload.h"
static int run(struct gilscale_worker *worker, uint64_t n)
{
    uint64_t x = worker->result | 1;
    while (n--) { x ^= x << 13; x ^= x >> 7; x ^= x << 17; }
    worker->result = x;
    return 0;
}
GILSCALE_WORKLOAD(.run = run);
C
    run -0 "$GILSCALE" run ./mine.c "${both[@]}" "${brief[@]}" --threads 1 -o out
    [[ $(columns out/curves.csv build workload status | sort | tr '\n' ' ') == "ft mine ok gil mine ok " ]]
}

@test "a C file may use Python.h, attached, with parameters and state" {
    cat >capi.c <<'C'
/* Lists made and dropped through the C API. */
#include <Python.h>
#include "gilscale_workload.h"
static const struct gilscale_parameter parameters[] = {{"size", 4, 0, 100, "items"}, {0}};
static int run(struct gilscale_worker *worker, uint64_t n)
{
    for (uint64_t i = 0; i < n; i++) {
        PyObject *list = PyList_New(0);
        for (int64_t k = 0; list && k < gilscale_parameter(worker->cell, "size"); k++)
            PyList_Append(list, Py_None);
        if (!list)
            return -1;
        worker->result += (uint64_t)PyList_GET_SIZE(list);
        Py_DECREF(list);
    }
    return 0;
}
static int check(struct gilscale_cell *cell, struct gilscale_worker *const *workers)
{
    uint64_t expected = workers[0]->ops * (uint64_t)gilscale_parameter(cell, "size");
    return workers[0]->result == expected ? 0 : -1;
}
GILSCALE_WORKLOAD(.attachment = GILSCALE_ATTACHED, .parameters = parameters, .run = run, .check = check);
C
    run -0 "$GILSCALE" run ./capi.c "${both[@]}" "${brief[@]}" --threads 1,2 -p size=7 -o out
    [[ $(columns out/curves.csv params status | sort -u) == "size=7 ok" ]]
    run -2 "$GILSCALE" run ./capi.c "${both[@]}" "${brief[@]}" -p size=101
    [[ $output == *"parameter 'size': 101 is out of range: 0 to 100"* ]]
}

@test "a C file that does not compile is a row with the compiler's words" {
    printf '#include "gilscale_workload.h"\nthis is not C\n' >bad.c
    run -4 "$GILSCALE" run ./bad.c spin "${both[@]}" "${brief[@]}" --threads 1 -o out
    [[ $(columns out/curves.csv workload status | sort -u | tr '\n' ' ') == "bad failed spin ok " ]]
    columns out/samples.csv detail workload=bad | grep -q 'does not compile'
}

@test "what a build cannot run is skipped with the reason, not failed" {
    printf '"""Needs what is not there."""\nimport no_such_module\n\ndef run(n):\n    pass\n' >needs.py
    printf '"""Says so itself."""\n\ndef setup(cell):\n    raise NotImplementedError("needs a moon")\n\ndef run(n):\n    pass\n' >moon.py
    run -0 "$GILSCALE" run ./needs.py ./moon.py spin "${both[@]}" "${brief[@]}" --threads 1 -o out
    [[ $(columns out/curves.csv workload status | sort -u | tr '\n' ' ') == "moon skipped needs skipped spin ok " ]]
    columns out/samples.csv detail workload=needs | grep -q "No module named 'no_such_module'"
    columns out/samples.csv detail workload=moon | grep -q "needs a moon"
}

@test "a venv's own packages are seen" {
    "$GIL" -m venv --without-pip env
    site=$(env/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    echo 'answer = 42' >"$site/only_here.py"
    printf '"""Imports from the venv."""\nimport only_here, sys\nassert sys.prefix != sys.base_prefix\n\ndef run(n):\n    return only_here.answer * n\n\ndef check(cell):\n    return cell.total == 42 * sum(cell.ops)\n' >venv.py
    run -0 "$GILSCALE" run ./venv.py --python "venv=$PWD/env/bin/python" "${brief[@]}" --threads 1 -o out
    [[ $(columns out/curves.csv build status) == "venv ok" ]]
}

@test "plot draws again from the rows alone" {
    "$GILSCALE" run spin "${both[@]}" "${brief[@]}" --threads 1,2 -o out
    rm out/curves.csv out/speedup.svg out/speedup.png
    run -0 "$GILSCALE" plot out
    [ -s out/curves.csv ] && [ -s out/speedup.svg ] && [ -s out/speedup.png ]
    run -2 "$GILSCALE" plot nowhere
    [[ $output == *nowhere* ]]
}

@test "an import that switches the GIL on is flagged" {
    ext=$("$FT" -c 'import sysconfig; print(sysconfig.get_config_var("EXT_SUFFIX"))')
    include=$("$FT" -I "$ROOT/scripts/probe.py" | sed -n 's/^include=//p')
    cat >unsafe.c <<'C'
#include <Python.h>
static struct PyModuleDef def = {PyModuleDef_HEAD_INIT, "unsafe", NULL, -1, NULL};
PyMODINIT_FUNC PyInit_unsafe(void) { return PyModule_Create(&def); }
C
    cc -shared -fPIC -I "$include" -o "unsafe$ext" unsafe.c
    printf '"""Imports what does not know of free threading."""\nimport unsafe\n\ndef run(n):\n    pass\n' >reenable.py
    run -0 "$GILSCALE" run ./reenable.py --python "ft=$FT" "${brief[@]}" --threads 1 --gil default -o out
    [[ $(columns out/samples.csv gil flags phase=end) == "on "*gil_reenabled* ]]
    [[ $output == *gil_reenabled* ]]
    run -0 "$GILSCALE" run ./reenable.py --python "ft=$FT" "${brief[@]}" --threads 1 --gil off -o forced
    [[ $(columns forced/samples.csv gil flags phase=end) == "off "* ]]
    [[ $(columns forced/samples.csv flags) != *gil_reenabled* ]]
}

@test "the runner prints rows for a person, and refuses another libpython" {
    runner=$("$GILSCALE" build "$GIL" | awk '{ print $2 }')
    "$runner" --python "$GIL" --workload "$ROOT/workloads/python/fib.py" --batch 50 --warmup 5ms --window 5ms --windows 1 >rows.csv
    [[ $(columns rows.csv phase | tr '\n' ' ') == "warmup measure end " ]]

    shared=$(for python in $("$GILSCALE" list pythons | awk '$3 == "shared" && $5 != "unusable" { print $NF }'); do echo "$python"; done | head -1)
    [ -n "$shared" ] || skip "no build with a shared libpython on this machine"
    runner=$("$GILSCALE" build "$shared" | awk '{ print $2 }')
    printf 'const unsigned long Py_Version = 0x030b01f0;\n' | cc -shared -fPIC -o other.so -x c -
    LD_PRELOAD=$PWD/other.so run -3 "$runner" --python "$shared" --workload "$ROOT/workloads/python/fib.py" --batch 50
    [[ $output == *"compiled for"*"the loader gave it 3.11.1"* ]]
}

# Not its environments, which are the same builds with packages.
@test "every usable build of this machine runs every workload of the quick suite" {
    pythons=()
    for python in $("$GILSCALE" list pythons | awk 'NR > 1 && $5 != "unusable" && $5 != "env" && $NF ~ "^/" && $1 ~ /^3/ { print $NF }'); do
        pythons+=(--python "$python")
    done
    # A window has ten turns of each worker: shorter turns make it shorter.
    run -0 "$GILSCALE" run quick "${pythons[@]}" "${brief[@]}" --switch-interval 100us --threads 2 -o out
    [[ $(columns out/curves.csv status | sort -u) == ok ]]
}

@test "one build with one worker has a chart, too" {
    run -0 "$GILSCALE" run spin --python "$GIL" --threads 1 "${brief[@]}" -o out # gnuplot 5.4 used to crash
    [[ $output != *"no chart"* ]]
    [ -s out/speedup.png ]
}
