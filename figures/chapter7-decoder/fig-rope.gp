# fig-rope.svg is drawn from fig-rope.dat by: gnuplot -d fig-rope.gp
set encoding utf8
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_rope'
set output 'fig-rope.svg'
DATA = 'fig-rope.dat'
set multiplot layout 1, 2 margins 0.09, 0.98, 0.15, 0.9 spacing 0.12, 0.1
set yrange [-1.05:1.05]
set xlabel 'tokens apart'
set ylabel 'share of the score'
set key bottom left
set title 'single points, local layer'
plot DATA index 0 using 1:2 with lines linewidth 2 linecolor rgb '#999999' title 'point 0', \
     DATA index 1 using 1:2 with lines linewidth 2 linecolor rgb '#ff7f0e' title 'point 24', \
     DATA index 2 using 1:2 with lines linewidth 2 linecolor rgb '#d62728' title 'point 48'
unset ylabel
set logscale x 2
set xtics (1, 8, 64, 512)
set title 'mean of all points'
plot DATA index 3 using 1:2 with lines linewidth 2 linecolor rgb '#d62728' title 'base 10,000 (local)', \
     DATA index 4 using 1:2 with lines linewidth 2 linecolor rgb '#1f77b4' title 'base 1,000,000 (global)'
unset multiplot
