# fig-learning.svg is drawn from fig-learning.dat by: gnuplot -d fig-learning.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_learning'
set output 'fig-learning.svg'
DATA = 'fig-learning.dat'
set xrange [0:1]
set yrange [0:1]
unset xtics
unset ytics
set label 1 'no records yet' at 0.5, 0.5 center
set key off
plot DATA index 0 using 1:2 with points pointtype 0
