# shapes.gp - shapes at pixels. Called by harness/chart/canvas.c:
#
#   gnuplot -d -c shapes.gp DATA OUT TERMINAL SIZE LAYERS
#
# DATA has a block for each of LAYERS, two blank lines between them; SIZE is width and height of the SVG. Layers: 0 rectangles and 1 hatched
# ones (middle x and y, left, right, top, bottom, colour), 2 thin, 3 thick and 4 dashed lines (x, y, dx, dy, colour), 5 marks (x, y, size, point,
# colour), from 6 on texts (x, y, text, colour): 6 + 4 * (0 left, 1 centred, 2 right) + (0 ... 3, the font's size). Texts come from DATA alone
# and are never evaluated.
DATA = ARG1
width = word(ARG4, 1) + 0.;  height = word(ARG4, 2) + 0.
set encoding utf8
if (ARG3 eq "svg") {
    set terminal svg noenhanced size width, height font "sans-serif,12" background "#ffffff" dashlength 0.7
    font(size) = sprintf(",%g", int(word("11 12 14 18", size + 1)))
} else {
    # twice the size, for sharp letters on today's screens, as far as cairo's 32767 pixels go; its fonts are counted in points
    scale = 2 * height > 32000 ? 32000 / height : 2
    set terminal pngcairo noenhanced size scale * width, scale * height font "sans,9" fontscale scale linewidth scale pointscale scale \
        background "#ffffff" dashlength 0.7
    font(size) = sprintf(",%g", 0.75 * int(word("11 12 14 18", size + 1)))
}
set output ARG2
unset border
unset tics
unset key
set xrange [0:width]
set yrange [height:0]
set tmargin at screen 1
set bmargin at screen 0
set lmargin at screen 0
set rmargin at screen 1
set style fill solid 1 noborder
set multiplot
do for [i = 0:words(ARG5) - 1] {
    layer = int(word(ARG5, i + 1))
    size = (layer - 6) % 4
    if (layer == 0) { plot DATA index i using 1:2:3:4:5:6:7 with boxxyerror fs solid 1 noborder fc rgb variable }
    if (layer == 1) { plot DATA index i using 1:2:3:4:5:6:7 with boxxyerror fs pattern 4 noborder fc rgb variable }
    if (layer == 2) { plot DATA index i using 1:2:3:4:5 with vectors nohead lw 1 lc rgb variable }
    if (layer == 3) { plot DATA index i using 1:2:3:4:5 with vectors nohead lw 2 lc rgb variable }
    if (layer == 4) { plot DATA index i using 1:2:3:4:5 with vectors nohead lw 1 dt 2 lc rgb variable }
    if (layer == 5) { plot DATA index i using 1:2:3:4:5 with points ps variable pt variable lc rgb variable }
    if (layer >= 6 && layer < 10) { plot DATA index i using 1:2:3:4 with labels left font font(size) textcolor rgb variable }
    if (layer >= 10 && layer < 14) { plot DATA index i using 1:2:3:4 with labels center font font(size) textcolor rgb variable }
    if (layer >= 14) { plot DATA index i using 1:2:3:4 with labels right font font(size) textcolor rgb variable }
}
unset multiplot
unset output
