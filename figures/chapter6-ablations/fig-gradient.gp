# fig-gradient.svg is drawn from fig-gradient.dat by: gnuplot -d fig-gradient.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_gradient'
set output 'fig-gradient.svg'
DATA = 'fig-gradient.dat'
set xrange [-0.2:5.2]
set yrange [0:*]
set xtics 1
set xlabel 'layer of the encoder'
set ylabel 'share of the squared gradient, %'
set key top left
plot DATA index 0 using 1:2 with linespoints linewidth 2 dashtype 2 pointtype 6 linecolor rgb '#444444' title 'before the training', \
     DATA index 1 using 1:2 with linespoints linewidth 2 pointtype 7 linecolor rgb '#d55e00' title 'after it'
