# fig-methods.svg is drawn from fig-methods.dat by: gnuplot -d fig-methods.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_methods'
set output 'fig-methods.svg'
DATA = 'fig-methods.dat'
set logscale x
set xrange [3000:50000000]
set offsets graph 0, 0, 0.05, 0.05
set format x '%.0s%c'
set xlabel 'trainable values'
set ylabel 'dev accuracy'
set key outside right
plot DATA index 0 using 1:2:3 with yerrorbars pointtype 7 pointsize 0.1 linewidth 1.5 linecolor rgb '#d55e00' notitle, \
     DATA index 0 using 1:2 with points pointsize 0.9 pointtype 7 linecolor rgb '#d55e00' title 'EDoRA', \
     DATA index 1 using 1:2:3 with yerrorbars pointtype 7 pointsize 0.1 linewidth 1.5 linecolor rgb '#0072b2' notitle, \
     DATA index 1 using 1:2 with points pointsize 0.9 pointtype 5 linecolor rgb '#0072b2' title 'LoRA', \
     DATA index 2 using 1:2:3 with yerrorbars pointtype 7 pointsize 0.1 linewidth 1.5 linecolor rgb '#56b4e9' notitle, \
     DATA index 2 using 1:2 with points pointsize 0.9 pointtype 9 linecolor rgb '#56b4e9' title 'DoRA', \
     DATA index 3 using 1:2:3 with yerrorbars pointtype 7 pointsize 0.1 linewidth 1.5 linecolor rgb '#009e73' notitle, \
     DATA index 3 using 1:2 with points pointsize 0.9 pointtype 15 linecolor rgb '#009e73' title 'LoRA-XS, rank 16', \
     DATA index 4 using 1:2:3 with yerrorbars pointtype 7 pointsize 0.1 linewidth 1.5 linecolor rgb '#7fd8be' notitle, \
     DATA index 4 using 1:2 with points pointsize 0.9 pointtype 15 linecolor rgb '#7fd8be' title 'LoRA-XS, rank 25', \
     DATA index 5 using 1:2:3 with yerrorbars pointtype 7 pointsize 0.1 linewidth 1.5 linecolor rgb '#cc79a7' notitle, \
     DATA index 5 using 1:2 with points pointsize 0.9 pointtype 13 linecolor rgb '#cc79a7' title 'Magnitude only', \
     DATA index 6 using 1:2:3 with yerrorbars pointtype 7 pointsize 0.1 linewidth 1.5 linecolor rgb '#000000' notitle, \
     DATA index 6 using 1:2 with points pointsize 0.9 pointtype 11 linecolor rgb '#000000' title 'Full fine-tuning'
