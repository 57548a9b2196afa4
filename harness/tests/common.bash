# common.bash - what all tests of the command share: the two builds, a folder of their own, quick settings, a look into CSV files.

bats_require_minimum_version 1.5.0

setup_file() {
    export ROOT GILSCALE GIL FT
    ROOT=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    GILSCALE=$ROOT/build/gilscale
    # scripts/run-bats has asked already: it takes a second where there are many Pythons.
    { read -r _ && read -r GIL && read -r FT; } < <(awk '{ print $NF }' <<<"${GILSCALE_TEST_PAIR:-$("$GILSCALE" list pythons --pair)}")
}

setup() {
    cd "$BATS_TEST_TMPDIR" || exit 1
    # One short invocation of each cell: for tests that look at rows, not at figures.
    brief=(--invocations 1 --windows 2 --window 10ms --warmup 10ms --timeout 20s --quiet)
    both=(--python "gil=$GIL" --python "ft=$FT")
}

# Rows of a samples or curves file as "a b c": `columns FILE a b c [where-column value]...`. Python reads the CSV, as a user would.
columns() {
    "$GIL" -I - "$@" <<'PY'
import csv, sys
path, names = sys.argv[1], sys.argv[2:]
wanted, conditions = [n for n in names if "=" not in n], [n.split("=", 1) for n in names if "=" in n]
with open(path, newline="") as file:
    for row in csv.DictReader(file, strict=True):
        assert None not in row and None not in row.values(), f"ragged row: {row}"
        if all(row[k] == v for k, v in conditions):
            print(*(row[name] for name in wanted))
PY
}

# `at_least 1.9 2.01`: is the second number no smaller than the first?
at_least() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(b != "" && b + 0 >= a + 0) }'; }
at_most() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(b != "" && b + 0 <= a + 0) }'; }

# Waits up to 20 s for a condition.
eventually() {
    for _ in $(seq 200); do
        if "$@"; then return 0; fi
        sleep 0.1
    done
    return 1
}

# Seconds of CPU time that the hypervisor has taken from all CPUs since they were started.
steal_so_far() { awk -v tick="$(getconf CLK_TCK)" '/^cpu / { print $9 / tick }' /proc/stat; }

# The one retry of a measured ratio: `measured || once_calm measured`. It waits, 40 s at most, until a second's work on one CPU is not
# disturbed by the hypervisor, and what comes out then counts. Where the hypervisor took over 2 % of our CPUs meanwhile it was no retry, and there
# is another; then the weather has the last word, aloud.
once_calm() {
    local before stolen=() attempt began
    for attempt in 1 2; do
        for _ in $(seq 20); do
            before=$(steal_so_far)
            timeout 1 sh -c 'while :; do :; done' || true
            if at_least "$(steal_so_far)" "$(awk -v b="$before" 'BEGIN { print b + 0.05 }')"; then break; fi
            sleep 1
        done
        before=$(steal_so_far) began=$SECONDS
        if "$@"; then return 0; fi
        stolen+=("$(awk -v b="$before" -v n="$(steal_so_far)" -v s=$((SECONDS - began + 1)) -v cpus="$(nproc)" 'BEGIN { printf "%.0f %%", 100 * (n - b) / s / cpus }')")
        if at_most 2 "${stolen[-1]% %}"; then return 1; fi
    done
    skip "the hypervisor took ${stolen[*]} of the CPUs while this was measured"
}

# A Python that has a package of PyPI's, in $VENV. Who has no network says OFFLINE=1; otherwise a package that cannot be had is a failure, or
# nobody would notice that a promise is not looked at any more.
from_pypi() {
    # shellcheck disable=SC2034 # tests read it
    if VENV=$("$ROOT/scripts/bench-venv" "$1"); then return; fi
    [[ -z ${OFFLINE:-} ]] || skip "$1 comes from PyPI, and there is no network"
    return 1
}

# The environment of configs/locks/ecosystem for an ABI, as `env create --lock ecosystem` names it: "3.13.15t+ecosystem" for cp313t.
environment_of() { "$GILSCALE" env list | awk -v abi="$1" '$1 ~ /\+ecosystem$/ && $3 == abi { print $1; exit }'; }

# For a setup_file: $WITH and $WITHOUT are the environments of configs/locks/ecosystem, made if they are not there, with a GIL and without.
locked_environments() {
    compgen -G "$ROOT/configs/locks/ecosystem/*-linux_$(uname -m).txt" >/dev/null || skip "no lock file for $(uname -m)"
    "$GILSCALE" env create --lock ecosystem >/dev/null
    export WITH WITHOUT
    WITH=$(environment_of cp313)
    WITHOUT=$(environment_of cp313t)
}
