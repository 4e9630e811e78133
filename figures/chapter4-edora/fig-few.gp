# fig-few.svg is drawn from fig-few.dat by: gnuplot -d fig-few.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_few'
set output 'fig-few.svg'
DATA = 'fig-few.dat'
set xlabel 'epoch'
set ylabel 'training loss'
set y2label 'dev accuracy'
set yrange [0:*]
set y2range [0:1]
set ytics nomirror
set y2tics
set key outside right
plot DATA index 0 using 1:2 with lines linewidth 2.5 linecolor rgb '#d55e00' title 'EDoRA', DATA index 0 using 1:3 axes x1y2 with lines linewidth 1 dashtype 2 linecolor rgb '#d55e00' notitle, \
     DATA index 1 using 1:2 with lines linewidth 2.5 linecolor rgb '#0072b2' title 'LoRA', DATA index 1 using 1:3 axes x1y2 with lines linewidth 1 dashtype 2 linecolor rgb '#0072b2' notitle
