#!/usr/bin/env bats
# Bad files, as a person might have them: the command says what is wrong, where, and goes with exit code 2; it never crashes, hangs or
# takes the machine's memory.

load common

setup() {
    cd "$BATS_TEST_TMPDIR" || exit 1
    mkdir good bad
    cp "$ROOT/results/example/samples.csv" good/samples.csv
    columns=$(head -1 good/samples.csv | tr , '\n' | wc -l)
}

# Far more than a run needs, far less than a file may have.
bounded() { (ulimit -v 400000 && exec timeout -k 5 60 "$@"); }

# Both commands on the folder `bad`: exit code 2, one line, which says `expected`, and no file is left behind.
refused() {
    for command in "compare good bad" "compare bad good" "plot bad"; do
        run -2 --separate-stderr bounded "$GILSCALE" $command
        [[ $stderr == "gilscale: bad/samples.csv$1"* ]] || { echo "'$command' said: $stderr" && return 1; }
        [[ $stderr != *$'\n'* && -z $output ]]
        [[ $(ls bad) == samples.csv ]]
    done
}

# The good file with an edit by sed in `bad`.
edited() { sed "$@" good/samples.csv >bad/samples.csv; }

@test "the file that the others are made of is fine" {
    run -0 bounded "$GILSCALE" compare good good
    cp good/samples.csv bad
    run -0 bounded "$GILSCALE" plot bad
}

@test "a file that was cut off in the middle of a row, or of a quoted cell" {
    lines=$(wc -l <good/samples.csv)
    head -c -30 good/samples.csv >bad/samples.csv
    refused ":$lines: the file ends inside this row"
    head -5 good/samples.csv >bad/samples.csv
    printf '1,"an open quote' >>bad/samples.csv
    refused ":6: the file ends inside this row"
}

@test "an empty file, one without rows, and one that is no CSV at all" {
    : >bad/samples.csv
    refused ":1: no header; the file is empty"
    printf '\n\n\n' >bad/samples.csv
    refused ":4: no header; the file is empty"
    cp "$(command -v bash)" bad/samples.csv
    refused ":1: "
    gzip -c good/samples.csv >bad/samples.csv
    refused ":"
    printf '<html>\n<body>404</body>\n' >bad/samples.csv
    refused ":1: the header has no schema, run, block"
}

@test "a header alone has nothing to compare or draw, and says so" {
    head -1 good/samples.csv >bad/samples.csv
    run -2 bounded "$GILSCALE" compare good bad
    run -2 bounded "$GILSCALE" compare bad good
    run bounded "$GILSCALE" plot bad
    ((status < 124))
}

@test "a row with a cell too many or too few" {
    edited '5s/,/,,/'
    refused ":5: $((columns + 1)) cells, but the header has $columns"
    edited '7s/,0,/,/'
    refused ":7: $((columns - 1)) cells, but the header has $columns"
}

@test "a file that lacks a column, or has one twice" {
    edited '1s/,threads,/,yarn,/'
    refused ":1: the header has no threads"
    edited '1s/,gil,/,mode,/'
    refused ":1: the header names column 'mode' twice"
}

@test "numbers that are none" {
    for wrong in nan inf -inf 1e999 0x10 12,5 1.2.3 -1 '"1 000"' $'\xd9\xa1'; do
        awk -F, -v OFS=, -v wrong="$wrong" 'NR == 9 { $21 = wrong } 1' good/samples.csv >bad/samples.csv
        if [[ $wrong == 12,5 ]]; then refused ":9: $((columns + 1)) cells"; else refused ":9: column 'ops_per_s'"; fi
    done
    for wrong in 0 -1 1.5 65537 99999999999999999999 -9223372036854775808 "" '"a\x1b[31mb"'; do
        awk -F, -v OFS=, -v wrong="$wrong" 'NR == 9 { $15 = wrong } 1' good/samples.csv >bad/samples.csv
        refused ":9: column 'threads'"
        [[ $stderr != *$'\x1b'* ]]
    done
}

@test "cells, rows and quotes without an end" {
    { head -4 good/samples.csv && head -c 70000 /dev/zero | tr '\0' x && echo; } >bad/samples.csv
    refused ":5: a cell of more than 64 KiB"
    { head -4 good/samples.csv && head -c 5000 /dev/zero | tr '\0' , && echo; } >bad/samples.csv
    refused ":5: a row of more than 4096 cells"
    { head -4 good/samples.csv && printf '1,"' && tail -n +2 good/samples.csv; } >bad/samples.csv
    refused ":5: "
    { head -4 good/samples.csv && yes '"' | head -c 3000000; } >bad/samples.csv
    refused ":"
}

@test "NUL bytes: a hole that a crashed machine left" {
    { head -4 good/samples.csv && head -c 4096 /dev/zero && tail -n +5 good/samples.csv; } >bad/samples.csv
    refused ":5: a NUL byte"
    truncate -s 10G bad/samples.csv # sparse
    refused ":5: a NUL byte"
    truncate -s 0 bad/samples.csv && truncate -s 10G bad/samples.csv
    refused ":1: a NUL byte"
}

@test "a line of a gigabyte, from a file and from a pipe, ends at once and within bounded memory" {
    mkfifo bad/samples.csv
    for ending in "" header; do
        for command in "compare good bad" "compare bad good" "plot bad"; do
            # As long as the reader reads. It must stop long before the gigabyte: the writer then gets SIGPIPE, and counts.
            { [[ -z $ending ]] || head -1 good/samples.csv; head -c 1G /dev/zero; } 2>/dev/null | tr '\0' x 2>/dev/null >bad/samples.csv 3>&- &
            run -2 --separate-stderr bounded "$GILSCALE" $command
            kill $! 2>/dev/null || true # not %%: bash 5.2 turns in a circle when a part of the pipeline is gone already
            wait || true
            line=1 && [[ -z $ending ]] || line=2
            [[ $stderr == "gilscale: bad/samples.csv:$line: a cell of more than 64 KiB"* ]] || { echo "'$command' said: $stderr" && return 1; }
        done
    done
}

@test "a schema of the future, alone and among rows of today" {
    edited '2,$s/^1,/2,/'
    refused ":2: column 'schema': 2, but this gilscale reads 1 to 1; a newer one wrote it?"
    edited '100,$s/^1,/2,/'
    refused ":100: column 'schema': 2, but this gilscale reads 1 to 1"
    edited '100s/^1,/,/'
    refused ":100: column 'schema' is empty"
}

@test "two runs in one file, header and all" {
    lines=$(wc -l <good/samples.csv)
    cat good/samples.csv good/samples.csv >bad/samples.csv
    refused ":$((lines + 1)): the header stands here again; were two files joined?"
}

@test "a file of an older gilscale, without the youngest columns, and one of a newer with columns that we do not know, are fine" {
    "$GIL" -I - "$(head -1 good/samples.csv | tr , '\n' | grep -nx cpus | cut -d: -f1)" <<'PY'
import csv, sys
rows = list(csv.reader(open("good/samples.csv", newline="")))
for folder, change in ("bad", lambda row, new: row[:int(sys.argv[1])]), ("good", lambda row, new: [new, *row, new]):
    with open(folder + "/samples.csv", "w", newline="") as file:
        for i, row in enumerate(rows):
            csv.writer(file, lineterminator="\n").writerow(change(row, "x" if i else f"of_{folder}"))
            rows[i] = row
PY
    head -1 good/samples.csv | grep -q '^of_good,schema'
    sed -i '1s/of_good$/of_2031/' good/samples.csv
    run -0 bounded "$GILSCALE" compare good bad
    run -0 bounded "$GILSCALE" plot bad
    run -0 bounded "$GILSCALE" plot good
}

@test "a file that went through a spreadsheet: a byte order mark, CRLF, all cells quoted or none" {
    { printf '\xef\xbb\xbf' && sed 's/$/\r/' good/samples.csv; } >bad/samples.csv
    run -0 bounded "$GILSCALE" compare good bad
    bounded "$GILSCALE" plot bad >plain.txt
    "$GIL" -I -c '
import csv
rows = list(csv.reader(open("good/samples.csv", newline="")))
csv.writer(open("bad/samples.csv", "w", newline=""), quoting=csv.QUOTE_ALL).writerows(rows)'
    bounded "$GILSCALE" plot bad >quoted.txt
    cmp plain.txt quoted.txt
    sed 's/,/;/g' good/samples.csv >bad/samples.csv # a spreadsheet with a comma for a decimal point
    run -2 bounded "$GILSCALE" compare good bad
    [[ $output == *"bad/samples.csv:1: the header has no"* ]]
}

@test "a run that was cut off: a warning and what is whole, up to any byte" {
    rm -r bad && mkdir bad
    size=$(stat -c %s good/samples.csv)
    for ((cut = 0; cut < size; cut += size / 7 + 1)); do
        head -c "$cut" good/samples.csv >bad/samples.csv.partial
        run --separate-stderr bounded "$GILSCALE" plot bad
        ((status == 0)) || { ((cut < 10000)) && ((status < 124)); }
        [[ $stderr == *"this run was cut off; only invocations that ended are counted"* ]] || ((status))
        run -2 bounded "$GILSCALE" compare good bad
        [[ $output == *"bad/samples.csv.partial: this run was cut off"* ]]
    done
    # A cut does not excuse what stands before it.
    sed '9s/,/,,/' good/samples.csv | head -c 20000 >bad/samples.csv.partial
    run -2 bounded "$GILSCALE" plot bad
    [[ $output == *"bad/samples.csv.partial:9: $((columns + 1)) cells"* ]]
}

@test "what is no file at all" {
    rmdir bad
    run -2 bounded "$GILSCALE" compare good bad
    [[ $output == *bad* ]]
    mkdir -p bad/samples.csv
    run -2 bounded "$GILSCALE" plot bad
    [[ $output == *"bad/samples.csv: Is a directory"* ]]
    rmdir bad/samples.csv && ln -s samples.csv bad/samples.csv
    run -2 bounded "$GILSCALE" plot bad
    run -2 bounded "$GILSCALE" compare bad good
}
