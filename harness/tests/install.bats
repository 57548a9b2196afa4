#!/usr/bin/env bats
# `make install`: what is put under a prefix works without the checkout, for every user, and can be taken away again.

load common
eval "common_$(declare -f setup_file)"

setup_file() {
    common_setup_file
    # Blanks, quotes and letters beyond ASCII: a prefix is a path like any other.
    export PREFIX="$BATS_FILE_TMPDIR/pre'fix \"é" GILSCALE_CACHE=$BATS_FILE_TMPDIR/cache
    unset MAKEFLAGS MFLAGS
    (umask 077 && make -s -C "$ROOT" install) || return 1
    export INSTALLED="$PREFIX/bin/gilscale"
}

# Runs a command where the checkout is an empty folder, if this machine lets us.
hidden() {
    local -a as=(unshare --mount)
    [ "$(id -u)" -eq 0 ] || as=(unshare --user --map-root-user --mount)
    if "${as[@]}" mount -t tmpfs none /mnt 2>/dev/null; then
        # shellcheck disable=SC2016  # for the inner shell
        "${as[@]}" sh -c 'cd / && mount -t tmpfs none "$1" && cd "$2" && shift 2 && exec "$@"' sh "$ROOT" "$PWD" "$@"
    else
        "$@"
    fi
}

@test "everybody can read what root has installed with a umask of 077, and nobody else can write to it" {
    [ -z "$(find "$PREFIX" -not -perm -o=r -o -perm /022 -not -type l)" ]
    [ -z "$(find "$PREFIX" -type d -not -perm -o=x)" ]
    [ -x "$PREFIX/bin/gilscale" ]
    for file in gilscale/scripts/compile.py man/man1/gilscale.1 bash-completion/completions/gilscale zsh/site-functions/_gilscale \
        fish/vendor_completions.d/gilscale.fish doc/gilscale/LICENSE; do
        [ -s "$PREFIX/share/$file" ]
    done
}

@test "no file knows where it was made, and the version is that of the build" {
    run -1 grep -rlF "$ROOT" "$PREFIX"
    [ "$("$INSTALLED" --version)" = "$("$GILSCALE" --version)" ]
}

@test "installed, it measures, draws, shows and compares without the checkout" {
    run -0 hidden "$INSTALLED" list workloads
    [[ $output == *"shared_counter "* ]]
    run -0 hidden "$INSTALLED" list suites
    [[ $output == *"quick "* ]]
    run -0 hidden "$INSTALLED" run fib held_native --threads 1,2 "${brief[@]}" --python "a=$GIL" --python "b=$GIL" --output out
    [ "$(columns out/samples.csv status phase=end | sort -u)" = ok ]
    [ "$(columns out/samples.csv workload phase=end | sort -u | tr '\n' ' ')" = "fib held_native " ]
    rm out/speedup.svg
    run -0 hidden "$INSTALLED" plot out
    [ -s out/speedup.svg ]
    run -0 hidden "$INSTALLED" report out
    [ -s out/report.html ]
    run -0 hidden "$INSTALLED" show out
    [[ $output == *held_native* ]]
    run -0 hidden "$INSTALLED" show held_native --python "$GIL"
    [[ $output == *"Parameters"*held* ]]
    run hidden "$INSTALLED" compare out --by build a b
    [[ $status -le 1 && $output == *held_native* ]]
    run -0 hidden "$INSTALLED" claims --list
    [[ $output == *"C2 "* ]]
}

@test "what one version compiled is not what another one runs" {
    # Finds a compiler's first tool broken: what is there already is not made again.
    mkdir broken
    printf '#!/bin/sh\nexit 1\n' >broken/pkg-config
    chmod +x broken/pkg-config
    PATH=$PWD/broken:$PATH run -0 "$INSTALLED" build "$GIL"
    [[ $output == *"$GILSCALE_CACHE/runners/"* ]]
    cp -r "$PREFIX" other
    echo "/* another version */" >>other/share/gilscale/harness/runner/main.c
    PATH=$PWD/broken:$PATH run -3 other/bin/gilscale build "$GIL"
    [[ $output == *pkg-config* ]]
}

@test "another user runs it from a prefix that is root's, with no home and none in the environment" {
    [ "$(id -u)" -eq 0 ] || skip "only root can become another user"
    chmod 711 "$BATS_RUN_TMPDIR" "$BATS_FILE_TMPDIR" "$(dirname "$BATS_FILE_TMPDIR")"
    local -a nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups env -i PATH=/usr/bin:/bin)
    cd /
    run -0 "${nobody[@]}" "$INSTALLED" list workloads --names
    [[ $output == *fib* ]]
    # Its home cannot be made: then the message says what to do.
    run -3 "${nobody[@]}" HOME=/proc/nowhere "$INSTALLED" build python3
    [[ $output == *"GILSCALE_CACHE=DIR"* ]]
    run -3 "${nobody[@]}" "$INSTALLED" build python3
    [[ $output != *"/tmp/.cache"* ]]
}

@test "without a pair of Pythons it names a remedy that is there" {
    ! PATH=/usr/bin:/bin GILSCALE_CACHE=/nowhere HOME=/nowhere "$INSTALLED" list pythons --pair || skip "this system has a pair"
    HOME=/nowhere PATH=/usr/bin:/bin GILSCALE_CACHE=/nowhere run -3 hidden "$INSTALLED" run fib
    [[ $output == *'`gilscale get-pythons`'* ]]
    run -2 hidden "$INSTALLED" get-pythons --python nonsense
    [[ $output == *"'nonsense' is no version"* ]]
}

@test "man and the three shells find what was installed" {
    run -0 env MANPATH="$PREFIX/share/man" man gilscale
    [[ $output == *"gilscale run"* ]]
    ln -s "$PREFIX/share" share
    PATH=$PREFIX/bin:$PATH
    run -0 "$GIL" "$ROOT/harness/tests/tab.py" "source /usr/share/bash-completion/bash_completion; export XDG_DATA_DIRS='$PWD/share'" \
        'gilscale doc' bash --norc -i
    [[ $output == *"gilscale doctor "* ]]
    run -0 "$GIL" "$ROOT/harness/tests/tab.py" "fpath=('$PWD/share/zsh/site-functions' \$fpath); autoload -Uz compinit; compinit -u -D" \
        'gilscale doc' zsh -f -i
    [[ $output == *"gilscale doctor "* ]]
    run -0 env HOME="$PWD" XDG_DATA_DIRS="$PWD/share" fish -c 'complete -C "gilscale doc"'
    [[ $output == doctor* ]]
}

@test "for a package everything goes below DESTDIR, and knows nothing of it" {
    run -0 make -s -C "$ROOT" install PREFIX=/opt/gil DESTDIR="$PWD/stage area"
    [ -x "stage area/opt/gil/bin/gilscale" ]
    run -1 grep -rlF "$PWD" stage\ area
    run -2 make -s -C "$ROOT" install PREFIX=relative
    [[ $output == *absolute* ]]
}

@test "another version replaces all of the old one; uninstall leaves what is not ours" {
    export PREFIX=$PWD/own
    run -0 make -s -C "$ROOT" install
    echo '"""Gone."""' >own/share/gilscale/workloads/python/gone.py
    echo share/gilscale/workloads/python/gone.py >>own/share/gilscale/installed
    echo '"""Mine."""' >own/share/gilscale/workloads/python/mine.py
    run -0 make -s -C "$ROOT" install
    [ ! -e own/share/gilscale/workloads/python/gone.py ]
    run -0 make -s -C "$ROOT" uninstall
    [ "$(find own -not -type d)" = own/share/gilscale/workloads/python/mine.py ]
}
