# fig-gradient.svg is drawn from fig-gradient.dat by: gnuplot -d fig-gradient.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_gradient'
set output 'fig-gradient.svg'
DATA = 'fig-gradient.dat'
set title 'Training moves the gradient away from the last layer'
set xrange [-0.2:5.2]
set yrange [0:60]
set xtics 1
set xlabel 'layer of the encoder; 0 is next to the words, 5 next to the head'
set ylabel 'share of the squared gradient, %'
set key off
set label 1 'before the training' at 5.0, 52.12 right offset -2, 0 textcolor rgb '#444444'
set label 2 'after it' at 1.5, 22.8 center offset 0, 1 textcolor rgb '#d55e00'
plot DATA index 0 using 1:2 with linespoints linewidth 2 dashtype 2 pointtype 6 linecolor rgb '#444444', \
     DATA index 1 using 1:2 with linespoints linewidth 2 pointtype 7 linecolor rgb '#d55e00'
