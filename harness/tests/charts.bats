# Every kind of chart, drawn from made-up runs of 1, 2, 8 and 64 thread points and of 2 and 8 builds (scripts/chart-cases): can it be read, and is
# it as it was when somebody last looked at it?

load common

setup_file() {
    export ROOT
    ROOT=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
}

check() { python3 "$BATS_TEST_DIRNAME/chart_check.py" "$@"; }

# Draws a case, and looks at each picture.
readable() {
    "$ROOT/scripts/chart-cases" "$1" drawn >said
    check check drawn/*.svg
}

as_it_was() { check compare "$BATS_TEST_DIRNAME/golden/$1.txt" drawn; }

@test "one number of workers, two builds" { readable one && as_it_was one; }
@test "two numbers of workers, eight builds" { readable two && as_it_was two; }
@test "64 numbers of workers, eight builds" { readable wide && as_it_was wide; }
@test "24 workloads, the GIL forced on as well" { readable many; }
@test "phases of an op, and the ceilings that they set" { readable phases && as_it_was phases; }
@test "a comparison of 18 cells" { readable comparison && as_it_was comparison; }
@test "a comparison of 168 cells" { readable comparison-wide; }

@test "eight numbers of workers, two builds, two modes, failures, shared CPUs; and each picture says its figures in words" {
    readable eight
    as_it_was eight
    grep -q '^text .*fib: one thread costs 1\.[5-7][0-9]x (1\.[0-9]* to 1\.[0-9]*) on 3.13.12t, against 3.13.12\.' said
    grep -q 'geometric mean of [23] workloads: one thread costs' said
    grep -q '^text .*dict_churn  size=16: 1\.9[0-9]x at N=2' said
}

@test "hostile names are letters, and run nothing" {
    readable hostile
    [[ ! -e owned ]]
    grep -q '&lt;script' drawn/heatmap.svg
    run ! grep -q '<script' drawn/*.svg
}

# A checker that finds nothing wrong with anything would make all of the above pass.
@test "the checker sees letters over letters, letters outside, and what has changed" {
    "$ROOT/scripts/chart-cases" one drawn >said
    cp drawn/one-thread-cost.svg moved.svg
    run -0 check check moved.svg
    # The second label onto the first one's place.
    python3 - <<'PY'
import re
text = open("moved.svg").read()
first, second = re.findall(r'<g transform="translate\([^"]*"(?=[^>]*text-anchor="end")', text)[:2]
open("over.svg", "w").write(text.replace(second, first))
open("outside.svg", "w").write(text.replace(second, re.sub(r"\([-\d.]+,", "(5.0,", second)))
PY
    run -1 check check over.svg
    [[ $output == *overlap* ]]
    run -1 check check outside.svg
    [[ $output == *"outside of the picture"* ]]
    cp over.svg drawn/one-thread-cost.svg
    run -1 check compare "$BATS_TEST_DIRNAME/golden/one.txt" drawn
    [[ $output == *"gone: letters"* && $output == *"new: letters"* ]]
    sed -i 's/rgb(213, *94, *0)/rgb(0,0,255)/g; s/rgb(213,  94,   0)/rgb(0,0,255)/g' moved.svg
    cp moved.svg drawn/one-thread-cost.svg
    run -1 check compare "$BATS_TEST_DIRNAME/golden/one.txt" drawn
    [[ $output == *shapes*"#d55e00"* ]]
}
