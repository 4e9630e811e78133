# fig-gradients.svg is drawn from fig-gradients.dat by: gnuplot -d fig-gradients.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_gradients'
set output 'fig-gradients.svg'
DATA = 'fig-gradients.dat'
set size ratio -1
set xrange [-0.2:3]
set yrange [-0.2:2.6]
set xlabel 'first number of the row'
set ylabel 'second number of the row'
set key outside right
plot DATA index 0 using 1:2:3:4 with vectors linewidth 3 linecolor rgb '#444444' title 'v', \
     DATA index 1 using 1:2:3:4 with vectors linewidth 2 linecolor rgb '#1f77b4' title 'norm held', \
     DATA index 2 using 1:2:3:4 with vectors linewidth 2 linecolor rgb '#d62728' title 'norm differentiated'
