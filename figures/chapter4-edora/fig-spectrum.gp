# fig-spectrum.svg is drawn from fig-spectrum.dat by: gnuplot -d fig-spectrum.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_spectrum'
set output 'fig-spectrum.svg'
DATA = 'fig-spectrum.dat'
set title 'The first 16 directions are the strongest, but most of the norm lies in the tail'
set xlabel 'index of the singular value'
set ylabel 'singular value of D'
set xrange [0:384]
set yrange [0:*]
set object 1 rectangle from graph 0, graph 0 to first 16, graph 1 fillcolor rgb '#f6c98f' fillstyle solid noborder behind
set label 1 'the first 16 span EDoRA''s frozen pair: 25 % of the squared norm' at first 22, graph 0.93 left textcolor rgb '#d55e00'
set label 2 'the other 368 stay in W₀, untouched by B R A' at first 76, graph 0.62 left textcolor rgb '#444444'
set key off
plot DATA index 0 using 1:2 with lines linewidth 2 linecolor rgb '#444444'
