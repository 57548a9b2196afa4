#!/usr/bin/env bats
# bats file_tags=network
# Every workload of workloads/ecosystem, where its library is: it runs with two workers at once, and its check finds out work that was not done.
# In the environments of configs/locks/ecosystem, as ecosystem.bats makes them. `make check-ecosystem` runs it, `make check` does not.

load common
load workloads

eval "common_$(declare -f setup_file)"

setup_file() {
    common_setup_file
    locked_environments
}

python_of() { "$GILSCALE" env list | awk -v name="$1" '$1 == name { print $NF }'; }

@test "workloads with libraries give right results with two workers, or name a module that is not there" {
    helper suite "$ROOT" libraries.cfg ecosystem
    quick libraries.cfg out --python "gil=$WITH" --python "ft=$WITHOUT" --threads 2 --window 100ms
    nothing verdicts out/samples.csv ok,skipped
    nothing absent out/samples.csv "gil=$(python_of "$WITH")" "ft=$(python_of "$WITHOUT")"
    # What no environment can run measures nothing.
    for workload in $(columns out/samples.csv workload phase=end | sort -u); do
        columns out/samples.csv status phase=end "workload=$workload" | grep -q ok || echo "# skipped in both environments: $workload" >&3
    done
}

@test "work that was skipped, and an exception that was swallowed, are found out where libraries do the work, too" {
    for kind in skips swallows; do
        helper mutants "$ROOT" "$PWD" $kind ecosystem
        quick $kind.cfg $kind --python "gil=$WITH" --threads 1
        nothing survivors $kind/samples.csv $kind/samples.csv
    done
}

@test "workloads with libraries declare their parameters in full" {
    runner=$("$GILSCALE" build "$WITH" | awk '{ print $2 }')
    nothing libraries "$ROOT" "$(python_of "$WITH")" "$runner"
}
