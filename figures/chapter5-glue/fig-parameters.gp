# fig-parameters.svg is drawn from fig-parameters.dat by: gnuplot -d fig-parameters.gp
set encoding utf8
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_parameters'
set output 'fig-parameters.svg'
DATA = 'fig-parameters.dat'
set xrange [0:1]
set yrange [0:1]
unset xtics
unset ytics
set label 1 'no records yet' at 0.5, 0.5 center
set key off
plot DATA index 0 using 1:2 with points pointtype 0
