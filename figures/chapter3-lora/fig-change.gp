# fig-change.svg is drawn from fig-change.dat by: gnuplot -d fig-change.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_change'
set output 'fig-change.svg'
DATA = 'fig-change.dat'
set logscale x 2
set xrange [1:384]
set yrange [0:1]
set xlabel 'number of singular values'
set ylabel 'share of the squared norm'
set key bottom right
plot DATA index 0 using 1:2 with lines linewidth 2 linecolor rgb '#1f77b4' title 'the weight', \
     DATA index 1 using 1:2 with lines linewidth 2 linecolor rgb '#d62728' title 'its change in fine-tuning', \
     DATA index 2 using 1:2 with lines linewidth 2 linecolor rgb '#999999' title 'random numbers'
