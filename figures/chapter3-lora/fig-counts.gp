# fig-counts.svg is drawn from fig-counts.dat by: gnuplot -d fig-counts.gp
set encoding utf8
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_counts'
set output 'fig-counts.svg'
DATA = 'fig-counts.dat'
set logscale x 2
set logscale y
set format y '%.0s%c'
set xlabel 'rank'
set ylabel 'trainable values'
set key outside right
plot DATA index 0 using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.6 linecolor rgb '#1f77b4' title 'Full fine-tuning', \
     DATA index 1 using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.6 linecolor rgb '#2ca02c' title 'DoRA', \
     DATA index 2 using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.6 linecolor rgb '#ff7f0e' title 'LoRA', \
     DATA index 3 using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.6 linecolor rgb '#d62728' title 'EDoRA'
