#!/usr/bin/env bats
# `gilscale env`, with real venvs and real pip, but with wheels that were made here: no network. Making a venv takes some seconds, so most tests
# look at the one pair that is made at the start.

load common

eval "common_$(declare -f setup_file)"
setup_file() {
    common_setup_file
    export GILSCALE_CACHE=$BATS_FILE_TMPDIR/cache PIP_NO_INDEX=1 PIP_FIND_LINKS=$BATS_FILE_TMPDIR/wheels PIP_CONFIG_FILE=/dev/null
    export SERIES VERSION
    SERIES=$("$GIL" -I -c 'import sys; print("cp%d%d" % sys.version_info[:2])')
    VERSION=$("$GIL" -I -c 'import sys; print(sys.version.split()[0])')
    mkdir "$PIP_FIND_LINKS"
    "$GIL" -I "$BATS_TEST_DIRNAME/make_wheels.py" "$PIP_FIND_LINKS" "$SERIES"
    # The GIL build is named first, and the free-threaded one is made first.
    "$GILSCALE" env create "$GIL" "$FT" --with tiny,gilonly,needy --name mine >"$BATS_FILE_TMPDIR/said" 2>"$BATS_FILE_TMPDIR/told" ||
        echo $? >"$BATS_FILE_TMPDIR/code"
}

# A line of packages per environment file: "tiny==2.0".
packages_of() { sed -n 's/ --hash.*//p' "$GILSCALE_CACHE/environments/$1/environment.lock"; }

# Nothing of an environment of that name is left.
is_gone() { run ! compgen -G "$GILSCALE_CACHE/environments/$1*" && run ! compgen -G "$GILSCALE_CACHE/environments/.$1*"; }

@test "what can be had is there, and what cannot says why" {
    [ "$(cat "$BATS_FILE_TMPDIR/code")" = 3 ]
    said=$(cat "$BATS_FILE_TMPDIR/said")
    [[ $said == *"${VERSION}t+mine: 1 packages"* ]]
    [[ $said == *"not there: gilonly: no release has a wheel for ${SERIES}t on linux_"*"; 1.0 has one for $SERIES"* ]]
    [[ $said == *"not there: needy: "*gilonly* ]]
    [[ $said == *"$VERSION+mine: 3 packages"*"1 of 1 that are in ${VERSION}t+mine too are the same release"* ]]
    "$GILSCALE_CACHE/environments/${VERSION}t+mine/bin/python3" -I -c 'import tiny; assert tiny.VERSION == "2.0"'
    "$GILSCALE_CACHE/environments/$VERSION+mine/bin/python3" -I -c 'import tiny, needy, gilonly; assert tiny.VERSION == "2.0"'
}

@test "the releases of a pair are shown side by side" {
    run -0 "$GILSCALE" env show "$VERSION+mine" "${VERSION}t+mine"
    [[ $output == *"asked for: tiny, gilonly, needy"* ]]
    [[ $output == *"tiny "*"2.0 "*"2.0"* && $output == *"needy "*"1.0 "*"not there"* ]]
    [[ $output == *"${VERSION}t+mine: no gilonly: no release has a wheel for ${SERIES}t"* ]]
    [[ $output == *"1 of 1 packages that are in all of them are the same release"* ]]
    run -0 "$GILSCALE" env show "$VERSION+mine" --format markdown
    [[ $output == *"| "*tiny*" | "*2.0*" |"* ]]
}

@test "an environment is a build like any other, and a run says what was in it" {
    run -0 "$GILSCALE" list pythons
    [[ $output == *"${VERSION}t+mine "*"env "*"/environments/${VERSION}t+mine/bin/python3"* ]]
    printf '"""tiny is imported. op: nothing."""\nimport tiny\n\ndef run(n):\n    return n\n' >imports.py
    run -0 "$GILSCALE" run ./imports.py --python "${VERSION}t+mine" --python "with=$VERSION+mine" --python "$GIL" --threads 1 "${brief[@]}" \
        --output out
    [ "$(columns out/samples.csv build phase=measure status=ok | sort -u)" = "$(printf '%s\n' "${VERSION}t+mine" with)" ]
    [[ $(columns out/samples.csv status build="$VERSION" | sort -u) != *ok* ]]
    [[ $(columns out/environment.csv value "key=build.${VERSION}t+mine.packages") == *"tiny 2.0"* ]]
    [ "$(columns out/environment.csv value key=build.with.environment)" = "$VERSION+mine" ]
    [[ $(columns out/environment.csv value key=build.with.packages) == "gilonly 1.0, needy 1.0, "*"tiny 2.0" ]]
    # The path says which environment it is, too, and a version never means one.
    run -0 "$GILSCALE" run spin --dry-run --python "$GILSCALE_CACHE/environments/$VERSION+mine" --threads 1
    [[ $output == *"$VERSION+mine "* ]]
    run "$GILSCALE" run spin --dry-run --python "$VERSION" --threads 1
    [[ $output != *+mine\ * ]]
}

@test "lock files bring the same back, and nothing else" {
    run -0 "$GILSCALE" env lock "$VERSION+mine" "${VERSION}t+mine" --output ./locks
    file=locks/$SERIES-linux_$(uname -m).txt
    [[ $output == *"$file: 3 packages"* && $(ls locks | wc -l) -eq 2 ]]
    grep -q "^tiny==2.0 --hash=sha256:$(sha256sum "$PIP_FIND_LINKS"/tiny-2.0-"$SERIES-$SERIES"-*.whl | cut -d' ' -f1) # tiny-2.0-" "$file"
    run ! grep -hE '://|file:|localhost' locks/*
    run -0 "$GILSCALE" env create "$GIL" --lock ./locks
    [[ $output == *"$VERSION+locks: 3 packages"* ]]
    [ "$(packages_of "$VERSION+locks")" = "$(packages_of "$VERSION+mine")" ]
    # Again: nothing to do, and no venv is made.
    run -0 "$GILSCALE" env create --lock ./locks "$GIL"
    [[ $output == *"is there already, as locked"* ]]
    # pip itself takes the file.
    run -0 "$GILSCALE_CACHE/environments/$VERSION+locks/bin/python3" -I -m pip install --dry-run --require-hashes --no-deps -r "$file"
    # A wheel that was exchanged is found out, what was there before stays, and nothing new is left.
    sed -i '/^tiny/s/sha256:..../sha256:0000/' "$file"
    run -5 "$GILSCALE" env create "$GIL" --lock "$file" --replace
    [[ $output == *"is not the one that was locked"* ]]
    run -0 "$GILSCALE" env show "$VERSION+locks"
    [ ! -e "$GILSCALE_CACHE/environments/.$VERSION+locks.before" ]
    run -3 "$GILSCALE" env create "$FT" --lock "$file"
    [[ $output == *"has nothing for ${SERIES}t on linux_"*"it is for $SERIES on linux_"*--fresh* ]]
    run -0 "$GILSCALE" env remove "$VERSION+locks"
    is_gone "$VERSION+locks"
}

@test "a locked wheel that is gone is told, and the rest is there" {
    "$GILSCALE" env lock "$VERSION+mine" --output ./less >/dev/null
    cp -r "$PIP_FIND_LINKS" fewer && rm fewer/gilonly*
    PIP_FIND_LINKS=$PWD/fewer run -3 "$GILSCALE" env create "$GIL" --lock ./less
    [[ $output == *"$VERSION+less: 2 packages"*"not there: gilonly: 1.0 is locked and cannot be had"* ]]
    run -0 "$GILSCALE" env remove "$VERSION+less"
}

@test "a broken environment is told, and is no build" {
    cp -a "$GILSCALE_CACHE/environments/$VERSION+mine" "$GILSCALE_CACHE/environments/other"
    site=("$GILSCALE_CACHE"/environments/other/lib/python*/site-packages)
    rm -r "$site/tiny-2.0.dist-info"
    run -3 "$GILSCALE" env list
    [[ $output == *"other "*broken*"tiny is gone; \`gilscale env remove other\`"* && $output == *"$VERSION+mine "*"/bin/python3"* ]]
    rm "$GILSCALE_CACHE/environments/other/environment.lock"
    run -3 "$GILSCALE" env list
    [[ $output == *"it was not finished"* ]]
    run -3 "$GILSCALE" run spin --dry-run --python other
    [[ $output == *"was not finished"* ]]
    echo '#: abi $(id)' >"$GILSCALE_CACHE/environments/other/environment.lock"
    run -3 "$GILSCALE" env show other
    [[ $output == *"environment.lock:1: "* ]]
    run -0 "$GILSCALE" env remove other
    is_gone other
}

@test "stopping it leaves nothing behind" {
    "$GILSCALE" env create "$GIL" --with tiny --name stopped 2>told &
    pid=$!
    eventually test -d "$GILSCALE_CACHE/environments/$VERSION+stopped/lib"
    kill -TERM $pid # a shell's background jobs ignore SIGINT
    code=0
    wait $pid || code=$?
    [ $code -eq 143 ]
    [[ $(cat told) == *"stopped; $VERSION+stopped was not made, and nothing of it is left"* ]]
    is_gone "$VERSION+stopped"
}

@test "two at a time wait for each other" {
    exec 8>>"$GILSCALE_CACHE/environments/.reserved"
    flock 8
    "$GILSCALE" env remove nothing 2>told 8>&- &
    pid=$!
    eventually grep -q "another gilscale is making or removing environments" told
    flock -u 8
    code=0
    wait $pid || code=$?
    [ $code -eq 3 ]
    [[ $(cat told) == *"no environment 'nothing'"* ]]
}

@test "names and packages that are none are refused before anything is made" {
    for package in -r/etc/passwd ./tiny https://host/x.whl 'tiny @ file:///x' 'tiny;x' '$(id)' --pre 'tiny=='; do
        run -2 "$GILSCALE" env create "$GIL" "--with=$package"
        [[ $output == *"is no package"* ]]
    done
    for name in ../x 'a b' "$(printf 'x%.0s' $(seq 70))" $'a\nb'; do
        run -2 "$GILSCALE" env create "$GIL" --with tiny "--name=$name"
    done
    run -3 "$GILSCALE" env remove ../../x
    run -3 "$GILSCALE" env remove "$VERSION+mime"
    [[ $output == *"did you mean '$VERSION+mine'?"* ]]
    run -2 "$GILSCALE" env create "$GIL" --with tiny --name mine
    [[ $output == *"is there already"*--replace* ]]
    run -2 "$GILSCALE" env create --with tiny
    run -2 "$GILSCALE" env create "$GIL"
    run -2 "$GILSCALE" env create "$GIL" --lock ecosystme
    [[ $output == *"ecosystme"* ]]
    run -2 "$GILSCALE" env lits
    [[ $output == *"did you mean 'env list'?"* ]]
    [ "$(ls "$GILSCALE_CACHE/environments" | wc -l)" -eq 2 ]
}

@test "a Python without ensurepip says what to do" {
    mkdir bin
    # As Debian's without python3-venv.
    printf '#!/bin/sh\ncase "$*" in *ensurepip*) echo "No module named ensurepip" >&2; exit 1 ;; esac\n"%s" "$@" | sed "s,^executable=.*,executable=%s,"\n' \
        "$GIL" "$PWD/bin/python3" >bin/python3
    chmod +x bin/python3
    run -3 "$GILSCALE" env create "$PWD/bin/python3" --with tiny --name none
    [[ $output == *"has no ensurepip"*"apt-get install python3."*"-venv"* ]]
    is_gone "$VERSION+none"
}

@test "a source of packages that does not answer is no package without wheels" {
    PIP_NO_INDEX=0 PIP_FIND_LINKS='' PIP_INDEX_URL=http://127.0.0.1:9/simple PIP_RETRIES=0 run -3 "$GILSCALE" env create "$GIL" --with tiny --name lost
    [[ $output == *"pip did not get what it needs"* && $output != *"no release has a wheel"* ]]
    is_gone "$VERSION+lost"
}

@test "every word has a help with examples" {
    run -0 "$GILSCALE" env --help
    for word in create list show lock remove; do
        [[ $output == *"$word"* ]]
        run -0 "$GILSCALE" env $word --help
        [[ $output == *"Usage: gilscale env $word"*Examples:* ]]
        run -0 "$GILSCALE" env --help
    done
}
