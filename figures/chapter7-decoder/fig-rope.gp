# fig-rope.svg is drawn from fig-rope.dat by: gnuplot -d fig-rope.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_rope'
set output 'fig-rope.svg'
DATA = 'fig-rope.dat'
set multiplot title 'Points that turn fast tell neighbours apart, a larger base reaches further'
set key off
set lmargin at screen 0.09
set rmargin at screen 0.46
set yrange [-1.1:1.1]
set ytics (-1, 0, 1)
set xtics (0, 16, 32, 48, 64)
set format x ''
set tmargin at screen 0.840
set bmargin at screen 0.680
set title 'point 0: once around in 6 tokens' offset 0, -0.6
plot DATA index 0 using 1:2 with lines linewidth 2 linecolor rgb '#555555'
set tmargin at screen 0.600
set bmargin at screen 0.440
set title 'point 24: once around in 35 tokens' offset 0, -0.6
plot DATA index 1 using 1:2 with lines linewidth 2 linecolor rgb '#e69f00'
set format x '%g'
set xlabel 'tokens apart'
set tmargin at screen 0.360
set bmargin at screen 0.200
set title 'point 48: once around in 199 tokens' offset 0, -0.6
plot DATA index 2 using 1:2 with lines linewidth 2 linecolor rgb '#009e73'
set lmargin at screen 0.55
set rmargin at screen 0.97
set tmargin at screen 0.84
set bmargin at screen 0.2
set yrange [0:1.02]
set ytics (0, 0.25, 0.5, 0.75, 1)
set logscale x 2
set xtics (1, 8, 64, 512)
set title 'all 128 points: share of the score left' offset 0, -0.6
set label 1 'base 1,000,000' at 24, 0.82 left textcolor rgb '#0072b2'
set label 2 '(global layers)' at 24, 0.77 left textcolor rgb '#0072b2'
set label 3 'base 10,000' at 2, 0.46 left textcolor rgb '#d55e00'
set label 4 '(local layers)' at 2, 0.41 left textcolor rgb '#d55e00'
plot DATA index 3 using 1:2 with lines linewidth 2 linecolor rgb '#d55e00', \
     DATA index 4 using 1:2 with lines linewidth 2 linecolor rgb '#0072b2'
unset multiplot
