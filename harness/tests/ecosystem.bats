#!/usr/bin/env bats
# bats file_tags=network
# The environments of configs/locks/ecosystem, from the network, in the user's own cache: they are there to be measured afterwards. `make
# check-ecosystem` runs it, `make check` does not.

load common

# "numpy==2.4.6" of a lock file or an environment's own.
packages_in() { sed -n 's/ --hash.*//p' "$1"; }

# The lock files for this machine; where there are none, there is nothing to test.
locks_here() {
    local found
    found=("$ROOT/configs/locks/ecosystem/"*"-linux_$(uname -m).txt")
    [ -e "${found[0]}" ] || skip "no lock file for $(uname -m)"
    printf '%s\n' "${found[@]}"
}

@test "one command makes the environments of the lock, to the byte" {
    locks=$(locks_here)
    run -0 "$GILSCALE" env create --lock ecosystem
    while read -r lock; do
        name=$(environment_of "$(sed -n 's/^#: abi //p' "$lock")")
        diff <(grep -v '^#' "$lock") <(grep -v '^#' "${GILSCALE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/gilscale}/environments/$name/environment.lock")
    done <<<"$locks"
    run -0 "$GILSCALE" env create --lock ecosystem
    [[ $output == *"is there already, as locked"* ]]
}

@test "what most people use is there with the GIL" {
    lock=$(locks_here | grep -v 't-linux')
    for package in numpy pandas scikit-learn onnxruntime dask; do packages_in "$lock" | grep -q "^$package=="; done
}

@test "each wanted package is there, or its reason is" {
    while read -r lock; do
        while read -r wanted; do
            name=$(sed 's/[^A-Za-z0-9._-].*//' <<<"$wanted")
            grep -qE "^(#: refused )?$name(==| )" "$lock" || { echo "$lock: $name" && return 1; }
        done < <(sed -n 's/^#: wanted //p' "$lock")
    done < <(locks_here)
}

@test "NumPy works in each of them, in a run" {
    printf '"""A sum of NumPy. op: one sum."""\nimport numpy\nA = numpy.ones(1000)\n\ndef run(n):\n    return sum(int(A.sum()) for _ in range(n))\n' >sums.py
    while read -r lock; do
        name=$(environment_of "$(sed -n 's/^#: abi //p' "$lock")")
        run -0 "$GILSCALE" run ./sums.py --python "$name" --threads 1,2 "${brief[@]}" --output "out-$name"
        [ "$(columns "out-$name/samples.csv" status phase=measure | sort -u)" = ok ]
        [[ $(columns "out-$name/environment.csv" value "key=build.$name.packages") == *"numpy $(packages_in "$lock" | sed -n 's/^numpy==//p')"* ]]
    done < <(locks_here)
}

@test "a matrix product of NumPy runs on its worker alone, and on a pool where that is asked for" {
    printf '"""A matrix product of NumPy. op: one product of 300 x 300."""\nimport numpy\nA = numpy.ones((300, 300))\n\ndef run(n):\n    for _ in range(n):\n        A @ A\n' >product.py
    long=(--invocations 1 --windows 2 --window 200ms --warmup 50ms --timeout 60s --quiet)
    while read -r lock; do
        name=$(environment_of "$(sed -n 's/^#: abi //p' "$lock")")
        run -0 "$GILSCALE" run ./product.py --python "$name" --threads 1 --mode threads,processes "${long[@]}" --output "one-$name"
        [ "$(columns "one-$name/samples.csv" flags phase=end | grep -c foreign_threads)" -eq 0 ]
        [ "$(nproc)" -ge 2 ] || continue # OpenBLAS makes no more threads than there are CPUs
        OPENBLAS_NUM_THREADS=2 run -0 "$GILSCALE" run ./product.py --python "$name" --threads 1 --pools keep "${long[@]}" --output "two-$name"
        [[ $(columns "two-$name/samples.csv" flags phase=end) == *foreign_threads* && $output == *"OPENBLAS_NUM_THREADS is 2"* ]]
        at_least 0.02 "$(columns "two-$name/samples.csv" foreign_cpu_s phase=end)"
    done < <(locks_here)
}

@test "what a library does is found out and measured in each of them" {
    builds=()
    while read -r lock; do builds+=("$(environment_of "$(sed -n 's/^#: abi //p' "$lock")")"); done < <(locks_here)
    printf '"""A sum of NumPy. op: one sum."""\nimport numpy\nA = numpy.ones(1000)\n\ndef run(n):\n    return sum(int(A.sum()) for _ in range(n))\n' >sums.py
    run -0 "$GILSCALE" ecosystem numpy --workload ./sums.py --env "$(IFS=, && echo "${builds[*]}")" "${brief[@]}" --threads 1,2 -o out
    for build in "${builds[@]}"; do
        [ "$(columns out/ecosystem.csv import import_threads status gil_after_import "build=$build" threads=2)" = "ok ok ok $([[ $build == *t+* ]] && echo off || echo on)" ]
        [[ -n $(columns out/ecosystem.csv version "build=$build" threads=1) ]]
    done
}
