# common.bash - what all tests of the command share: the two builds, a folder of their own, quick settings, a look into CSV files.

bats_require_minimum_version 1.5.0

setup_file() {
    export ROOT GILSCALE GIL FT
    ROOT=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    GILSCALE=$ROOT/build/gilscale
    { read -r _ && read -r GIL && read -r FT; } < <("$GILSCALE" list pythons --pair | awk '{ print $NF }')
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

# The end of `measured || measured || unless_stolen`: fails the test, but skips it where the hypervisor took CPU time from a quarter of the
# invocations in out/ (their rows are flagged). Then the machine had fewer CPUs than it showed, and a ratio says nothing of ours.
unless_stolen() {
    local flags all stolen
    [[ -s out/samples.csv ]] || return 1
    flags=$(columns out/samples.csv build flags phase=end)
    all=$(wc -l <<<"$flags") stolen=$(grep -c stolen <<<"$flags" || true)
    ((4 * stolen < all)) || skip "the hypervisor took CPU time from $stolen of $all invocations"
    return 1
}

# Seconds of CPU time that the hypervisor has taken from all CPUs since they were started.
steal_so_far() { awk -v tick="$(getconf CLK_TCK)" '/^cpu / { print $9 / tick }' /proc/stat; }
