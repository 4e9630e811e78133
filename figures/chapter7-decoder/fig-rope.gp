# fig-rope.svg is drawn from fig-rope.dat by: gnuplot -d fig-rope.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_rope'
set output 'fig-rope.svg'
DATA = 'fig-rope.dat'
set multiplot layout 1, 2 margins 0.13, 0.98, 0.15, 0.9 spacing 0.12, 0.1
set yrange [-1.05:1.85]
set ytics (-1, -0.5, 0, 0.5, 1)
set xlabel 'tokens apart'
set ylabel 'share of the score'
set key top right samplen 2
set title 'single points, local layer'
plot DATA index 0 using 1:2 with lines linewidth 2 linecolor rgb '#999999' title 'point 0', \
     DATA index 1 using 1:2 with lines linewidth 2 linecolor rgb '#e69f00' title 'point 24', \
     DATA index 2 using 1:2 with lines linewidth 2 linecolor rgb '#d55e00' title 'point 48'
unset ylabel
set logscale x 2
set xtics (1, 8, 64, 512)
set title 'mean of all points'
plot DATA index 3 using 1:2 with lines linewidth 2 linecolor rgb '#d55e00' title 'base 10,000 (local)', \
     DATA index 4 using 1:2 with lines linewidth 2 linecolor rgb '#0072b2' title 'base 1,000,000 (global)'
unset multiplot
