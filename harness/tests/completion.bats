#!/usr/bin/env bats
# Help, manual page and the tab key: made of the options that commands parse, so all of them are in all of these. Measures nothing.

load common

# The commands that --help names, one a line.
commands() { "$GILSCALE" --help | awk '/^Commands:/ { on = 1; next } on && !NF { exit } on { print $1 }'; }

# The long options that a command's --help names.
options() { COLUMNS=200 "$GILSCALE" "$1" --help | grep -oE '^ {2,6}(-., )?--[a-z-]+' | grep -oE -- '--[a-z-]+'; }

# Candidates of bash for the last of these words, as COMP_WORDS has them; then what it falls back to.
in_bash() {
    bash --norc -c '
        source /dev/stdin
        compopt() { echo "compopt $2"; }
        COMP_WORDS=("${@:2}") COMP_CWORD=$(($# - 2))
        _gilscale "$1"
        printf "%s\n" "${COMPREPLY[@]}"' bash "$GILSCALE" "$@" < <("$GILSCALE" completion bash)
}

in_fish() { HOME=$BATS_TEST_TMPDIR PATH=$ROOT/build:$PATH fish --no-config -c "$GILSCALE completion fish | source; complete -C '$1'" | cut -f1; }

# in_terminal SHELL... TYPED: what a shell shows after the tab key.
in_terminal() { PATH=$ROOT/build:$PATH "$GIL" "$ROOT/harness/tests/tab.py" "$@"; }
bash_setup='source <(gilscale completion bash)'
zsh_setup='autoload -Uz compinit; compinit -u -D; source <(gilscale completion zsh)'

@test "help COMMAND is what COMMAND --help says" {
    for command in $(commands); do
        diff <("$GILSCALE" help "$command") <("$GILSCALE" "$command" --help)
    done
    run -2 "$GILSCALE" help rnu
    [[ $output == *"did you mean 'run'"* ]]
}

@test "an example in a help text is one line, that can be pasted" {
    for command in $(commands); do
        "$GILSCALE" "$command" --help |
            awk '/^Examples/ { on = 1 } /^  .*gilscale / { example = on; next } example && /^[^ ]/ { print; bad = 1 } { example = 0 } END { exit bad }'
    done
}

@test "the manual page is good roff" {
    "$GILSCALE" man >gilscale.1
    run -0 mandoc -Tlint -W warning gilscale.1
    [ -z "$output" ]
    run -0 man --warnings -l gilscale.1
    [[ $output != *warning* ]]
}

@test "the manual page has every command with every option, and they can be pasted" {
    "$GILSCALE" man | mandoc -Tutf8 -O width=200 | sed 's/.\x08//g' >page
    for command in $(commands); do
        grep -q "gilscale $command" page
        for option in $(options "$command"); do
            grep -q -e "$option" page || { echo "$command $option is missing"; false; }
        done
    done
    [ "$(commands | wc -l)" -ge 11 ]
    [ "$(options run | wc -l)" -ge 30 ]
    for word in NO_COLOR GILSCALE_CACHE XDG_CACHE_HOME "EXIT STATUS" "SEE ALSO"; do grep -q "$word" page; done
    tr -s '\n ' ' ' <page | grep -qF '(a comma within one is \,)'
    grep -qF 'gilscale run fib --beside "none,2*spin_held"' page
    run -1 grep -nE $'[\u2010\u2212\u2019\u201c]' page
}

@test "every shell is offered every command with every option" {
    for shell in bash zsh fish; do "$GILSCALE" completion "$shell" >"$shell"; done
    bash -n bash && zsh -n zsh && fish --no-execute fish
    for command in $(commands); do
        in_bash gilscale "$command" -- >offered
        for option in $(options "$command"); do
            grep -qx -e "$option" offered
            grep -q -e "'\*$option[=[]" zsh
            grep -q -e "__gilscale_in $command' -l ${option#--} " fish
        done
    done
    shellcheck --shell=bash bash
}

@test "bash: commands, options, choices, lists and names" {
    [ "$(in_bash gilscale ru)" = run ]
    [ "$(in_bash gilscale run --mo)" = --mode ]
    [ "$(in_bash gilscale run --measure m)" = makespan ]
    [ "$(in_bash gilscale run --measure = m)" = makespan ]
    [ "$(in_bash gilscale run --mode threads,p)" = threads,processes ]
    [ "$(in_bash gilscale run --mode = threads,processes,)" = threads,processes,subinterpreters ]
    [ "$(in_bash gilscale compare --format ma)" = markdown ]
    [ "$(in_bash gilscale run --turns = y)" = yes ]
    [ "$(in_bash gilscale run --turns shared_cou)" = shared_counter ]
    [ "$(in_bash gilscale run truth-n)" = truth-native ]
    [ "$(in_bash gilscale run --placement sc)" = scatter ]
    [ "$(in_bash gilscale export --mode sub)" = subinterpreters ]
    [ "$(in_bash gilscale export --to ben)" = benchstat ]
    [ "$(in_bash gilscale plot --chart speedup,rat)" = speedup,ratio ]
    [ "$(in_bash gilscale show --sort gil)" = gil-wait ]
    [ "$(in_bash gilscale claims C31)" = C31 ]
    [ "$(in_bash gilscale list sui)" = suites ]
    [ "$(in_bash gilscale help doc)" = doctor ]
    [ -z "$(in_bash gilscale run --window 1)" ]
}

@test "a run is offered as it must be typed, and where none fits, files or folders" {
    name='results/a $(touch pwned) `touch pwned` "it'\''s"; x'
    mkdir -p "$name" results/empty results/.hidden results/cut
    touch "$name/samples.csv" results/.hidden/samples.csv results/cut/samples.csv.partial results/samples.csv
    mkdir $'results/b\nreak' && touch $'results/b\nreak/samples.csv'
    [ "$("$GILSCALE" list runs --names)" = "$name"$'\n'results/cut ]
    quoted=$(in_bash gilscale plot results/a)
    eval "set -- $quoted"
    [[ $# -eq 1 && $1 == "$name" && ! -e pwned ]]
    [ "$(in_bash gilscale plot results/c)" = results/cut ]
    [ "$(in_bash gilscale run --resume elsewhere/ | head -n 1)" = "compopt dirnames" ]
    [ "$(in_bash gilscale run ./mi | head -n 1)" = "compopt default" ]
    [ "$(in_bash gilscale compare old.js | head -n 1)" = "compopt default" ]
    [ "$(in_fish 'gilscale run --resume results/a')" = "$name" ]
}

@test "a terminal with bash: names with blanks arrive in one piece, and nothing in them is run" {
    mkdir -p 'results/a $(touch pwned) b' && touch 'results/a $(touch pwned) b/samples.csv' 'mine one.py'
    run -0 in_terminal "$bash_setup" 'gilscale run --mode=threads,sub' bash --norc -i
    [[ $output == *"--mode=threads,subinterpreters "* ]]
    run -0 in_terminal "$bash_setup" 'gilscale plot res' bash --norc -i
    [[ $output == *'results/a\ \$\(touch\ pwned\)\ b '* ]]
    run -0 in_terminal "$bash_setup" 'gilscale run ./mi' bash --norc -i
    [[ $output == *'./mine\ one.py '* ]]
    run -0 in_terminal "$bash_setup" 'gilscale run "./mine o' bash --norc -i
    [[ $output == *'"./mine one.py" '* ]]
    [ ! -e pwned ]
}

@test "a terminal with zsh: the same" {
    mkdir -p 'results/a $(touch pwned) b' && touch 'results/a $(touch pwned) b/samples.csv' 'mine one.py'
    run -0 in_terminal "$zsh_setup" 'gilscale run --mode=threads,sub' zsh -f -i
    [[ $output == *"--mode=threads,subinterpreters "* ]]
    run -0 in_terminal "$zsh_setup" 'gilscale plot res' zsh -f -i
    [[ $output == *'results/a\ \$\(touch\ pwned\)\ b '* ]]
    run -0 in_terminal "$zsh_setup" 'gilscale run ./mi' zsh -f -i
    [[ $output == *'./mine\ one.py '* ]]
    run -0 in_terminal "$zsh_setup" 'gilscale compare --format=ma' zsh -f -i
    [[ $output == *'--format=markdown '* ]]
    [ ! -e pwned ]
}

@test "fish: commands, options, lists, names and files" {
    touch 'mine one.py'
    [ "$(in_fish 'gilscale ru')" = run ]
    [ "$(in_fish 'gilscale run --mo')" = --mode ]
    [ "$(in_fish 'gilscale run --mode threads,sub')" = threads,subinterpreters ]
    [ "$(in_fish 'gilscale run shared_cou')" = shared_counter ]
    [ "$(in_fish 'gilscale run ./mi')" = './mine one.py' ]
    [ "$(in_fish 'gilscale help doc')" = doctor ]
    [ -z "$(in_fish 'gilscale run --window m')" ]
}

@test "no Python is started for a name" {
    mkdir bin
    printf '#!/bin/sh\ntouch %q\n' "$PWD/started" >bin/python3.99t
    chmod +x bin/python3.99t
    for what in workloads suites pythons placements baselines runs claims; do
        PATH=$PWD/bin:$PATH run -0 "$GILSCALE" list "$what" --names
    done
    PATH=$PWD/bin:$PATH run -0 "$GILSCALE" list pythons --names
    [[ $'\n'$output$'\n' == *$'\npython3.99t\n'* ]]
    [ ! -e started ]
    run -2 "$GILSCALE" list wrkloads --names
    [[ $output == *"did you mean 'workloads'"* ]]
}
