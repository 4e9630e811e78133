# fig-curves.svg is drawn from fig-curves.dat by: gnuplot -d fig-curves.gp
set encoding utf8
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_curves'
set output 'fig-curves.svg'
DATA = 'fig-curves.dat'
set xlabel 'epoch'
set xtics 1
set ylabel 'dev accuracy'
set xrange [0.7:5.3]
set yrange [0.4:1]
set key bottom right
plot DATA index 0 using 1:2 with lines linewidth 2 linecolor rgb '#444444' title 'Full fine-tuning', \
     DATA index 0 using 1:2:3:4 with yerrorbars pointtype 7 pointsize 0.5 linewidth 1.5 linecolor rgb '#444444' notitle, \
     DATA index 1 using 1:2 with lines linewidth 2 linecolor rgb '#ff7f0e' title 'LoRA', \
     DATA index 1 using 1:2:3:4 with yerrorbars pointtype 7 pointsize 0.5 linewidth 1.5 linecolor rgb '#ff7f0e' notitle, \
     DATA index 2 using 1:2 with lines linewidth 2 linecolor rgb '#2ca02c' title 'DoRA', \
     DATA index 2 using 1:2:3:4 with yerrorbars pointtype 7 pointsize 0.5 linewidth 1.5 linecolor rgb '#2ca02c' notitle
