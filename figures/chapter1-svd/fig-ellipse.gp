# fig-ellipse.svg is drawn from fig-ellipse.dat by: gnuplot -d fig-ellipse.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_ellipse'
set output 'fig-ellipse.svg'
DATA = 'fig-ellipse.dat'
set size ratio -1
set xrange [-2.1:2.5]
set xlabel 'first coordinate'
set ylabel 'second coordinate'
set key outside right
plot DATA index 0 using 1:2 with lines linewidth 2 linecolor rgb '#888888' title 'circle', \
     DATA index 1 using 1:2 with lines linewidth 2 linecolor rgb '#1f77b4' title 'M · circle', \
     DATA index 2 using 1:2:3:4 with vectors linewidth 1.5 linecolor rgb '#000000' title 'columns of V', \
     DATA index 3 using 1:2:3:4 with vectors linewidth 3 linecolor rgb '#d62728' title 'columns of U, times σ', \
     DATA index 4 using 1:2:3 with labels notitle
