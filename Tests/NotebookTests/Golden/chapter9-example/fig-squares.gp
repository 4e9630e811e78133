# fig-squares.svg is drawn from fig-squares.dat by: gnuplot -d fig-squares.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_squares'
set output 'fig-squares.svg'
DATA = 'fig-squares.dat'
set xlabel 'n_σ'
plot DATA index 0 using 1:2 with linespoints title 'squares', \
     DATA index "halves" using 0:2:xtic(1) with points title 'halves'
