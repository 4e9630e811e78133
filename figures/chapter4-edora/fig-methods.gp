# fig-methods.svg is drawn from fig-methods.dat by: gnuplot -d fig-methods.gp
set encoding utf8
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_methods'
set output 'fig-methods.svg'
DATA = 'fig-methods.dat'
set logscale x
set xrange [3000:30000000]
set format x '%.0s%c'
set xlabel 'trainable values'
set ylabel 'dev accuracy'
set key outside right
plot DATA index 0 using 1:2 with points pointtype 7 pointsize 0.9 linecolor rgb '#d62728' title 'EDoRA', \
     DATA index 0 using 1:2:3 with yerrorbars pointtype 7 pointsize 0.5 linewidth 1.5 linecolor rgb '#d62728' notitle, \
     DATA index 1 using 1:2 with points pointtype 7 pointsize 0.9 linecolor rgb '#ff7f0e' title 'LoRA', \
     DATA index 1 using 1:2:3 with yerrorbars pointtype 7 pointsize 0.5 linewidth 1.5 linecolor rgb '#ff7f0e' notitle, \
     DATA index 2 using 1:2 with points pointtype 7 pointsize 0.9 linecolor rgb '#2ca02c' title 'DoRA', \
     DATA index 2 using 1:2:3 with yerrorbars pointtype 7 pointsize 0.5 linewidth 1.5 linecolor rgb '#2ca02c' notitle, \
     DATA index 3 using 1:2 with points pointtype 7 pointsize 0.9 linecolor rgb '#8c564b' title 'LoRA-XS, rank 16', \
     DATA index 3 using 1:2:3 with yerrorbars pointtype 7 pointsize 0.5 linewidth 1.5 linecolor rgb '#8c564b' notitle, \
     DATA index 4 using 1:2 with points pointtype 7 pointsize 0.9 linecolor rgb '#c49c94' title 'LoRA-XS, rank 25', \
     DATA index 4 using 1:2:3 with yerrorbars pointtype 7 pointsize 0.5 linewidth 1.5 linecolor rgb '#c49c94' notitle, \
     DATA index 5 using 1:2 with points pointtype 7 pointsize 0.9 linecolor rgb '#9467bd' title 'Magnitude only', \
     DATA index 5 using 1:2:3 with yerrorbars pointtype 7 pointsize 0.5 linewidth 1.5 linecolor rgb '#9467bd' notitle, \
     DATA index 6 using 1:2 with points pointtype 7 pointsize 0.9 linecolor rgb '#1f77b4' title 'Full fine-tuning', \
     DATA index 6 using 1:2:3 with yerrorbars pointtype 7 pointsize 0.5 linewidth 1.5 linecolor rgb '#1f77b4' notitle
