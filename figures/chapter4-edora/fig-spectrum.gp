# fig-spectrum.svg is drawn from fig-spectrum.dat by: gnuplot -d fig-spectrum.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_spectrum'
set output 'fig-spectrum.svg'
DATA = 'fig-spectrum.dat'
set xlabel 'index of the singular value'
set ylabel 'singular value of D'
set yrange [0:*]
set object 1 rectangle from graph 0, graph 0 to first 16, graph 1 fillcolor rgb '#dce9f5' fillstyle solid noborder behind
set key off
plot DATA index 0 using 1:2 with lines linewidth 2 linecolor rgb '#1f77b4'
