# fig-split.svg is drawn from fig-split.dat by: gnuplot -d fig-split.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_split'
set output 'fig-split.svg'
DATA = 'fig-split.dat'
set title 'A row is a length times a direction of length one'
set size ratio -1
set xrange [-5.4:5.6]
set yrange [-1.9:4.6]
set xlabel 'first number of the row'
set ylabel 'second number of the row'
set key off
set label 1 'row 1: length 5' at first 3.21, 4.28 left
set label 2 'row 2: length 0.5' at first 0.81, -1.08 left
set label 3 'row 3: length 2' at first -2.35, 0.00 right
set label 4 'rows of W' at first -5, first 4.1 left textcolor rgb '#0072b2'
set label 5 'rows of D, all of length one' at first -5, first 3.7 left textcolor rgb '#e69f00'
plot DATA index 2 using 1:2 with lines linewidth 1 linecolor rgb '#bbbbbb', \
     DATA index 1 using 1:2:3:4 with vectors linewidth 5 linecolor rgb '#e69f00', \
     DATA index 0 using 1:2:3:4 with vectors linewidth 1.5 linecolor rgb '#0072b2'
