# fig-counts.svg is drawn from fig-counts.dat by: gnuplot -d fig-counts.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_counts'
set output 'fig-counts.svg'
DATA = 'fig-counts.dat'
set title 'RoBERTa-base: LoRA grows with the rank, EDoRA hardly until its square takes over'
set logscale x 2
set logscale y
set xrange [0.85:75]
set yrange [2e4:4e8]
set format y '%.0s%c'
set xlabel 'rank'
set ylabel 'trainable values'
set xtics (1, 4, 16, 64)
set key off
set label 1 'full fine-tuning' at first 1.1, first 2e8 left textcolor rgb '#000000'
set label 2 'DoRA (wide)' at first 1.05, first 4.5e5 left textcolor rgb '#56b4e9'
set label 3 'LoRA' at first 5, first 3e5 left textcolor rgb '#0072b2'
set label 4 'EDoRA' at first 16, first 3.2e4 left textcolor rgb '#d55e00'
plot DATA index 0 using 1:2 with linespoints linewidth 2 pointtype 11 pointsize 0.8 linecolor rgb '#000000', \
     DATA index 1 using 1:2 with linespoints linewidth 5 pointtype 9 pointsize 1.2 linecolor rgb '#56b4e9', \
     DATA index 2 using 1:2 with linespoints linewidth 2 pointtype 5 pointsize 0.8 linecolor rgb '#0072b2', \
     DATA index 3 using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.8 linecolor rgb '#d55e00'
