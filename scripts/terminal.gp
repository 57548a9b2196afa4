# terminal.gp - speedups as bars of characters. Called by harness/chart/chart.c:
#
#   gnuplot -d -c terminal.gp DATA COLUMNS BARS LABEL_WIDTH X_HIGH THREADS
#
# DATA has a row a bar: its label, its place from the top, the speedup, the speedup as text, and 1 or 2 for the character that draws it.
# THREADS is N when it is the same for all bars, else 0. Names come from DATA alone and are never evaluated.
DATA = ARG1
bars = int(ARG3)
x_high = ARG5 + 0.
n = int(ARG6)
set terminal dumb noenhanced mono size int(ARG2), bars + 8
set output
unset key
set tmargin 3
set bmargin 3
set lmargin int(ARG4) + 2
set rmargin 7
set border 3
set xrange [0:x_high]
# One unit is one line of characters.
set yrange [bars + 1:0]
set xtics nomirror scale 0
set ytics nomirror scale 0
with_ideal = n > 1 && n <= x_high
set label 1 (n ? sprintf("Speedup of %d workers over one", n) : "Speedup over one worker") \
    at character 1, character bars + 6
set label 2 "# GIL off   * GIL on".(with_ideal ? "   | ideal" : "") at character 1, character bars + 5
bar(kind) = $5 == kind ? $3 / 2 : NaN
# Out of sight without an ideal, and not NaN: gnuplot 5.4 crashes where all labels of a plot and all bars of one kind are undefined.
plot DATA using (with_ideal ? n : -1):2:("|") with labels, \
     DATA using (bar(1)):2:(bar(1)):(0.05):ytic(1) with boxxyerror lt 1, \
     DATA using (bar(2)):2:(bar(2)):(0.05) with boxxyerror lt 2, \
     DATA using 3:2:4 with labels left offset 1, 0
