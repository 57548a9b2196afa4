# What rows say beside rates: who waited for the GIL and how long, pauses of the collector, faults, peaks, and rows of single workers.

load common

# Rows of the runner itself: `measure BUILD FILE OPTIONS...` to rows.csv.
measure() {
    local python=$1 file=$2
    shift 2
    runner=$("$GILSCALE" build "$python" | awk '{ print $2 }')
    "$runner" --python "$python" --workload "$file" --warmup 20ms "$@" >rows.csv
}

fib() { measure "$1" "$ROOT/workloads/python/fib.py" --batch 20 "${@:2}"; }

# Each worker's CPU time, waits for the GIL, for a CPU, and for the hypervisor (`stolen FILE`, before and after), of its time: the least of all
# workers. A kernel tells what was stolen of CPUs only, so all of a CPU's is taken for each worker there.
least_share() {
    columns rows.csv cpus duration_ns cpu_s gil_wait_s runqueue_wait_s phase=worker |
        awk 'FILENAME == ARGV[1] { lost[$1] -= $2; next }
             FILENAME == ARGV[2] { lost[$1] += $2; next }
             { share = ($3 + $4 + $5 + lost[$1]) / ($2 / 1e9); if (!some++ || share < least) least = share } END { print least }' before after -
}

# Seconds that each CPU has lost: "0 12.3".
stolen() { awk -v tick="$(getconf CLK_TCK)" '/^cpu[0-9]/ { print substr($1, 4), $9 / tick }' /proc/stat >"$1"; }

sum() { awk '{ sum += $1 } END { printf "%.9f\n", sum }'; }

# A wide margin here; `make bench PARTS=waits` says TIGHT=0.97.
# bats test_tags=alone
@test "work, the wait for the GIL and the wait for a CPU make up a worker's time" {
    # The runner's own libpython may be a part of it or a library: the waits are found in both.
    other=$("$GILSCALE" list pythons | awk -v is="$("$GILSCALE" list pythons | awk -v p="$GIL" '$NF == p { print $3 }')" \
        '$2 == "GIL" && $3 != is && $5 != "unusable" && $NF ~ "^/" { print $NF; exit }')
    for cell in "2 $GIL" "4 $GIL" ${other:+"2 $other"}; do
        read -r n python <<<"$cell"
        accounted() {
            stolen before
            fib "$python" --threads "$n" --windows 4 --per-worker
            stolen after
            [[ $(columns rows.csv worker phase=worker | wc -l) == "$n" ]] || return 1
            at_least "${TIGHT:-0.9}" "$(least_share)" || { echo "$cell: $(least_share)" && return 1; }
        }
        accounted || once_calm accounted
    done
    # And where nobody has to wait, nobody does.
    fib "$GIL" --threads 1 --windows 1
    [[ $(columns rows.csv gil_wait_s phase=measure) == 0 && $(columns rows.csv gil_wait_s phase=end) == 0 ]]
}

@test "nobody waits for a GIL that is off, or for another's" {
    fib "$FT" --gil off --threads 4 --windows 3 --per-worker
    [[ $(columns rows.csv gil_wait_s | sort -u) == 0 ]]
    fib "$FT" --gil on --threads 2 --windows 3 --per-worker
    at_least 0.001 "$(columns rows.csv gil_wait_s phase=end)"
    for mode in processes subinterpreters; do
        fib "$GIL" --mode "$mode" --threads 2 --windows 2 --per-worker
        [[ $(columns rows.csv status phase=end) == ok && $(columns rows.csv gil_wait_s | sort -u) == 0 ]]
    done
}

# bats test_tags=alone
@test "a worker's row is its part of the windows" {
    for mode in threads processes; do
        fib "$FT" --gil off --mode "$mode" --threads 2 --cpus 0,0 --windows 3 --window 20ms --per-worker
        [[ $(columns rows.csv phase | uniq -c | awk '{ print $1 $2 }' | paste -sd ' ') =~ ^1warmup\ [36]measure\ 2worker\ 1end$ ]]
        [[ $(columns rows.csv worker cpus status phase=worker) == $'0 0 ok\n1 0 ok' ]]
        [[ $(columns rows.csv ops phase=worker | sum) == "$(columns rows.csv ops phase=measure | sum)" ]]
        # Each had all of the time, and they shared the one CPU.
        windows=$(columns rows.csv duration_ns phase=measure | sum)
        while read -r duration cpu; do
            at_most 1.2 "$(awk -v a="$duration" -v b="$windows" 'BEGIN { print a / b }')"
            at_least 0.8 "$(awk -v a="$duration" -v b="$windows" 'BEGIN { print a / b }')"
            at_most 0.8 "$(awk -v a="$duration" -v b="$cpu" 'BEGIN { print b / (a / 1e9) }')"
        done < <(columns rows.csv duration_ns cpu_s phase=worker)
        at_least 0.001 "$(columns rows.csv runqueue_wait_s phase=worker | sum)"
    done
    # What nobody asked for is not there.
    fib "$FT" --gil off --threads 2 --windows 1
    [[ $(columns rows.csv phase runqueue_wait_s instructions | sort -u | paste -sd ,) == "end  ,measure  ,warmup  " ]]
}

# bats test_tags=alone
@test "a fixed total of work has the same measures, of the time until it was done" {
    # One that comes late finds the other done, and has nobody to wait for.
    both_at_once() {
        fib "$GIL" --threads 2 --total 2000 --per-worker
        read -r duration ops faults wait < <(columns rows.csv duration_ns ops minor_faults gil_wait_s phase=measure)
        at_least 0.001 "$wait"
    }
    both_at_once || once_calm both_at_once
    [[ $ops == 2000 && $faults -ge 0 && $(columns rows.csv ops phase=worker) == $'1000\n1000' ]]
    while read -r own; do at_least "$own" "$duration"; done < <(columns rows.csv duration_ns phase=worker)
}

@test "rows of single workers are no windows to those who read a run" {
    "$GILSCALE" run fib "${both[@]}" "${brief[@]}" --threads 1,2 --per-worker -o asked
    [[ $(columns asked/samples.csv phase phase=worker | wc -l) == $((2 + 4)) ]]
    [[ $(columns asked/samples.csv cpus threads=2 phase=measure | sort -u) == "$(columns asked/samples.csv cpus build=gil threads=2 phase=worker | paste -sd ' ')" ]]
    [[ $(columns asked/curves.csv status | sort -u) == ok ]]

    # Rates that nobody could take for a window's.
    "$GILSCALE" run fib "${both[@]}" "${brief[@]}" --threads 1 -o out
    "$GIL" -I - out/samples.csv <<'PY'
import csv, sys
with open(sys.argv[1], newline="") as file:
    rows = list(csv.DictReader(file))
with open(sys.argv[1], "w", newline="") as file:
    writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        if row["phase"] == "end":
            for worker in 0, 1:
                writer.writerow({**row, "phase": "worker", "worker": worker, "ops_per_s": 1e12, "cpus": worker, "window": ""})
        writer.writerow(row)
PY
    cp out/curves.csv before.csv
    run -0 "$GILSCALE" plot out
    diff before.csv out/curves.csv
}

# bats test_tags=alone
@test "collections of the garbage collector take time, which rows tell" {
    printf '"""Garbage."""\ndef run(n):\n    for _ in range(n):\n        a = []\n        a.append(a)\n' >garbage.py
    for python in "$GIL" "$FT"; do
        for mode in threads processes; do
            measure "$python" garbage.py --batch 2000 --threads 2 --mode "$mode" --windows 2 --window 50ms
            read -r collections pause duration < <(columns rows.csv gc_collections gc_pause_s duration_ns phase=end)
            at_least 2 "$collections"
            at_least 0.000001 "$pause"
            # Within the life of the crew and, in processes, once for each of them; with a margin for starting and stopping.
            at_most 3 "$(awk -v a="$duration" -v b="$pause" 'BEGIN { print b / (a / 1e9) }')"
        done
    done
    measure "$GIL" garbage.py --batch 2000 --gc off --windows 1 --window 20ms
    [[ $(columns rows.csv gc_collections gc_pause_s phase=end) == "0 0" ]]
}

@test "page faults are counted in the window in which they happen, and a peak stays" {
    # 8 MB a batch, touched and given back; then nothing.
    printf '"""Touches memory."""\nimport mmap\n\ndef run(n):\n    with mmap.mmap(-1, 1 << 23) as m:\n        for i in range(0, 1 << 23, 4096):\n            m[i] = 1\n' >touch.py
    for mode in threads processes; do
        measure "$FT" touch.py --gil off --mode "$mode" --threads 2 --batch 1 --windows 2
        [[ $(columns rows.csv status phase=end) == ok ]]
        while read -r faults; do at_least 8 "$faults"; done < <(columns rows.csv minor_faults phase=measure)
        read -r peak rss < <(columns rows.csv peak_rss_bytes rss_bytes phase=end)
        at_least "$rss" "$peak"
    done
}

@test "the module that switches the GIL on is named, and the workload's own warnings go their way" {
    ext=$("$FT" -c 'import sysconfig; print(sysconfig.get_config_var("EXT_SUFFIX"))')
    include=$("$FT" -I "$ROOT/scripts/probe.py" | sed -n 's/^include=//p')
    cat >unsafe.c <<'C'
#include <Python.h>
static struct PyModuleDef def = {PyModuleDef_HEAD_INIT, "unsafe", NULL, 0, NULL};
PyMODINIT_FUNC PyInit_unsafe(void) { return PyModuleDef_Init(&def); }
C
    cc -shared -fPIC -I "$include" -o "unsafe$ext" unsafe.c
    cat >plain.py <<'PY'
"""Imports what does not know of free threading."""
import unsafe

def run(n):
    pass
PY
    # The same in begin(), where a record of warnings is kept.
    cat >recorded.py <<'PY'
"""Imports it as a worker begins."""
import warnings

def begin(cell, index):
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        warnings.warn("mine")
        import unsafe
        if index == 0:
            assert [str(w.message) for w in seen][0] == "mine" and len(seen) == 2, seen

def run(n):
    pass
PY
    for file in plain recorded; do
        for mode in threads processes; do
            measure "$FT" "$file.py" --batch 1000 --windows 1 --mode "$mode" 2>said
            read -r status gil flags by < <(columns rows.csv status gil flags gil_enabled_by phase=end)
            [[ "$status $gil $by" == "ok on unsafe" && $flags == *gil_reenabled* ]] || { cat rows.csv said && return 1; }
        done
    done
    measure "$FT" plain.py --batch 1000 --windows 1 --gil off
    [[ $(columns rows.csv status gil flags gil_enabled_by phase=end) != *unsafe* && $(columns rows.csv flags) != *gil_reenabled* ]]

    run -0 "$GILSCALE" run ./plain.py --python "ft=$FT" "${brief[@]}" --threads 1 --gil default -o out
    [[ $(columns out/samples.csv gil gil_enabled_by phase=end) == "on unsafe" ]]
    [[ $output == *"the GIL was switched on by module unsafe"* && $output == *gil_reenabled* ]]
}

@test "hardware counters are there or empty, and doctor says which" {
    run "$GILSCALE" doctor # what it worries about is not our matter
    said=$(grep -i 'cpu\.counters\|counters' <<<"$output")
    [ -n "$said" ]
    fib "$GIL" --threads 2 --windows 2 --counters --per-worker
    [[ $(columns rows.csv status phase=end) == ok ]]
    read -r instructions cycles < <(columns rows.csv instructions cycles phase=worker)
    if [[ $said == *instructions* ]]; then
        at_least 1000 "$instructions"
    else
        [[ -z $instructions ]]
    fi
}
