# fig-cost.svg is drawn from fig-cost.dat by: gnuplot -d fig-cost.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_cost'
set output 'fig-cost.svg'
DATA = 'fig-cost.dat'
set logscale x 2
set yrange [0:*]
set y2range [0:100]
set ytics nomirror
set y2tics
set xlabel 'rows in a batch (lengths of RTE), or tokens in each of 32 rows'
set ylabel 'microseconds a token'
set y2label 'attention, percent of the step'
set key top center horizontal outside
plot DATA index 0 using 1:2 with linespoints linewidth 2 pointtype 7 linecolor rgb '#1f77b4' title 'over rows', \
     DATA index 1 using 1:2 with linespoints linewidth 2 pointtype 7 linecolor rgb '#d62728' title 'over tokens', \
     DATA index 0 using 1:3 axes x1y2 with lines dashtype 2 linecolor rgb '#1f77b4' title 'attention, over rows', \
     DATA index 1 using 1:3 axes x1y2 with lines dashtype 2 linecolor rgb '#d62728' title 'attention, over tokens'
