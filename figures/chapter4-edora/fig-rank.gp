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
set key outside right
plot DATA index 0 using 1:2 with lines linewidth 1 linecolor rgb '#d55e00' notitle, \
     DATA index 0 using 1:2:3 with yerrorbars pointtype 7 linewidth 2 linecolor rgb '#d55e00' title 'own rate', \
     DATA index 1 using 1:2:3 with yerrorbars pointtype 6 linewidth 1.5 linecolor rgb '#999999' title 'rate of rank 16', \
     DATA index 2 using 1:2 with lines linewidth 2 dashtype 2 linecolor rgb '#cc79a7' title 'magnitude only'
