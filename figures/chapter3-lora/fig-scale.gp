# fig-scale.svg is drawn from fig-scale.dat by: gnuplot -d fig-scale.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_scale'
set output 'fig-scale.svg'
DATA = 'fig-scale.dat'
set logscale xy 2
set xlabel 'rank'
set ylabel 'gain of the first step, rank 1 = 1'
set key top left
plot DATA index 0 using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.6 linecolor rgb '#999999' title 's = 1', \
     DATA index 1 using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.6 linecolor rgb '#1f77b4' title 's = α/r', \
     DATA index 2 using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.6 linecolor rgb '#d62728' title 's = α/√r'
