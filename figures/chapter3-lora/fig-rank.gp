# fig-rank.svg is drawn from fig-rank.dat by: gnuplot -d fig-rank.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_rank'
set output 'fig-rank.svg'
DATA = 'fig-rank.dat'
set logscale x 2
set xrange [0.8:80]
set xlabel 'rank'
set ylabel 'dev accuracy'
set key bottom right
plot DATA index 1 using 1:2 with points pointtype 6 pointsize 0.7 linecolor rgb '#666666' title 'single runs', \
     DATA index 0 using 1:2:3 with yerrorbars pointtype 5 linewidth 2 linecolor rgb '#0072b2' title 'LoRA, mean and SD', \
     DATA index 0 using 1:2 with lines linewidth 1 linecolor rgb '#0072b2' notitle
