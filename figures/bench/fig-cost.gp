# fig-cost.svg is drawn from fig-cost.dat by: gnuplot -d fig-cost.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_cost'
set output 'fig-cost.svg'
DATA = 'fig-cost.dat'
set multiplot title 'A token costs 95 to 115 µs in batches of any shape; attention takes 8 to 15 %' layout 1, 2 margins 0.1, 0.97, 0.16, 0.86 spacing 0.1, 0.1
set key off
set logscale x 2
set yrange [0:144]
set ylabel 'microseconds a token'
set label 1 'whole step' at 32, 125.74 center textcolor rgb '#0072b2'
set label 2 'attention' at 32, 23.53 center textcolor rgb '#d55e00'
set xlabel 'rows in a batch (lengths of RTE)'
set xrange [6.7:307.2]
plot DATA index 0 using 1:2 with linespoints linewidth 2 pointtype 7 linecolor rgb '#0072b2', \
     DATA index 0 using 1:3 with linespoints linewidth 2 pointtype 5 linecolor rgb '#d55e00'
unset ylabel
set label 1 'whole step' at 32, 125.13 center textcolor rgb '#0072b2'
set label 2 'attention' at 32, 25.18 center textcolor rgb '#d55e00'
set xlabel 'tokens in each of 32 rows'
set xrange [6.7:153.6]
plot DATA index 1 using 1:2 with linespoints linewidth 2 pointtype 7 linecolor rgb '#0072b2', \
     DATA index 1 using 1:3 with linespoints linewidth 2 pointtype 5 linecolor rgb '#d55e00'
unset multiplot
