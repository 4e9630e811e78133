# fig-run.svg is drawn from fig-run.dat by: gnuplot -d fig-run.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_run'
set output 'fig-run.svg'
DATA = 'fig-run.dat'
set xlabel 'epoch'
set ylabel 'training loss'
set y2label 'dev accuracy'
set yrange [0:*]
set y2range [0:1]
set ytics nomirror
set y2tics
set xtics 1
set key top center horizontal outside
plot DATA index 0 using 1:2 with lines linewidth 2 linecolor rgb '#444444' title 'training loss', \
     DATA index 1 using 1:2 axes x1y2 with linespoints linewidth 2 pointtype 7 linecolor rgb '#d55e00' title 'dev accuracy'
