# fig-gradients.svg is drawn from fig-gradients.dat by: gnuplot -d fig-gradients.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_gradients'
set output 'fig-gradients.svg'
DATA = 'fig-gradients.dat'
set title 'With the norm differentiated, the gradient stands at right angles to v'
set size ratio -1
set xrange [-0.6:3.6]
set yrange [-0.2:2.4]
set xlabel 'first number of the row'
set ylabel 'second number of the row'
set key off
set label 1 'v' at first 1, first 0.35 left textcolor rgb '#444444'
set label 2 'norm held' at first 0.80, first 1.89 right textcolor rgb '#0072b2'
set label 3 'norm differentiated' at first 1.53, first 2.16 left textcolor rgb '#d55e00'
plot DATA index 0 using 1:2:3:4 with vectors linewidth 3 linecolor rgb '#444444', \
     DATA index 1 using 1:2:3:4 with vectors linewidth 2 linecolor rgb '#0072b2', \
     DATA index 2 using 1:2:3:4 with vectors linewidth 2 linecolor rgb '#d55e00'
