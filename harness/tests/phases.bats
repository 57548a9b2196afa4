#!/usr/bin/env bats
# What of an op holds the GIL: clocked where take_gil() and drop_gil() are called, against shares that are known beforehand; and the phases that a
# workload marks, in all modes.

load common

# Rows of the runner itself: `measure BUILD WORKLOAD OPTIONS...` to rows.csv.
measure() {
    local python=$1 file=$2
    shift 2
    case $file in
    *.c) file=$("$python" -I "$ROOT/scripts/compile.py" --root "$ROOT" --out "$ROOT/build/runners" --workload "$file" | tail -n 1) ;;
    esac
    runner=$("$GILSCALE" build "$python" | awk '{ print $2 }')
    "$runner" --python "$python" --workload "$file" --warmup 10ms --phases "$@" >rows.csv
}

# The sum over the windows of one column and of another, as a share: `share gil_held_s`; of all workers' time with `share COLUMN N`.
share() {
    columns rows.csv "$1" duration_ns phase=measure |
        awk -v n="${2:-1}" 'NF == 2 { held += $1; time += $2 / 1e9; any = 1 } END { if (any) printf "%.4f\n", held / time / n }'
}

# Of the rows of a phase (measure, worker): each phase's share of all workers' time and the share held of it, "prepare 0.15 1.00" a line.
phases_of() {
    "$GIL" -I - rows.csv "$1" <<'PY'
import csv, sys
spent, held, time = {}, {}, 0
for row in csv.DictReader(open(sys.argv[1], newline="")):
    if row["phase"] != sys.argv[2]:
        continue
    time += int(row["duration_ns"]) / 1e9 * (int(row["threads"]) if row["phase"] == "measure" else 1)
    for part in filter(None, row["phases"].split(";")):
        name, _, numbers = part.partition("=")
        seconds, stroke, in_hand = numbers.partition("/")
        spent[name] = spent.get(name, 0) + float(seconds)
        if stroke:
            held[name] = held.get(name, 0) + float(in_hand)
for name in spent:
    print(name, f"{spent[name] / time:.4f}", f"{held[name] / max(spent[name], 1e-9):.4f}" if name in held else "-")
print("all", f"{sum(spent.values()) / time:.4f}")
PY
}

near() { awk -v a="$1" -v b="$2" -v by="$3" 'BEGIN { exit !(b != "" && b - a <= by && a - b <= by) }' || { echo "$2 is not $1 +- $3" && return 1; }; }

# bats test_tags=alone
@test "how long the GIL is held comes back out: a known share, all of it, nothing" {
    for held in 0 25 50 100; do
        known() {
            measure "$GIL" "$ROOT/workloads/native/held_waiting.c" -p held=$held -p op_us=5000 --batch 2 --windows 2 --window 60ms
            near "$(awk -v h=$held 'BEGIN { print h / 100 }')" "$(share gil_held_s)" 0.05
        }
        known || once_calm known
    done
    measure "$GIL" "$ROOT/workloads/python/fib.py" --batch 20 --windows 2 --window 20ms
    at_least 0.99 "$(share gil_held_s)"
    measure "$GIL" "$ROOT/workloads/native/spin_held.c" --batch 100000 --windows 2 --window 20ms
    at_least 0.99 "$(share gil_held_s)"
    measure "$GIL" "$ROOT/workloads/native/spin.c" --batch 100000 --windows 2 --window 20ms
    [[ $(share gil_held_s) == 0.0000 ]]
    printf '"""Sleeps."""\nimport time\ndef run(n):\n    for _ in range(n):\n        time.sleep(0.002)\n' >sleeps.py
    measure "$GIL" sleeps.py --batch 3 --windows 2 --threads 2
    at_most 0.1 "$(share gil_held_s 2)"
    at_least 0.00001 "$(share gil_held_s 2)"
    # Nothing of the kind where nobody asked.
    runner=$("$GILSCALE" build "$GIL" | awk '{ print $2 }')
    "$runner" --python "$GIL" --workload "$ROOT/workloads/python/fib.py" --batch 20 --windows 1 >rows.csv
    [[ $(columns rows.csv gil_held_s phases | sort -u) == " " ]]
}

# bats test_tags=alone
@test "what workers hold of one GIL, and hold and wait for, is never more than the time there is" {
    for python in "$GIL" "$FT"; do
        measure "$python" "$ROOT/workloads/python/fib.py" $([[ $python == "$FT" ]] && echo --gil on) --threads 2 --batch 20 --windows 3 --per-worker
        [[ $(columns rows.csv gil phase=end) == on ]]
        while read -r held duration; do at_most 1.001 "$(awk -v h="$held" -v d="$duration" 'BEGIN { print h / (d / 1e9) }')"; done \
            < <(columns rows.csv gil_held_s duration_ns phase=measure)
        while read -r held wait duration; do
            at_most 1.001 "$(awk -v a="$held" -v w="$wait" -v d="$duration" 'BEGIN { print (a + w) / (d / 1e9) }')"
        done < <(columns rows.csv gil_held_s gil_wait_s duration_ns phase=worker)
        # Two that do nothing but hold it: one of them always does, but for the moments of a hand-over.
        busy() { at_least 0.9 "$(share gil_held_s)"; }
        busy || { again() { measure "$python" "$ROOT/workloads/python/fib.py" --threads 2 --batch 20 --windows 3 && busy; } && once_calm again; }
    done
    # Where it is off, there is nothing to hold.
    measure "$FT" "$ROOT/workloads/native/phased_native.c" --gil off -p op_steps=200000 --batch 2 --windows 2 --threads 2
    [[ -z $(columns rows.csv gil_held_s | tr -d '\n') && $(columns rows.csv phases phase=measure) != */* ]]
}

# bats test_tags=alone
@test "phases are all of the workers' time, and each knows what of it held the GIL: threads, processes, subinterpreters" {
    for mode in threads processes subinterpreters; do
        whole() {
            measure "$GIL" "$ROOT/workloads/native/phased_native.c" -p op_steps=500000 -p prepare=20 -p result=30 --batch 2 --windows 3 \
                --window 60ms --threads 2 --mode $mode --per-worker
            for rows in measure worker; do
                phases_of $rows >said
                cat said
                near 1 "$(awk '/^all/ { print $2 }' said)" 0.01 || return 1
                near 1 "$(awk '/^prepare/ { print $3 }' said)" 0.25 || return 1 # with two it waits at times before it has it
                at_most 0.02 "$(awk '/^native/ { print $3 }' said)" || return 1
                at_least 0.7 "$(awk '/^result/ { print $3 }' said)" || return 1
            done
        }
        whole || once_calm whole
        # The rows of the two are what the windows have.
        [[ $(phases_of measure | cut -d' ' -f1) == "$(phases_of worker | cut -d' ' -f1)" ]]
    done
    known() {
        measure "$GIL" "$ROOT/workloads/native/phased_native.c" -p op_steps=500000 -p prepare=20 -p result=30 --batch 4 --windows 3 --window 60ms
        near 0.5 "$(share gil_held_s)" 0.12 && near 0.2 "$(phases_of measure | awk '/^prepare/ { print $2 }')" 0.1 &&
            at_least 0.99 "$(phases_of measure | awk '/^prepare/ { print $3 }')"
    }
    known || once_calm known
}

# bats test_tags=alone
@test "phases where thread states come and go, where a total is done, and where requests come when they are due" {
    for attach in batch call; do
        measure "$GIL" "$ROOT/workloads/python/phased_digest.py" --attach $attach --batch 4 --windows 2
        [[ $(columns rows.csv status phase=end) == ok ]]
        near 1 "$(phases_of measure | awk '/^all/ { print $2 }')" 0.01
    done
    measure "$GIL" "$ROOT/workloads/python/phased_digest.py" --threads 2 --total 200 --batch 4 --per-worker
    near 1 "$(phases_of worker | awk '/^all/ { print $2 }')" 0.01
    # Waiting for a request to come is no part of an op.
    measure "$GIL" "$ROOT/workloads/python/phased_digest.py" --arrivals 40 --windows 2 --window 150ms --batch 4
    [[ $(columns rows.csv status phase=end) == ok ]]
    at_most 0.7 "$(phases_of measure | awk '/^all/ { print $2 }')"
    at_least 0.0001 "$(phases_of measure | awk '/^native/ { print $2 }')"
}

@test "cell.phase: a mark for a worker, nothing for others, and an error for a phase that is none" {
    cat >marks.py <<'PY'
"""Marks its phases. op: one of each."""
import threading
PHASES = ["first", "second"]

def setup(cell):
    assert cell.phase(1) is None  # nobody is measured here

def begin(cell, index):
    def other():
        cell.phase(1)
    return cell.phase, other

def run(n, state):
    phase, other = state
    for _ in range(n):
        phase(0)
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
        phase(True)
    return n

def check(cell):
    return cell.total == sum(cell.ops)
PY
    for python in "$GIL" "$FT"; do
        measure "$python" marks.py --threads 2 --batch 2 --windows 2
        [[ $(columns rows.csv status phase=end) == ok ]]
        # The other thread's marks are not the worker's: all of its waiting is in the first phase.
        at_least 0.9 "$(phases_of measure | awk '/^first/ { print $2 }')"
        # Nobody asked: it is there, and does nothing.
        runner=$("$GILSCALE" build "$python" | awk '{ print $2 }')
        "$runner" --python "$python" --workload marks.py --batch 2 --windows 1 >rows.csv
        [[ $(columns rows.csv status phases phase=end) == "ok " ]]
    done

    while IFS='|' read -r call says; do
        printf '"""Wrong."""\nPHASES = ("a", "b")\ndef begin(cell, index):\n    return cell\ndef run(n, cell):\n    cell.phase(%s)\n' "$call" >wrong.py
        for asked in --phases ""; do
            "$("$GILSCALE" build "$GIL" | awk '{ print $2 }')" --python "$GIL" --workload wrong.py --batch 1 --windows 1 $asked >rows.csv 2>/dev/null
            [[ $(columns rows.csv status detail phase=end) == "failed "*"$says"*"wrong.py:6"* ]] || { cat rows.csv && return 1; }
        done
    done <<'END'
2|ValueError: cell.phase(2): PHASES has 0 a, 1 b
-1|ValueError: cell.phase(-1): PHASES has 0 a, 1 b
"a"|TypeError: 'str' object cannot be interpreted as an integer
1 << 80|OverflowError
END

    while IFS='|' read -r declared says; do
        printf '"""Wrong."""\nPHASES = %s\ndef run(n):\n    pass\n' "$declared" >wrong.py
        measure "$GIL" wrong.py --batch 1 --windows 1
        [[ $(columns rows.csv status detail phase=end) == "failed wrong.py: "*"$says"* ]] || { cat rows.csv && return 1; }
    done <<'END'
"prepare"|PHASES is not a tuple of names, like ("prepare", "native")
("prepare", 3)|PHASES is not a tuple of names, like ("prepare", "native")
("prepare",)|PHASES names fewer than 2; where an op has one part it is left out
()|PHASES names fewer than 2
("a", "a")|PHASES: two phases are called 'a'
("a", "b c")|PHASES: 'b c' is no name for a phase
("a", "b;c=1")|PHASES: 'b;c=1' is no name for a phase
tuple("abcdefghi")|PHASES: more than 8 phases
END
}

@test "a C workload's phases: as many as it names, and no others" {
    cat >mine.c <<'C'
/* Marks. op: nothing. */
#include "gilscale_workload.h"
static int run(struct gilscale_worker *worker, uint64_t n)
{
    for (; n; n--) {
        gilscale_phase(worker, 0);
        gilscale_phase(worker, MARK);
    }
    return 0;
}
static const char *const phases[] = {"one", "two", PHASE NULL};
GILSCALE_WORKLOAD(.run = run, .phases = phases);
C
    sed 's/MARK/1/; s/PHASE //' mine.c >good.c
    measure "$GIL" "$PWD/good.c" --batch 100 --windows 1
    [[ $(columns rows.csv status phase=end) == ok ]]
    near 1 "$(phases_of measure | awk '/^all/ { print $2 }')" 0.01
    for mark in 2 -1; do
        sed "s/MARK/$mark/; s/PHASE //" mine.c >bad.c
        measure "$GIL" "$PWD/bad.c" --batch 100 --windows 1
        [[ $(columns rows.csv status detail phase=end) == "failed gilscale_phase($mark): .phases has 2, from 0" ]]
    done
    sed 's/MARK/1/; s/PHASE/"tw o",/' mine.c >bad.c
    measure "$GIL" "$PWD/bad.c" --batch 100 --windows 1
    [[ $(columns rows.csv status detail phase=end) == "failed "*".phases: 'tw o' is no name for a phase"* ]]
}

# bats test_tags=alone
@test "no window's phases lose or win time where others keep the main thread from reading them" {
    cat >marks.c <<'C'
/* Marks. op: nothing. */
#include "gilscale_workload.h"
static int run(struct gilscale_worker *worker, uint64_t n)
{
    for (; n; n--) {
        gilscale_phase(worker, 0);
        gilscale_phase(worker, 1);
    }
    return 0;
}
static const char *const phases[] = {"one", "two", NULL};
GILSCALE_WORKLOAD(.run = run, .phases = phases);
C
    hogs=()
    for _ in $(seq $(($(nproc) + 1))); do
        timeout 60 sh -c 'while :; do :; done' 3>&- &
        hogs+=($!)
    done
    measure "$GIL" "$PWD/marks.c" --batch 100 --windows 30 --window 30ms --threads 2
    kill "${hogs[@]}"
    # Somebody may be put aside three times in a row.
    columns rows.csv duration_ns phases phase=measure |
        awk -F '[ =/;]' '{ s = ($3 + $6) / ($1 / 1e9) / 2; if (s > 1.01 || s < 0.99) { print "off: " $0; off++ } } END { exit !(NR >= 30 && off <= 3) }'
}

@test "where threads that are no workers hold the GIL, the row says so, and no ceiling is told" {
    cat >helped.py <<'PY'
"""Another thread does the work. op: a thousand additions."""
import queue
import threading
PHASES = ("give", "wait")
MODES = ("threads",)

def setup(cell):
    todo, done = queue.SimpleQueue(), queue.SimpleQueue()
    def help():
        for n in iter(todo.get, None):
            done.put(sum(range(n)))
    threading.Thread(target=help, daemon=True).start()
    return cell.phase, todo, done

def run(n, shared):
    phase, todo, done = shared
    for _ in range(n):
        phase(0)
        todo.put(20000)
        phase(1)
        done.get()
PY
    measure "$GIL" helped.py --batch 2 --windows 2
    [[ $(columns rows.csv status flags phase=end) == "ok "*gil_elsewhere* ]]
    measure "$GIL" "$ROOT/workloads/python/fib.py" --batch 20 --windows 1 --threads 2
    [[ $(columns rows.csv flags phase=end) != *gil_elsewhere* ]]
    "$GILSCALE" run ./helped.py --python "gil=$GIL" "${brief[@]}" --threads 1 --phases -o out >said
    [[ $(columns out/curves.csv gil_ceiling phases) == " give="*";wait="* ]]
    [[ $(cat said) == *"the GIL's ceiling cannot be told, as threads that are no workers held the GIL, too"* ]]
    [[ $(cat said) == *"f gil_elsewhere"* ]]
}

# bats test_tags=alone
@test "a run with phases: the table, the ceiling beside the speedup, the chart, and what the suite was" {
    cat >suite.cfg <<'CFG'
workloads = ( "phased_digest", { name = "held_waiting"; parameters = { op_us = 20000; held = 25; }; } );
placement = "none";
CFG
    # A machine that wakes held_waiting up too late, by 5 % of an op, makes it wrong: its share was another one then.
    known() {
        rm -rf out
        run "$GILSCALE" run ./suite.cfg "${both[@]}" --threads 1,2 --phases "${brief[@]}" --window 80ms -o out
        [[ $status == 0 ]] && near 0.25 "$(columns out/curves.csv gil_held workload=held_waiting threads=1 build=gil)" 0.08
    }
    known || once_calm known
    [[ -n $(grep '^phases = "yes";' out/suite.cfg) ]]
    [[ $output == *"Phases of an op, by one worker"* && $output == *"The GIL: how busy, and how far it lets the speedup rise"* ]]
    grep -Eq '^ *gil +on +1 +prepare +[0-9.]+ [um]s +[0-9.]+ % +(100|9[0-9](\.[0-9])?) %' <<<"$output"
    grep -Eq '^ *ft +off +1 +native +[0-9.]+ [um]s +[0-9.]+ %$' <<<"$output"
    [[ $output == *"on gil an op holds the GIL for 2"[0-9]" % of its time: at most 3."* || $output == *"at most 4."* ]]
    [[ $(columns out/curves.csv gil_ceiling workload=held_waiting threads=1 build=gil) == 1 ]]
    read -r phases ceiling < <(columns out/curves.csv phases gil_ceiling workload=phased_digest threads=2 build=gil)
    [[ $phases =~ ^prepare=[0-9.e-]+/[0-9.]+\;native=[0-9.e-]+/[0-9.]+\;result=[0-9.e-]+/[0-9.]+$ ]]
    at_most 2 "$ceiling" && at_least 1 "$ceiling"
    [[ $(columns out/curves.csv gil_held gil_ceiling build=ft | sort -u) == " " ]]

    run -0 "$GILSCALE" plot out --chart phases --format svg
    [[ -s out/phases.svg ]]
    "$GILSCALE" report out -o page.html
    grep -q 'an op takes [^<]*prepare [^<]*GIL held for' page.html
    run -0 "$GILSCALE" show out --format markdown
    [[ $output == *'| `prepare` |'* ]]
    run -0 "$GILSCALE" show phased_digest
    [[ $output == *"Phases of an op: prepare, native, result; --phases measures"* ]]
    # A file from somewhere else that is not written like that.
    sed -i 's/prepare=/pre pare=/' out/samples.csv
    run -2 "$GILSCALE" plot out
    [[ $output == *"samples.csv:"*"column 'phases': 'pre pare="*"is not NAME=SECONDS/SECONDS"* ]]
}
