# speedup.gp - scaling curves, a panel a workload. Called by harness/chart/chart.c:
#
#   gnuplot -d -c speedup.gp DATA OUT TERMINAL LAYOUT TICKS PANELS TOPS STYLES
#
# DATA has blocks with two blank lines between them: first the entries of the key (x, y in pixels, name; three points of a line), then for
# each panel a block with its title (0, 0, title) and one for each of its lines (N, speedup, low, high). All other arguments are lists of
# numbers. Names come from DATA alone and are never evaluated.
DATA = ARG1
set encoding utf8

# LAYOUT, in pixels of the SVG
width = word(ARG4, 1) + 0.;  height = word(ARG4, 2) + 0.
columns = int(word(ARG4, 3));  rows = int(word(ARG4, 4))
keys = int(word(ARG4, 5));  head = word(ARG4, 6) + 0.
x_low = word(ARG4, 7) + 0.;  x_high = word(ARG4, 8) + 0.;  is_log = int(word(ARG4, 9))

# PANELS: a panel's blocks are first(p), its title, and first(p)+1 ... first(p+1)-1
panels = words(ARG6) - 1
first(p) = int(word(ARG6, p + 1))
# TOPS: whether one scale serves all panels, then each panel's
same_scale = int(word(ARG7, 1))
y_high(p) = word(ARG7, p + 2) + 0.
# STYLES: three numbers a block. Point 0: a line of reference, thin and without marks; -1: a fitted law, thinner.
colour(i) = int(word(ARG8, 3 * i + 1))
dash(i) = int(word(ARG8, 3 * i + 2))
kind(i) = int(word(ARG8, 3 * i + 3))
point(i) = kind(i) > 0 ? kind(i) : 0
thick(i) = kind(i) > 0 ? 2 : kind(i) < 0 ? 0.7 : 1.4
size(i) = kind(i) > 0 ? 0.75 : 0

if (ARG3 eq "svg") {
    set terminal svg noenhanced size width, height font "sans-serif,13" background "#ffffff" dashlength 0.7
    font(pixels) = sprintf(",%g", pixels)
} else {
    # twice the size, for sharp letters on today's screens; its fonts are counted in points
    set terminal pngcairo noenhanced size 2 * width, 2 * height font "sans,10" fontscale 2 linewidth 2 pointscale 2 \
        background "#ffffff" dashlength 0.7
    font(pixels) = sprintf(",%g", 0.75 * pixels)
}
# Before any range is set: stats looks through them.
array titles[panels]
do for [p = 0:panels - 1] {
    stats DATA index first(p) using (titles[p + 1] = strcol(3), 1) nooutput
}
set output ARG2
set multiplot

# The head: what is drawn, and one key for all panels.
set label 1 "Speedup over one worker" at screen 0.5, 1 - 18 / height center font font(18)
set label 2 "total rate of N workers / rate of one, same build; bars: 95 % interval" \
    .(same_scale ? "" : "; each panel has its own scale") \
    at screen 0.5, 1 - 39 / height center font font(12) textcolor rgb "#555555"
set xrange [0:width]
set yrange [height:0]
unset border
unset tics
unset key
set tmargin at screen 1
set bmargin at screen 0
set lmargin at screen 0
set rmargin at screen 1
plot for [i = 0:keys - 1] DATA index i using 1:2 with lines lc rgb colour(i) dt dash(i) lw thick(i), \
    for [i = 0:keys - 1] DATA index i every ::1::1 using 1:2 with points lc rgb colour(i) pt point(i) ps size(i), \
    for [i = 0:keys - 1] DATA index i every ::2::2 using 1:2:3 with labels left offset 1, 0 font font(12)
unset label 1
unset label 2

set border 3 lc rgb "#555555"
set grid ytics lc rgb "#e4e4e4" lt 1 lw 1
set ytics nomirror textcolor rgb "#222222" scale 0.5
set xtics nomirror textcolor rgb "#222222" scale 0.5 ()
do for [n in ARG5] { set xtics add (n int(n)) }
if (is_log) { set logscale x 2 }
set xrange [x_low:x_high]

do for [p = 0:panels - 1] {
    row = p / columns
    column = p % columns
    set lmargin at screen (column * (width / columns) + 60) / width
    set rmargin at screen ((column + 1) * (width / columns) - 14) / width
    top = head + row * ((height - head) / rows)
    set tmargin at screen 1 - (top + 28) / height
    set bmargin at screen 1 - (top + (height - head) / rows - 52) / height
    set title titles[p + 1] font font(14) offset 0, -0.4
    set xlabel "workers (N)" font font(12) offset 0, 0.4
    if (column == 0) { set ylabel "speedup" font font(12) offset 1.2, 0 } else { unset ylabel }
    set yrange [0:y_high(p)]
    plot for [i = first(p) + 1:first(p + 1) - 1] DATA index i using 1:($3 > 0 ? $2 : NaN):3:4 with yerrorbars \
            lc rgb colour(i) lw 1.2 pt 7 ps 0, \
        for [i = first(p) + 1:first(p + 1) - 1] DATA index i using 1:2 with linespoints \
            lc rgb colour(i) dt dash(i) lw thick(i) pt point(i) ps size(i)
}
unset multiplot
unset output
