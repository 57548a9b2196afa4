#!/usr/bin/env bats
# What a workload may ask of gilscale: ranges, roles, being woken, libraries, variants; and `show`, which tells of them.

load common

setup() {
    cd "$BATS_TEST_TMPDIR" || exit 1
    brief=(--invocations 1 --windows 1 --window 5ms --warmup 0ms --timeout 20s --quiet)
    both=(--python "gil=$GIL" --python "ft=$FT")
}

# The statuses of all cells of out/ as "build N status;".
statuses() { columns out/curves.csv build threads status | sort | tr '\n' ';'; }

# A workload whose workers hand something over, and cannot do so alone.
write_handover() {
    cat >handover.py <<'PY'
"""Hands tokens from givers to takers. op: one token given, or one taken."""
import queue

ROLES = ("giver", "taker")


def setup(cell):
    assert cell.roles == ([None] if cell.workers == 1 else ["giver", "taker"] * (cell.workers // 2)), cell.roles
    return queue.SimpleQueue(), queue.SimpleQueue()


def begin(cell, index):
    full, empty = cell.shared
    if index == 0:
        for _ in range(8):
            empty.put(True)
    return {"role": cell.roles[index], "full": full, "empty": empty, "asked": 0, "done": 0, "batch": 0}


def run(n, me):
    me["asked"] += n
    me["batch"] = n
    for _ in range(n):
        giver = me["role"] == "giver" or (me["role"] is None and me["done"] % 2 == 0)
        source, target = (me["empty"], me["full"]) if giver else (me["full"], me["empty"])
        if not source.get():
            return
        target.put(True)
        me["done"] += 1


def stop(cell):
    for _ in range(cell.workers):
        cell.shared[0].put(False)
        cell.shared[1].put(False)


def check(cell):
    assert [me["asked"] for me in cell.states] == cell.ops
    assert all(0 <= me["asked"] - me["done"] <= me["batch"] for me in cell.states)
PY
}

@test "roles are shared out evenly, played by one worker alone, and skipped for other numbers" {
    write_handover
    run -0 "$GILSCALE" run ./handover.py "${both[@]}" "${brief[@]}" --threads 1..4 -o out
    [[ $(statuses) == "ft 1 ok;ft 2 ok;ft 3 skipped;ft 4 ok;gil 1 ok;gil 2 ok;gil 3 skipped;gil 4 ok;" ]]
    columns out/samples.csv detail threads=3 |
        grep -q '^3 workers cannot share the roles giver, taker evenly: it takes 1 worker or a multiple of 2$'
}

# Each token is awaited, and the taker is one token behind: wherever the two are when they are told to stop, one of them ends its batch, and the
# other one waits for it.
@test "stop wakes a worker that waits for another; without it, it hangs" {
    cat >short.py <<'PY'
"""Takes one token more than is given. op: one token given, or one taken."""
import threading
import time

ROLES = ("giver", "taker")


def setup(cell):
    return {"tokens": threading.Semaphore(0), "stopped": False}


def begin(cell, index):
    return {"role": cell.roles[index], "shared": cell.shared, "more": 1, "woken": 0}


def run(n, me):
    if me["role"] is None:
        return
    tokens = me["shared"]["tokens"]
    if me["role"] == "giver":
        for _ in range(n):
            tokens.release()
            while tokens._value:
                time.sleep(1e-4)
                if me["shared"]["stopped"]:
                    me["woken"] = 1
                    return
        return
    for _ in range(n + me["more"]):
        tokens.acquire()
        if me["shared"]["stopped"]:
            me["woken"] = 1
            return
    me["more"] = 0


def stop(cell):
    cell.shared["stopped"] = True
    cell.shared["tokens"].release(cell.workers)


def check(cell):
    assert cell.workers == 1 or sum(me["woken"] for me in cell.states) >= 1
PY
    sed 's/^def stop(/def no_stop(/' short.py >hangs.py
    # A run each: the one that hangs should not wait for long, and the other may have to, on a machine that others use.
    printf 'workloads = ( { name = "./short.py"; batch = 50; } );\n' >short.cfg
    printf 'workloads = ( { name = "./hangs.py"; batch = 50; } );\n' >hangs.cfg
    run -0 "$GILSCALE" run ./short.cfg "${both[@]}" "${brief[@]}" --threads 2 -o out
    [[ $(statuses) == "ft 2 ok;gil 2 ok;" ]]
    run -4 "$GILSCALE" run ./hangs.cfg "${both[@]}" "${brief[@]}" --threads 2 --timeout 1s -o hung
    [[ $(columns hung/curves.csv build status | sort | tr '\n' ';') == "ft timeout;gil timeout;" ]]
}

@test "a worker that raises does not leave its partner waiting, and its reason is the row's" {
    write_handover
    sed -i 's/^    me\["asked"\] += n/&\n    if me["role"] == "taker" and me["asked"] > 3 * n:\n        raise ValueError("no more")/' handover.py
    run -4 "$GILSCALE" run ./handover.py "${both[@]}" "${brief[@]}" --threads 2 -o out
    [[ $(columns out/samples.csv status detail phase=end | sort -u) == "failed ValueError: no more (handover.py:"*")" ]]
}

@test "a stop that raises is a failure" {
    printf '"""Stops badly."""\n\ndef run(n):\n    pass\n\ndef stop(cell):\n    raise KeyError("key")\n' >bad.py
    run -4 "$GILSCALE" run ./bad.py "${both[@]}" "${brief[@]}" --threads 1 -o out
    columns out/samples.csv status detail phase=end | grep -q "^failed stop: KeyError: 'key' (bad.py:7)"
}

@test "roles and stop in C" {
    cat >pair.c <<'C'
/* Two that hand a number over, detached.
 * libraries: pthread
 * op: one number given, or one taken.
 */
#include "gilscale_workload.h"
#include <pthread.h>
#include <stdbool.h>
static struct { pthread_mutex_t lock; pthread_cond_t changed; bool full, stopped; } box = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false, false};
static int run(struct gilscale_worker *worker, uint64_t n)
{
    const char *role = gilscale_role(worker);
    for (; n; n--) {
        bool take = role ? strcmp(role, "taker") == 0 : worker->result % 2;
        pthread_mutex_lock(&box.lock);
        while (box.full != take && !box.stopped)
            pthread_cond_wait(&box.changed, &box.lock);
        box.full = !take;
        worker->result++;
        pthread_cond_broadcast(&box.changed);
        pthread_mutex_unlock(&box.lock);
    }
    return 0;
}
static int stop(struct gilscale_cell *cell)
{
    (void)cell;
    pthread_mutex_lock(&box.lock);
    box.stopped = true;
    pthread_cond_broadcast(&box.changed);
    pthread_mutex_unlock(&box.lock);
    return 0;
}
static int check(struct gilscale_cell *cell, struct gilscale_worker *const *workers)
{
    for (int i = 0; i < cell->workers; i++)
        if (workers[i]->result != workers[i]->ops)
            return -1;
    return 0;
}
static const char *const roles[] = {"giver", "taker", NULL};
GILSCALE_WORKLOAD(.roles = roles, .run = run, .stop = stop, .check = check);
C
    # A hand-over between two takes a hundred times what one worker alone needs: no batch of a millisecond.
    run -0 "$GILSCALE" run ./pair.c "${both[@]}" "${brief[@]}" --threads 1..3 --batch-time 10us -o out
    [[ $(statuses) == "ft 1 ok;ft 2 ok;ft 3 skipped;gil 1 ok;gil 2 ok;gil 3 skipped;" ]]
}

write_ranges() {
    cat >ranges.py <<'PY'
"""Takes parameters of all kinds. op: nothing."""

PARAMETERS = {
    "held": {"default": 25, "low": 0, "high": 100, "unit": "%", "help": "share of an op"},
    "rate": {"default": 0.5, "low": 0},
    "most": {"default": 3, "high": 9},
    "kind": {"default": "json", "choices": ["json", "pickle"], "help": "the format"},
    "fast": {"default": False},
    "short": 7,
}


def run(n):
    return n


def check(cell):
    p = cell.parameters
    print(p)
    assert p["held"] in range(101) and p["kind"] in ("json", "pickle") and isinstance(p["fast"], bool)
    return p["fast"] is not True or p["rate"] == 2.0
PY
}

@test "a parameter beyond its range is a usage error that names value and range" {
    write_ranges
    runner=$("$GILSCALE" build "$GIL" | awk '{ print $2 }')
    while read -r asked said; do
        run -2 --separate-stderr "$runner" --python "$GIL" --workload ranges.py --batch 1 --windows 1 --window 1ms -p "$asked"
        [[ $stderr == "gilscale-runner: $said" ]] || { echo "$asked: $stderr" && return 1; }
    done <<'END'
held=101 parameter 'held': 101 is out of range: 0 to 100
held=-1 parameter 'held': -1 is out of range: 0 to 100
held=half parameter 'held': 'half' is not of type int, which its default has
held=2.5 parameter 'held': '2.5' is not of type int, which its default has
rate=-0.1 parameter 'rate': -0.1 is out of range: at least 0
rate=nan parameter 'rate': nan is out of range: at least 0
most=10 parameter 'most': 10 is out of range: at most 9
kind=jsn parameter 'kind': 'jsn' is not one of json, pickle
fast=maybe parameter 'fast': 'maybe' is not of type bool, which its default has
size=3 no parameter takes 'size=3'; this workload has: held=25;rate=0.5;most=3;kind=json;fast=False;short=7
END
    run -2 "$GILSCALE" run ./ranges.py "${both[@]}" "${brief[@]}" -p held=101
    [[ $output == *"ranges: parameter 'held': 101 is out of range: 0 to 100"* && ! -e results ]]
}

@test "what is within the range is in force, the ends included" {
    write_ranges
    run -0 "$GILSCALE" run ./ranges.py --python "ft=$FT" "${brief[@]}" --threads 1 -o out \
        -p held=100 -p rate=2 -p most=9 -p kind=pickle -p fast=yes -p short=-7
    [[ $(columns out/samples.csv params status phase=end) == "held=100;rate=2.0;most=9;kind=pickle;fast=True;short=-7 ok" ]]
}

@test "a parameter that is declared wrongly is the workload's failure, with the reason" {
    runner=$("$GILSCALE" build "$GIL" | awk '{ print $2 }')
    while IFS='|' read -r declared said; do
        printf '"""Bad."""\nPARAMETERS = %s\n\ndef run(n):\n    pass\n' "$declared" >bad.py
        run -0 --separate-stderr "$runner" --python "$GIL" --workload bad.py --describe
        [[ $output == "status=failed"$'\n'"why=$said" ]] || { echo "$declared: $output" && return 1; }
    done <<'END'
["size"]|PARAMETERS is not a dictionary of names and defaults
{"a": {"low": 1}}|PARAMETERS['a']: it has no default
{"a": {"default": 1, "lo": 1}}|PARAMETERS['a']: unknown key 'lo'; did you mean 'low'?
{"a": {"default": 0, "low": 1}}|PARAMETERS['a']: its default 0 is not at least 1
{"a": {"default": "x", "choices": ["y"]}}|PARAMETERS['a']: its default x is not one of y
{"a": {"default": "x", "low": 1}}|PARAMETERS['a']: low and high are for numbers
{"a": [1]}|PARAMETERS['a']: its default is of type list; it should be int, float, str or bool
{"a": "b;c"}|parameter 'a': its value may hold no ';' and no control characters
END
    printf '"""Bad."""\nROLES = ("one",)\n\ndef run(n):\n    pass\n' >bad.py
    run -0 --separate-stderr "$runner" --python "$GIL" --workload bad.py --describe
    [[ $output == *"why=ROLES names fewer than two"* ]]
}

# Who admits which modes, and whose ops are requests: `said FILE RUNNER` is what a runner finds.
said() { "$2" --python "$GIL" --workload "$1" --describe | awk -F= '/^mode=|^requests=/ { printf "%s;", $2 }'; }

@test "a workload says which modes it admits, and whether its ops are requests" {
    runner=$("$GILSCALE" build "$GIL" | awk '{ print $2 }')
    all="threads;processes;subinterpreters;"
    while IFS='|' read -r declared found; do
        printf '"""Restricted. op: nothing."""\n%s\n\ndef run(n):\n    pass\n' "$declared" >mine.py
        [[ $(said mine.py "$runner") == "$found" ]] || { echo "$declared: $(said mine.py "$runner")" && return 1; }
    done <<END
|${all}no;
MODES = ("threads", "processes", "subinterpreters")|${all}no;
MODES = ["threads", "processes"]|threads;processes;no;
MODES = ("threads",)|threads;no;
REQUESTS = True|${all}yes;
REQUESTS = False; MODES = ("threads", "subinterpreters")|threads;subinterpreters;no;
ROLES = ("giver", "taker")|threads;no;
def stop(cell): pass|threads;no;
END
    while IFS='|' read -r declared found; do
        printf '/* Restricted. op: nothing. */\n#include "gilscale_workload.h"\nstatic int stop(struct gilscale_cell *cell) { return cell->error[0]; }\nstatic int run(struct gilscale_worker *w, uint64_t n) { w->result += n; return stop((struct gilscale_cell *)w->cell); }\nGILSCALE_WORKLOAD(.run = run%s);\n' "$declared" >mine.c
        made=$("$GIL" -I "$ROOT/scripts/compile.py" --root "$ROOT" --out made --workload mine.c)
        [[ $(said "$made" "$runner") == "$found" ]] || { echo "$declared: $(said "$made" "$runner")" && return 1; }
    done <<END
|${all}no;
, .modes = GILSCALE_THREADS + GILSCALE_PROCESSES, .requests = true|threads;processes;yes;
, .stop = stop|threads;no;
END
    printf '"""Restricted. op: nothing."""\nMODES = ("threads",)\nREQUESTS = True\n\ndef run(n):\n    pass\n' >mine.py
    run -0 "$GILSCALE" show ./mine.py --python "$GIL"
    [[ $output == *"Modes: threads only."*"each is timed on its own."* ]]
    run -0 "$GILSCALE" show fib --python "$GIL"
    [[ $output == *"Modes: threads, processes, subinterpreters."* && $output != *"Requests"* ]]
    run -0 "$GILSCALE" list workloads
    [[ $(grep '^  atomic_pingpong ' <<<"$output") == *". [threads only]" && $(grep '^  fib ' <<<"$output") == *. ]]
}

@test "cell.mode is how the workers exist" {
    printf '"""Asks. op: nothing."""\n\ndef setup(cell):\n    assert cell.mode == "threads", cell.mode\n\ndef run(n):\n    pass\n' >asks.py
    run -0 "$GILSCALE" run ./asks.py "${both[@]}" "${brief[@]}" --threads 1,2 -o out
    [[ $(statuses) == "ft 1 ok;ft 2 ok;gil 1 ok;gil 2 ok;" ]]
}

@test "modes and requests that are declared wrongly are the workload's failure, with file and remedy" {
    runner=$("$GILSCALE" build "$GIL" | awk '{ print $2 }')
    while IFS='|' read -r declared said; do
        printf '"""Bad."""\n%s\n\ndef run(n):\n    pass\n' "$declared" >bad.py
        run -0 --separate-stderr "$runner" --python "$GIL" --workload bad.py --describe
        [[ $output == "status=failed"$'\n'"why=bad.py: $said" ]] || { echo "$declared: $output" && return 1; }
    done <<'END'
MODES = ("threads")|MODES is not a tuple of names, like ("threads",)
MODES = ("threads", 3)|MODES is not a tuple of names, like ("threads",)
MODES = ("threads", "process")|MODES: 'process' is no mode; did you mean 'processes'?
MODES = ("threads", "green")|MODES: 'green' is no mode; there are threads, processes, subinterpreters
MODES = ("processes",)|MODES lacks threads, which every workload admits; without MODES, it admits all modes
MODES = ()|MODES lacks threads, which every workload admits; without MODES, it admits all modes
REQUESTS = "yes"|REQUESTS is neither True nor False
END
    while IFS='|' read -r modes said; do
        printf '/* Bad. */\n#include "gilscale_workload.h"\nstatic int run(struct gilscale_worker *w, uint64_t n) { w->result += n; return 0; }\nGILSCALE_WORKLOAD(.run = run, .modes = %s);\n' "$modes" >bad.c
        made=$("$GIL" -I "$ROOT/scripts/compile.py" --root "$ROOT" --out made --workload bad.c)
        run -0 --separate-stderr "$runner" --python "$GIL" --workload "$made" --describe
        [[ $output == "status=failed"$'\n'"why="*".so: $said" ]] || { echo "$modes: $output" && return 1; }
    done <<'END'
GILSCALE_PROCESSES|.modes lacks GILSCALE_THREADS, which every workload admits; without .modes, it admits all modes
9|.modes is 0x9; it is a sum of GILSCALE_THREADS, GILSCALE_PROCESSES and GILSCALE_SUBINTERPRETERS
END
}

@test "several values are several variants, told apart wherever they are shown" {
    run -0 "$GILSCALE" run dict_churn fib "${both[@]}" -p size=4,64 --dry-run --threads 1
    [[ $output == *"dict_churn (size=4) "*"dict_churn (size=64) "*"fib (size=4) "* ]]
    run -2 "$GILSCALE" run dict_churn fib "${both[@]}" "${brief[@]}" -p size=4,64 # applies to all, as it always did
    [[ $output == *"fib: no parameter takes 'size=4'"* ]]

    run -0 "$GILSCALE" run dict_churn "${both[@]}" "${brief[@]}" --threads 1,2 -p size=4,64 --invocations 2 -o out
    [[ $output == *$'\ndict_churn (size=4)\n'*$'\ndict_churn (size=64)\n'* ]]                  # the table
    [[ $output == *"dict_churn (size=4): "*"x at 2 threads"*"dict_churn (size=64): "* ]]      # the sentences
    [[ $(columns out/curves.csv params status | sort | uniq -c | tr -s ' ') == " 4 size=4 ok"$'\n'" 4 size=64 ok" ]]
    grep -q 'size=64' out/speedup.svg
    for size in 4 64; do # each has the faster rate of its own, and the same batch for all its cells
        [[ $(columns out/samples.csv batch_ops "params=size=$size" | sort -u | wc -l) -eq 1 ]]
    done
    at_least 1.5 "$("$GIL" -c 'import sys; a, b = map(int, sys.argv[1:]); print(a / b)' \
        "$(columns out/samples.csv batch_ops params=size=4 | head -1)" "$(columns out/samples.csv batch_ops params=size=64 | head -1)")"

    # compare pairs each with its own.
    run "$GILSCALE" compare out out --format csv
    [[ $(grep -c '"size=4"' <<<"$output") -eq $(grep -c '"size=64"' <<<"$output") && $output == *'"size=64"'* ]]

    # And a run that was cut off goes on with each where it was.
    awk 'NR <= 14' out/samples.csv >out/samples.csv.partial && rm out/samples.csv
    run -0 "$GILSCALE" run --resume out --quiet
    [[ $(columns out/samples.csv build params threads phase=end | sort | uniq -c | awk '{ print $1 }' | sort -u) == 2 ]]
}

@test "a suite file sweeps too, and the command line's values replace its own" {
    cat >sweep.cfg <<'CFG'
workloads = ( { name = "dict_churn"; parameters = { size = [ 4, 64 ]; }; }, "fib" );
CFG
    run -0 "$GILSCALE" run ./sweep.cfg --dry-run "${both[@]}" --threads 1 --invocations 1
    [[ $output == *"dict_churn (size=4) "*"dict_churn (size=64) "*"6 cells"* ]]
    printf 'workloads = ( { name = "dict_churn"; parameters = { size = [ 4, 64 ]; }; } );\n' >sweep.cfg
    run -0 "$GILSCALE" run ./sweep.cfg --dry-run "${both[@]}" --threads 1 --invocations 1 -p size=7
    [[ $output == *"2 cells"* ]]
    run -2 "$GILSCALE" run dict_churn --dry-run "${both[@]}" -p size=7,7
    [[ $output == *"parameter 'size': the value '7' is given twice"* ]]
    # The default, said and not said: one variant, which only shows when it is loaded.
    printf 'workloads = ( "dict_churn", { name = "dict_churn"; parameters = { size = 16; }; } );\n' >twins.cfg
    run -2 "$GILSCALE" run ./twins.cfg "${both[@]}" "${brief[@]}"
    [[ $output == *"workload 'dict_churn' is named twice with the same parameters"* && ! -e results ]]
}

@test "parameters that do not go together are a usage error, before anything is measured" {
    cat >pair.c <<'C'
/* Two parameters. op: nothing. */
#include "gilscale_workload.h"
static int setup(struct gilscale_cell *cell)
{
    if (gilscale_parameter(cell, "size") % gilscale_parameter(cell, "block") == 0)
        return 0;
    strcpy(cell->error, "size is no multiple of block");
    return GILSCALE_USAGE;
}
static int run(struct gilscale_worker *w, uint64_t n)
{
    w->result += n;
    return 0;
}
static const struct gilscale_parameter parameters[] = {{.name = "size", .value = 6, .low = 1, .high = 9}, {.name = "block", .value = 3, .low = 1, .high = 9}, {0}};
GILSCALE_WORKLOAD(.parameters = parameters, .setup = setup, .run = run);
C
    run -0 "$GILSCALE" run ./pair.c --python "ft=$FT" "${brief[@]}" --threads 1 -o out
    run -2 "$GILSCALE" run ./pair.c --python "ft=$FT" "${brief[@]}" --threads 1 -p block=4 -o bad
    [[ $output == *"pair: size is no multiple of block"* && ! -e bad ]]
}

@test "a workload's MODES are heeded: what it leaves out is skipped, with the reason" {
    printf '"""Shares. op: nothing."""\nMODES = ("threads", "processes")\n\ndef setup(cell):\n    assert cell.workers == (2 if cell.mode == "threads" else 1), cell.workers\n    return cell.mode\n\ndef run(n, mode):\n    return n\n\ndef check(cell):\n    return cell.shared == cell.mode and cell.total == sum(cell.ops)\n' >shares.py
    write_handover
    runner=$("$GILSCALE" build "$GIL" | awk '{ print $2 }')
    while read -r file mode said; do
        run -0 --separate-stderr "$runner" --python "$GIL" --workload "$file" --mode "$mode" --threads 2 --batch 9 --windows 1 --window 1ms --warmup 0ms
        [[ $output == *"$said"* ]] || { echo "$file $mode: $output" && return 1; }
    done <<'END'
shares.py threads ,"ok",
shares.py processes ,"ok",
shares.py subinterpreters "skipped",,"mode subinterpreters: this workload's file does not admit it"
handover.py processes "skipped",,"mode processes: its workers have roles
END
}

@test "a C workload is linked with its libraries, and skipped where one is not here" {
    body='#include "gilscale_workload.h"\nstatic int run(struct gilscale_worker *w, uint64_t n) { w->result += n; return 0; }\nGILSCALE_WORKLOAD(.run = run);\n'
    printf '/* Links.\n * libraries: m pthread\n */\n#include <math.h>\ndouble (*f)(double) = j0;\n'"$body" >links.c
    printf '/* Needs a library.\n * libraries: m nosuchlibrary\n */\n'"$body" >nolib.c
    printf '// Needs a header.\n// libraries: nosuchlibrary\n#include <no/such.h>\n'"$body" >noheader.c
    printf '/* Lacks a part of its own. */\n#include "no_such_part.h"\n'"$body" >broken.c
    printf '/* Is no name.\n * libraries: m,pthread\n */\n'"$body" >noname.c
    run -4 "$GILSCALE" run ./links.c ./nolib.c ./noheader.c ./broken.c ./noname.c --python "ft=$FT" "${brief[@]}" --threads 1 -o out
    [[ $(columns out/curves.csv workload status | sort | tr '\n' ';') == \
        "broken failed;links ok;noheader skipped;nolib skipped;noname failed;" ]]
    columns out/samples.csv detail workload=nolib | grep -q 'needs the library nosuchlibrary, which is not installed here'
    columns out/samples.csv detail workload=noheader | grep -q 'needs the header no/such.h, which is not installed here'
    columns out/samples.csv detail workload=noname | grep -q "'m,pthread' is no library's name"
    ! columns out/samples.csv detail | grep -q 'install lib'
    run -0 "$GILSCALE" show ./nolib.c --python "x=$FT"
    [[ $output == *"Needs a library."*$'\n'"x cannot run it: needs the library nosuchlibrary, which"* ]]
}

@test "helpers beside a workload are a part of it: C files that it includes, and modules" {
    printf '"""A helper."""\nANSWER = 41\n' >_answer.py
    printf '"""Imports it. op: none."""\nimport _answer\n\ndef run(n):\n    return n * _answer.ANSWER\n\ndef check(cell):\n    return cell.total == 42 * sum(cell.ops)\n' >asks.py
    printf '#define ANSWER 41\n' >_answer.c
    cat >includes.c <<'C'
/* Includes it. op: none. */
#include "_answer.c"
#include "gilscale_workload.h"
static int run(struct gilscale_worker *worker, uint64_t n)
{
    worker->result += n * ANSWER;
    return 0;
}
static int check(struct gilscale_cell *cell, struct gilscale_worker *const *workers)
{
    (void)cell;
    return workers[0]->result == 42 * workers[0]->ops ? 0 : -1;
}
GILSCALE_WORKLOAD(.run = run, .check = check);
C
    run -4 "$GILSCALE" run ./asks.py ./includes.c --python "ft=$FT" "${brief[@]}" --threads 1 -o before
    [[ $(columns before/curves.csv status | sort -u) == wrong ]]
    sed -i s/41/42/ _answer.py _answer.c
    run -0 "$GILSCALE" run ./asks.py ./includes.c --python "ft=$FT" "${brief[@]}" --threads 1 -o after
    ! columns before/samples.csv workload_hash | sort -u | grep -Fxf <(columns after/samples.csv workload_hash)
}

@test "what begin finds missing is skipped, too" {
    printf '"""Looks late."""\n\ndef begin(cell, index):\n    raise NotImplementedError("needs a moon")\n\ndef run(n, s):\n    pass\n' >late.py
    run -0 "$GILSCALE" run ./late.py "${both[@]}" "${brief[@]}" --threads 1,2 -o out
    [[ $(columns out/samples.csv status detail phase=end | sort -u) == "skipped NotImplementedError: needs a moon (late.py:4)" ]]
}

@test "show tells what a workload does and takes, from the file and from a build" {
    write_ranges
    run -0 "$GILSCALE" show ./ranges.py --python "$GIL"
    [[ $output == *"ranges, in Python: "*"/ranges.py"*"Takes parameters of all kinds. op: nothing."* ]]
    [[ $output == *"  held   whole number, 0 to 100 %, default 25"*"share of an op"* ]]
    [[ $output == *"  rate   number, at least 0, default 0.5"*"  most   whole number, at most 9, default 3"* ]]
    [[ $output == *"  kind   text, json or pickle, default json"*"  fast   True or False, default False"* ]]
    write_handover
    run -0 "$GILSCALE" show ./handover.py --python "$FT"
    [[ $output == *"Roles: the workers are giver, taker in turn"*"gilscale run ./handover.py --threads 1,2,4"* ]]
    run -0 "$GILSCALE" show held_native
    [[ $output == *"workloads/native/held_native.c"*"held      whole number, 0 to 100 %, default 50"*"run is called attached"* ]]
    COLUMNS=80 run -0 "$GILSCALE" show held_native
    [[ $(awk 'length > 80' <<<"$output") == "" && $output == *"op: op_steps steps"* ]]
}

@test "the command that show ends with runs" {
    command=$("$GILSCALE" show dict_churn | awk '/^  gilscale run / { sub(/^  gilscale /, ""); print }')
    [[ $command == "run dict_churn --threads 1,2,4 -p size=16,32" ]]
    run -0 "$GILSCALE" $command --dry-run
}

@test "show says why when there is nothing to tell, and shows the text all the same" {
    CC=/no/such/compiler run -0 "$GILSCALE" show fib
    [[ $output == *"Recursive Fibonacci"*"Its parameters cannot be told: "*"there is no such compiler"* ]]
    printf '"""Needs what is not there. op: none."""\nimport no_such_module\n\ndef run(n):\n    pass\n' >needs.py
    run -0 "$GILSCALE" show ./needs.py
    [[ $output == *"Needs what is not there."*"cannot run it: ModuleNotFoundError: No module named 'no_such_module'"* ]]
    run -2 "$GILSCALE" show fibb
    [[ $output == *"unknown workload 'fibb'; did you mean 'fib'?"* ]]
    run -2 "$GILSCALE" show quick
    [[ $output == *"'quick' is a suite"* ]]
    run -2 "$GILSCALE" show .
    [[ $output == *".: no samples.csv here"* ]]
    run -2 "$GILSCALE" show
    run -2 "$GILSCALE" show ./absent.py
    [[ $output == *"absent.py: No such file"* ]]
    run -3 "$GILSCALE" show fib --python 9.99
}

@test "the list has a line for each workload, and fits a terminal of 80 columns" {
    run -0 "$GILSCALE" list workloads
    [[ $output == *"workloads/native:"*"  spin "*"workloads/python:"*"  fib "* ]]
    files=$(find "$ROOT"/workloads -mindepth 2 -maxdepth 2 \( -name '[!_]*.py' -o -name '[!_]*.c' \) | wc -l)
    [[ $(grep -c '^  [^ ]' <<<"$output") -eq $files ]]
    COLUMNS=80 run -0 "$GILSCALE" list workloads
    [[ $(awk 'length > 80' <<<"$output") == "" ]]
    [[ $(grep -c '^  [^ ]' <<<"$output") -eq $files ]]
}

# The Nth block of this language in a file.
block() { awk -v n="$3" -v mark="^\`\`\`$2\$" '$0 ~ mark { i++; on = i == n; next } /^```/ { on = 0 } on' "$ROOT/$1"; }

@test "the README's examples run as printed" {
    block README.md python 1 >mine.py
    block README.md c 1 >mine.c
    [[ $(grep -c . mine.py) -ge 5 && $(grep -c . mine.c) -ge 5 ]]
    mkdir c && mv mine.c c/ # a folder each: helpers beside are part of a workload
    run -0 "$GILSCALE" run ./mine.py "${both[@]}" "${brief[@]}" --threads 1,2 -o out
    [[ $(statuses) == "ft 1 ok;ft 2 ok;gil 1 ok;gil 2 ok;" ]]
    rm -r out
    run -0 "$GILSCALE" run ./c/mine.c "${both[@]}" "${brief[@]}" --threads 1,2 -o out
    [[ $(statuses) == "ft 1 ok;ft 2 ok;gil 1 ok;gil 2 ok;" ]]
}

@test "the examples of the contract's own pages run as printed" {
    # Indented by four blanks, each with its docstring or comment first.
    awk '/^    """Workers that meet/ { on = 1 } on && /^[^ ]/ { exit } on { sub(/^    /, ""); print }' "$ROOT/workloads/README.md" >meet.py
    awk '/^    """Float mult/ { on = 1 } on && /^[^ ]/ { exit } on { sub(/^    /, ""); print }' "$ROOT/workloads/README.md" >floats.py
    awk '/^    \/\* Steps of/ { on = 1 } on && /^[^ ]/ { exit } on { sub(/^    /, ""); print }' "$ROOT/workloads/README.md" >steps.c
    grep -q 'def stop' meet.py
    run -0 "$GILSCALE" run ./meet.py ./floats.py ./steps.c --python "ft=$FT" "${brief[@]}" --threads 1,2 -o out
    [[ $(columns out/curves.csv status | sort | uniq -c | tr -s ' ') == " 6 ok" ]]
}
