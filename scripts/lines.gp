# lines.gp - charts of lines in panels, a picture a page. Called by harness/chart/draw.c with what harness/chart/canvas_write.c wrote:
#
#   gnuplot -d -c lines.gp DATA OUT TERMINAL PAGES SCALE
#
# Draws OUT-1.TERMINAL ... OUT-PAGES.TERMINAL. DATA-p has of page p, in blocks with two blank lines between them: all numbers (one a row, see
# below), the ticks (frame, axis, value, letters), a block for each way of setting letters (x, y, letters), the thin lines to labels (x, y, dx,
# dy, colour), and a block for each sample of the key (three points of a line). DATA-p-f has of its frame f the vertical marks (x, from, to),
# and for each line its interval's band, bars and points (x, y, low, high). Letters come from these files alone and are never evaluated.
# SCALE is for PNG: pixels of the picture a pixel of the page.
DATA = ARG1
set encoding utf8
kinds = 9

# The numbers: width, height, frames, samples, which style is the first sample's; for each frame 12, for each line and sample 4.
frame(f, k) = V[6 + 12 * (f - 1) + k]
# gnuplot reads the words of a loop once even where it has nothing to go through.
place(i, k) = 6 + 12 * frames + 4 * i + k
style(i, k) = place(i, k) <= numbers ? V[place(i, k)] : 0
colour(i) = int(style(i, 0))
with_line(i) = style(i, 1) > 0
dash(i) = with_line(i) ? int(style(i, 1)) : 1
mark(i) = int(style(i, 2))
thick(i) = style(i, 3)
size(i) = mark(i) > 0 ? 0.75 : 0

is_svg = ARG3 eq "svg"
scale = is_svg ? 1. : ARG5 + 0.
# Fonts of pngcairo are counted in points.
font(pixels) = sprintf(",%g", is_svg ? pixels : 0.75 * pixels)
# Where gnuplot takes neither a call nor a place in an array.
small = font(12)

# Page by page.
if (!exists("page")) page = 1
PAGE = sprintf("%s-%d", DATA, page)
# Before any range is set, and outside of multiplot: stats looks through them.
unset logscale
set autoscale
stats PAGE index 0 using 1 nooutput
numbers = STATS_records
array V[numbers]
stats PAGE index 0 using (V[int($0) + 1] = $1, 1) nooutput
stats PAGE index 1 using 1 nooutput
ticks = STATS_records
array tick_frame[ticks];  array tick_axis[ticks];  array tick_at[ticks];  array tick_text[ticks]
stats PAGE index 1 using (tick_frame[int($0) + 1] = $1, tick_axis[int($0) + 1] = $2, tick_at[int($0) + 1] = $3, \
    tick_text[int($0) + 1] = strcol(4), 1) nooutput
width = V[1];  height = V[2];  frames = int(V[3]);  samples = int(V[4])
first_sample = int(V[5])

if (is_svg) {
    set terminal svg noenhanced size width, height font "sans-serif,13" background "#ffffff" dashlength 0.7
} else {
    set terminal pngcairo noenhanced size scale * width, scale * height font "sans,10" fontscale scale linewidth scale \
        pointscale scale background "#ffffff" dashlength 0.7
}
set output sprintf("%s-%d.%s", ARG2, page, ARG3)
set multiplot

# Letters, the key's samples and the lines to labels, in pixels from the top left.
unset border
unset tics
unset grid
unset key
set tmargin at screen 1
set bmargin at screen 0
set lmargin at screen 0
set rmargin at screen 1
set xrange [0:width]
set yrange [height:0]
plot PAGE index 2 using 1:2:3 with labels center font font(18) textcolor rgb "#222222", \
    PAGE index 3 using 1:2:3 with labels center font font(12) textcolor rgb "#555555", \
    PAGE index 4 using 1:2:3 with labels center font font(14) textcolor rgb "#222222", \
    PAGE index 5 using 1:2:3 with labels center font font(12) textcolor rgb "#222222", \
    PAGE index 6 using 1:2:3 with labels center rotate by 90 font font(12) textcolor rgb "#222222", \
    PAGE index 7 using 1:2:3 with labels center font font(11) textcolor rgb "#222222", \
    PAGE index 8 using 1:2:3 with labels left font font(12) textcolor rgb "#222222", \
    PAGE index 9 using 1:2:3 with labels left font font(11) textcolor rgb "#555555", \
    PAGE index 10 using 1:2:3 with labels right font font(11) textcolor rgb "#555555", \
    PAGE index kinds + 2 using 1:2:3:4:5 with vectors nohead lw 0.8 lc rgb variable, \
    for [i = 0:samples - 1] PAGE index kinds + 3 + i using (with_line(first_sample + i) ? $1 : NaN):2 with lines \
        lc rgb colour(first_sample + i) dt dash(first_sample + i) \
        lw thick(first_sample + i), \
    for [i = 0:samples - 1] PAGE index kinds + 3 + i every ::1::1 using (mark(first_sample + i) ? $1 : NaN):2 with points \
        lc rgb colour(first_sample + i) pt mark(first_sample + i) ps size(first_sample + i)

set border 3 lc rgb "#555555"
do for [f = 1:frames] {
    FRAME = sprintf("%s-%d", PAGE, f)
    lines = int(frame(f, 10));  first = int(frame(f, 11))
    set lmargin at screen frame(f, 0) / width
    set rmargin at screen frame(f, 1) / width
    set tmargin at screen 1 - frame(f, 2) / height
    set bmargin at screen 1 - frame(f, 3) / height
    unset logscale
    set xrange [frame(f, 4):frame(f, 5)]
    set yrange [frame(f, 6):frame(f, 7)]
    if (frame(f, 8)) { set logscale x 2 }
    if (frame(f, 9)) { set logscale y 10 }
    set grid ytics lc rgb "#e4e4e4" lt 1 lw 1
    set xtics nomirror textcolor rgb "#222222" font small scale 0.5 ()
    set ytics nomirror textcolor rgb "#222222" font small scale 0.5 ()
    do for [i = 1:ticks] {
        if (tick_frame[i] == f) {
            text = tick_text[i]
            if (tick_axis[i] == 0) { set xtics add (text tick_at[i]) }
            if (tick_axis[i] == 1) { set ytics add (text tick_at[i]) }
        }
    }
    plot FRAME index 0 using 1:2:(0):($3 - $2) with vectors nohead dt 2 lw 1 lc rgb "#555555", \
        for [i = 0:lines - 1] FRAME index 3 * i + 1 using 1:3:4 with filledcurves fillstyle transparent solid 0.16 noborder \
            lc rgb colour(first + i), \
        for [i = 0:lines - 1] FRAME index 3 * i + 2 using 1:2:3:4 with yerrorbars lc rgb colour(first + i) lw 1.2 pt 7 ps 0, \
        for [i = 0:lines - 1] FRAME index 3 * i + 3 using (with_line(first + i) ? $1 : NaN):2 with lines lc rgb colour(first + i) \
            dt dash(first + i) lw thick(first + i), \
        for [i = 0:lines - 1] FRAME index 3 * i + 3 using (mark(first + i) ? $1 : NaN):2 with points lc rgb colour(first + i) pt mark(first + i) \
            ps size(first + i)
}
unset multiplot
unset output
page = page + 1
if (page <= int(ARG4)) reread
