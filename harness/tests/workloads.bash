# workloads.bash - what tests that run all workloads at once share. Beside common.bash.

# A run of all cells of a suite, each as short as can be; `quick SUITE OUT OPTION...`. That cells end badly is for the caller to see.
quick() {
    local suite=$1 out=$2
    shift 2
    "$GILSCALE" run "$suite" --quiet -o "$out" "$@" >/dev/null 2>"$out.said" || [[ $? -eq 4 && -s $out/samples.csv ]] || { cat "$out.said" && return 1; }
}

# Waits for all that were started with & before: nothing is measured here, so they may share the CPUs.
all_well() {
    local pid
    for pid in "$@"; do wait "$pid" || return 1; done
}

helper() { "$GIL" -I "$ROOT/harness/tests/workloads.py" "$@"; }

# Says what a helper found; nothing is what is wanted.
nothing() {
    local found
    found=$(helper "$@")
    [[ -z $found ]] || { echo "$found" && return 1; }
}
