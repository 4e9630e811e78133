# fig-picture.svg is drawn from fig-picture.dat by: gnuplot -d fig-picture.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_picture'
set output 'fig-picture.svg'
DATA = 'fig-picture.dat'
set multiplot layout 2,2
set palette gray
unset colorbox
unset tics
unset key
set size ratio 1
set lmargin 1
set rmargin 1
set cbrange [0:1]
set xrange [-0.5:23.5]
set yrange [-0.5:23.5]
set title 'original'
plot DATA index 0 using 1:2:3 with image pixels
set title 'rank 1'
plot DATA index 1 using 1:2:3 with image pixels
set title 'rank 3'
plot DATA index 2 using 1:2:3 with image pixels
set title 'rank 6'
plot DATA index 3 using 1:2:3 with image pixels
unset multiplot
