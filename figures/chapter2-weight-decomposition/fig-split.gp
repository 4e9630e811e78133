# fig-split.svg is drawn from fig-split.dat by: gnuplot -d fig-split.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_split'
set output 'fig-split.svg'
DATA = 'fig-split.dat'
set size ratio -1
set xrange [-3:4]
set yrange [-2:4.5]
set xlabel 'first number of the row'
set ylabel 'second number of the row'
set key outside right
plot DATA index 2 using 1:2 with lines linewidth 1 linecolor rgb '#bbbbbb' title 'length one', \
     DATA index 0 using 1:2:3:4 with vectors linewidth 1.5 linecolor rgb '#1f77b4' title 'rows of W', \
     DATA index 1 using 1:2:3:4 with vectors linewidth 3.5 linecolor rgb '#d62728' title 'rows of D'
