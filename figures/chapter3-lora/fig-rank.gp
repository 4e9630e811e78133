# fig-rank.svg is drawn from fig-rank.dat by: gnuplot -d fig-rank.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_rank'
set output 'fig-rank.svg'
DATA = 'fig-rank.dat'
set title 'Ranks 16 and 64 are above rank 1; more than that is not shown'
set logscale x 2
set xrange [0.7:96]
set yrange [70:100]
set xtics (1, 4, 16, 64)
set xlabel 'rank'
set ylabel 'dev accuracy, %   (± one SD; rings: the seeds)'
set key off
plot DATA index 1 using 1:2 with points pointtype 6 pointsize 0.7 linecolor rgb '#666666', \
     DATA index 0 using 1:2 with lines linewidth 1 linecolor rgb '#0072b2', \
     DATA index 0 using 1:2:3 with yerrorbars pointtype 5 linewidth 2 linecolor rgb '#0072b2'
