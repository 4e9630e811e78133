# fig-picture.svg is drawn from fig-picture.dat by: gnuplot -d fig-picture.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_picture'
set output 'fig-picture.svg'
DATA = 'fig-picture.dat'
set multiplot layout 2,2 margins 0.16, 0.84, 0.03, 0.92 spacing 0.04, 0.1
set palette gray
unset colorbox
unset tics
set key off
set size ratio 1
set cbrange [0:1]
set xrange [-0.5:23.5]
set yrange [-0.5:23.5]
set title 'the picture, rank 24 at most'
plot DATA index 0 using 1:2:3 with image pixels
set title 'rank 1: 97.8 % kept'
plot DATA index 1 using 1:2:3 with image pixels
set title 'rank 3: 99.7 % kept'
plot DATA index 2 using 1:2:3 with image pixels
set title 'rank 6: 99.9 % kept'
plot DATA index 3 using 1:2:3 with image pixels
unset multiplot
