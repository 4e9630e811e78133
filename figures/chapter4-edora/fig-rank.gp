# fig-rank.svg is drawn from fig-rank.dat by: gnuplot -d fig-rank.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_rank'
set output 'fig-rank.svg'
DATA = 'fig-rank.dat'
set title 'The rate has to fit the rank'
set logscale x 2
set xrange [0.7:96]
set yrange [48:100]
set xlabel 'rank'
set ylabel 'dev accuracy, %   (mean ± one SD, three seeds)'
set xtics (1, 4, 16, 64)
set key off
set label 1 'EDoRA, a rate for each rank' at first 1.5, first 80.5 left textcolor rgb '#d55e00'
set label 2 'EDoRA, the rate of rank 16' at first 5, first 71.5 left textcolor rgb '#666666'
set label 3 'magnitude only' at first 1.5, first 91.0 left textcolor rgb '#cc79a7'
plot DATA index 2 using 1:2 with lines linewidth 2 dashtype 2 linecolor rgb '#cc79a7', \
     DATA index 0 using 1:2 with lines linewidth 1 linecolor rgb '#d55e00', \
     DATA index 0 using 1:2:3 with yerrorbars pointtype 7 linewidth 2 linecolor rgb '#d55e00', \
     DATA index 1 using 1:2:3 with yerrorbars pointtype 6 linewidth 1.5 linecolor rgb '#888888'
