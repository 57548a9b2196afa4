# shapes.gp - shapes at pixels, a picture a page. Called by harness/chart/draw.c with what harness/chart/shapes.c wrote:
#
#   gnuplot -d -c shapes.gp DATA OUT TERMINAL PAGES SCALE
#
# Draws OUT-1.TERMINAL ... OUT-PAGES.TERMINAL. DATA-p has of page p, in blocks with two blank lines between them: its width and height and the
# numbers of its layers, one a row; then each of those layers. Layers: 0 rectangles and 1 hatched ones (middle x and y, left, right, top, bottom,
# colour), 2 thin, 3 thick and 4 dashed lines (x, y, dx, dy, colour), 5 marks (x, y, size, point, colour), from 6 on letters (x, y, letters,
# colour): 6 + 4 * (0 from x on, 1 about x, 2 up to x) + (0 ... 3, the font's size). Letters come from these files alone and are never evaluated.
# SCALE is for PNG: pixels of the picture a pixel of the page.
set encoding utf8
is_svg = ARG3 eq "svg"
scale = is_svg ? 1. : ARG5 + 0.
# Fonts of pngcairo are counted in points.
font(size) = sprintf(",%g", (is_svg ? 1 : 0.75) * int(word("11 12 14 18", size + 1)))
array V[20]
do for [page = 1:int(ARG4)] {
    PAGE = sprintf("%s-%d", ARG1, page)
    # Before any range is set, and outside of multiplot: stats looks through them.
    set autoscale
    stats PAGE index 0 using (V[int($0) + 1] = $1, 1) nooutput
    layers = STATS_records - 2
    width = V[1];  height = V[2]
    if (is_svg) {
        set terminal svg noenhanced size width, height font "sans-serif,12" background "#ffffff" dashlength 0.7
    } else {
        set terminal pngcairo noenhanced size scale * width, scale * height font "sans,9" fontscale scale linewidth scale \
            pointscale scale background "#ffffff" dashlength 0.7
    }
    set output sprintf("%s-%d.%s", ARG2, page, ARG3)
    set multiplot
    unset border
    unset tics
    unset key
    set tmargin at screen 1
    set bmargin at screen 0
    set lmargin at screen 0
    set rmargin at screen 1
    set xrange [0:width]
    set yrange [height:0]
    do for [i = 1:layers] {
        layer = int(V[2 + i])
        size = (layer - 6) % 4
        if (layer == 0) { plot PAGE index i using 1:2:3:4:5:6:7 with boxxyerror fs solid 1 noborder fc rgb variable }
        if (layer == 1) { plot PAGE index i using 1:2:3:4:5:6:7 with boxxyerror fs pattern 4 noborder fc rgb variable }
        if (layer == 2) { plot PAGE index i using 1:2:3:4:5 with vectors nohead lw 1 lc rgb variable }
        if (layer == 3) { plot PAGE index i using 1:2:3:4:5 with vectors nohead lw 2 lc rgb variable }
        if (layer == 4) { plot PAGE index i using 1:2:3:4:5 with vectors nohead lw 1 dt 2 lc rgb variable }
        if (layer == 5) { plot PAGE index i using 1:2:3:4:5 with points ps variable pt variable lc rgb variable }
        if (layer >= 6 && layer < 10) { plot PAGE index i using 1:2:3:4 with labels left font font(size) textcolor rgb variable }
        if (layer >= 10 && layer < 14) { plot PAGE index i using 1:2:3:4 with labels center font font(size) textcolor rgb variable }
        if (layer >= 14) { plot PAGE index i using 1:2:3:4 with labels right font font(size) textcolor rgb variable }
    }
    unset multiplot
    unset output
}
