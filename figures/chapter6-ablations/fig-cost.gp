# fig-cost.svg is drawn from fig-cost.dat by: gnuplot -d fig-cost.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_cost'
set output 'fig-cost.svg'
DATA = 'fig-cost.dat'
set logscale xy
set xtics (256, 512, 1024, 2048, 4096, 8192)
set xlabel 'rows and columns'
set ylabel 'seconds of one core'
set key top left
plot DATA index 0 using 1:2 with linespoints linewidth 2 pointtype 7 linecolor rgb '#444444' title 'exact', \
     DATA index 1 using 1:2 with linespoints linewidth 2 pointtype 7 linecolor rgb '#d62728' title 'randomised'
