#!/usr/bin/env bats
# The command as a person types it: help, lists, and what bad input gets. Measures nothing.

load common

@test "help names every command and shows examples" {
    run -0 "$GILSCALE" --help
    for word in run compare plot list show build doctor Examples; do [[ $output == *"$word"* ]]; done
}

@test "each command has a help of its own" {
    for command in run compare plot list show build doctor; do
        run -0 "$GILSCALE" "$command" --help
        [[ $output == *"Usage: gilscale $command"* ]]
    done
}

@test "version is one line" {
    run -0 "$GILSCALE" --version
    [[ ${#lines[@]} -eq 1 && $output == gilscale\ * ]]
}

@test "no command is a usage error and shows the help" {
    run -2 "$GILSCALE"
    [[ $output == *Usage:* ]]
}

@test "an unknown command gets the nearest one and exit code 2" {
    run -2 "$GILSCALE" lsit
    [[ $output == *"did you mean 'list'"* ]]
}

@test "an unknown workload gets the nearest one and exit code 2" {
    run -2 "$GILSCALE" run fibb
    [[ $output == *"unknown workload 'fibb'; did you mean 'fib'?"* ]]
}

@test "an unknown suite gets the nearest one" {
    run -2 "$GILSCALE" run quikc
    [[ $output == *"did you mean the suite 'quick'"* ]]
}

@test "bad values name the option, the value and what was expected" {
    run -2 "$GILSCALE" run fib --window 100
    [[ $output == *"--window: '100' has no unit"* ]]
    run -2 "$GILSCALE" run fib --threads 0
    [[ $output == *"--threads: 0 is out of range"* ]]
    run -2 "$GILSCALE" run fib --threads 1,x
    [[ $output == *"'x' is not a whole number"* ]]
    run -2 "$GILSCALE" run fib --gil maybe
    [[ $output == *"default, on or off"* ]]
    run -2 "$GILSCALE" run fib --placement corse
    [[ $output == *"cores"* ]]
    run -2 "$GILSCALE" run fib --placement 0,999
    [[ $output == *999* ]]
    run -3 "$GILSCALE" run fib --python /nowhere/python3
    [[ $output == */nowhere/python3* ]]
}

@test "a suite file's errors name file and line" {
    printf 'workloads = ( "fib" );\nwindow = "100";\n' >broken.cfg
    run -2 "$GILSCALE" run broken.cfg
    [[ $output == *"broken.cfg:2: "*"no unit"* ]]
    printf 'workloads = ( "fib" );\n\nwindos = 3;\n' >broken.cfg
    run -2 "$GILSCALE" run broken.cfg
    [[ $output == *"broken.cfg:3: unknown setting 'windos'; did you mean 'windows'?"* ]]
    printf 'workloads = ( "fib"\n' >broken.cfg
    run -2 "$GILSCALE" run broken.cfg
    [[ $output == *"broken.cfg:"* ]]
    run -2 "$GILSCALE" run absent.cfg
    [[ $output == *absent.cfg* ]]
}

@test "dry-run shows cells and time, and measures nothing" {
    run -0 "$GILSCALE" run quick --dry-run "${both[@]}" --threads 1,2 --invocations 10
    [[ $output == *"24 cells, 10 blocks, 240 invocations"*"expected time"* ]]
    [ ! -e results ]
}

@test "every workload is listed with its summary" {
    run -0 "$GILSCALE" list workloads
    for name in fib primes dict_churn shared_counter spin spin_held; do [[ $output == *"$name "* ]]; done
    [[ $output != *"no documentation"* ]]
}

@test "the pair is one version, with the GIL and without" {
    run -0 "$GILSCALE" list pythons --pair
    [[ ${#lines[@]} -eq 3 ]]
    version=$("$GIL" -c 'import sys; print(sys.version_info[:3])')
    [[ $("$FT" -c 'import sys; print(sys.version_info[:3])') == "$version" ]]
    [[ $("$FT" -c 'import sysconfig; print(sysconfig.get_config_var("Py_GIL_DISABLED"))') == 1 ]]
    [[ $("$GIL" -c 'import sysconfig; print(sysconfig.get_config_var("Py_GIL_DISABLED"))') == 0 ]]
}

@test "an interpreter that answers nonsense is listed with the reason, and hides no other" {
    mkdir fake
    printf '#!/bin/sh\necho hello\n' >fake/python3
    chmod +x fake/python3
    PATH=$PWD/fake:$PATH run -0 "$GILSCALE" list pythons
    [[ $output == *"$(dirname "$(dirname "$GIL")")"* ]]
    PATH=$PWD/fake:$PATH run -3 "$GILSCALE" run fib --dry-run --python "$PWD/fake/python3"
    [[ $output == *fake/python3* ]]
}

@test "placements of a machine made of words are nested and flagged" {
    run -0 "$GILSCALE" list placements --synthetic 'pack:2 core:4 pu:2(indexes=0,8,1,9,2,10,3,11,4,12,5,13,6,14,7,15)'
    [[ $output == *"16 allowed CPUs, 8 cores, 2 packages"* ]]
    [[ $output == *"N=9"*smt_shared* ]]
}

@test "doctor looks at the machine and says what it found" {
    run "$GILSCALE" doctor
    [[ $status -eq 0 || $status -eq 5 ]]
    [[ $output == *cpu.governor* && $output == *load.steal* && $output == *optimisation* ]]
}

@test "a closed pipe ends quietly" {
    "$GILSCALE" list pythons | true
}
