# fig-counts.svg is drawn from fig-counts.dat by: gnuplot -d fig-counts.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_counts'
set output 'fig-counts.svg'
DATA = 'fig-counts.dat'
set logscale x 2
set logscale y
set format y '%.0s%c'
set xlabel 'rank'
set ylabel 'trainable values'
set key outside right
plot DATA index 0 using 1:2 with linespoints linewidth 2 pointsize 0.6 pointtype 11 linecolor rgb '#000000' title 'Full fine-tuning', \
     DATA index 1 using 1:2 with linespoints linewidth 2 pointsize 0.6 pointtype 9 linecolor rgb '#56b4e9' title 'DoRA', \
     DATA index 2 using 1:2 with linespoints linewidth 2 pointsize 0.6 pointtype 5 linecolor rgb '#0072b2' title 'LoRA', \
     DATA index 3 using 1:2 with linespoints linewidth 2 pointsize 0.6 pointtype 7 linecolor rgb '#d55e00' title 'EDoRA'
