#!/usr/bin/env bats
# bats file_tags=network
# What libraries do to the GIL, with the real ones: one that switches it back on, and calls of session.run in their phases, with Python beside them.
# `make check-ecosystem` runs it, `make check` does not.

load common

eval "common_$(declare -f setup_file)"
setup_file() {
    common_setup_file
    locked_environments
}

# Seconds in a phase, or those with the GIL held: `phase_of 1|2 NAME ROWS...` with rows of "prepare=0.1/0.1;native=0.5/0.01", of which the sum.
phase_of() { grep -o "$2=[^;]*" <<<"$3" | sed 's/.*=//' | awk -F/ -v column="$1" '{ sum += $column } END { print sum + 0 }'; }

# pandas 2.3.1 for 3.13t says of some of its modules that they need the GIL (pandas-dev/pandas#61844).
@test "pandas 2.3.1 switches the GIL of 3.13t back on, and is named; forced off, it stays off" {
    [[ $("$FT" -I -c 'import sys; print(*sys.version_info[:2])') == "3 13" ]] || skip "pandas 2.3.1 has wheels for 3.13t and none for later ones"
    export GILSCALE_CACHE=$BATS_TEST_TMPDIR/cache
    "$GILSCALE" env create "$FT" --with pandas==2.3.1 --name older >&2
    older=$GILSCALE_CACHE/environments/$("$GILSCALE" env list | awk '$1 ~ /\+older$/ { print $1 }')/bin/python3
    printf '"""A sum of pandas. op: one sum."""\nimport pandas\nS = pandas.Series(range(1000))\n\ndef run(n):\n    return sum(int(S.sum()) for _ in range(n))\n\ndef check(cell):\n    return cell.total == 499500 * sum(cell.ops)\n' >series.py

    run -0 "$GILSCALE" run ./series.py --python "older=$older" --threads 1,2 "${brief[@]}" --output out
    [[ $output == *"the GIL was switched on by module pandas._libs"* ]]
    while read -r status gil flags by; do
        [[ "$status $gil" == "ok on" && $flags == *gil_reenabled* && $by == pandas._libs.* ]]
    done < <(columns out/samples.csv status gil flags gil_enabled_by phase=end)
    [ "$(columns out/samples.csv status phase=end | wc -l)" = 2 ]

    run -0 "$GILSCALE" run ./series.py --python "older=$older" --gil off --threads 1,2 "${brief[@]}" --output forced
    [[ $output != *"switched on"* ]]
    [ "$(columns forced/samples.csv status gil gil_enabled_by phase=end | sort -u)" = "ok off " ]
    [[ $(columns forced/samples.csv flags) != *gil_reenabled* ]]
}

@test "the newest pandas that 3.13t has leaves the GIL off" {
    printf '"""A sum of pandas. op: one sum."""\nimport pandas\nS = pandas.Series(range(1000))\n\ndef run(n):\n    return sum(int(S.sum()) for _ in range(n))\n' >series.py
    run -0 "$GILSCALE" run ./series.py --python "$WITHOUT" --threads 2 "${brief[@]}" --output out
    [ "$(columns out/samples.csv status gil gil_enabled_by phase=end)" = "ok off " ]
}

# One row of a session in its phases: what is prepared holds the GIL, what the model computes does not.
in_phases() {
    local workload=$1 python=$2
    run -0 "$GILSCALE" run "$workload" -p input=lists --python "$python" --threads 1 --beside none,gil_probe --phases --invocations 1 --windows 3 \
        --window 100ms --warmup 50ms --timeout 90s --quiet --output "out-$workload"
    [ "$(columns "out-$workload/samples.csv" status phase=end | sort -u)" = ok ]
    alone=$(columns "out-$workload/samples.csv" phases phase=measure axes=)
    at_least "$(phase_of 1 prepare "$alone")" "$(awk -v held="$(phase_of 2 prepare "$alone")" 'BEGIN { print held / 0.8 }')"
    at_most "$(awk -v all="$(phase_of 1 native "$alone")" 'BEGIN { print 0.8 * all }')" "$(phase_of 2 native "$alone")"
    # Python beside it gets on.
    while read -r requests probes; do at_least "$requests" "$probes"; done \
        < <(columns "out-$workload/samples.csv" ops_per_s beside_ops_per_s phase=measure axes=beside=gil_probe)
}

@test "ONNX Runtime's run lets Python run beside it, with the GIL held for what is prepared, not for what is computed" {
    in_phases onnxruntime_private "$WITH"
    in_phases onnxruntime_shared "$WITH"
}

@test "so does TensorFlow's Session.run" {
    in_phases tensorflow_session "$WITH"
}

@test "ONNX Runtime runs without a GIL, too, and a probe beside it" {
    run -0 "$GILSCALE" run onnxruntime_private onnxruntime_shared --python "$WITHOUT" --threads 2 --beside gil_probe --invocations 1 --windows 2 \
        --window 50ms --warmup 50ms --timeout 60s --quiet --output out
    [ "$(columns out/samples.csv status gil phase=end | sort -u)" = "ok off" ]
}
