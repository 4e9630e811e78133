# fig-spectrum.svg is drawn from fig-spectrum.dat by: gnuplot -d fig-spectrum.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_spectrum'
set output 'fig-spectrum.svg'
DATA = 'fig-spectrum.dat'
set multiplot layout 2, 2 margins 0.09, 0.98, 0.14, 0.9 spacing 0.11, 0.19
set logscale x 2
set xrange [1:256]
set yrange [0:1]
set xtics (1, 4, 16, 64, 256)
set ytics (0, 0.5, 1)
set key off
set label 1 'Gemma 3 270M' at screen 0.14, 0.03 center textcolor rgb '#d62728'
set label 2 'random, its shape' at screen 0.38, 0.03 center textcolor rgb '#e08080'
set label 3 'MiniLM' at screen 0.62, 0.03 center textcolor rgb '#1f77b4'
set label 4 'random, its shape' at screen 0.86, 0.03 center textcolor rgb '#7fa8d0'
set title 'query'
plot DATA index 0 using 1:2 with lines linewidth 2 dashtype 1 linecolor rgb '#d62728' notitle, \
     DATA index 1 using 1:2 with lines linewidth 2 dashtype 2 linecolor rgb '#f4b6b6' notitle, \
     DATA index 2 using 1:2 with lines linewidth 2 dashtype 1 linecolor rgb '#1f77b4' notitle, \
     DATA index 3 using 1:2 with lines linewidth 2 dashtype 2 linecolor rgb '#b6cfe8' notitle
unset label
set title 'value'
plot DATA index 4 using 1:2 with lines linewidth 2 dashtype 1 linecolor rgb '#d62728' notitle, \
     DATA index 5 using 1:2 with lines linewidth 2 dashtype 2 linecolor rgb '#f4b6b6' notitle, \
     DATA index 6 using 1:2 with lines linewidth 2 dashtype 1 linecolor rgb '#1f77b4' notitle, \
     DATA index 7 using 1:2 with lines linewidth 2 dashtype 2 linecolor rgb '#b6cfe8' notitle
unset label
set title 'attention output'
plot DATA index 8 using 1:2 with lines linewidth 2 dashtype 1 linecolor rgb '#d62728' notitle, \
     DATA index 9 using 1:2 with lines linewidth 2 dashtype 2 linecolor rgb '#f4b6b6' notitle, \
     DATA index 10 using 1:2 with lines linewidth 2 dashtype 1 linecolor rgb '#1f77b4' notitle, \
     DATA index 11 using 1:2 with lines linewidth 2 dashtype 2 linecolor rgb '#b6cfe8' notitle
unset label
set title 'output of the feed-forward part'
plot DATA index 12 using 1:2 with lines linewidth 2 dashtype 1 linecolor rgb '#d62728' notitle, \
     DATA index 13 using 1:2 with lines linewidth 2 dashtype 2 linecolor rgb '#f4b6b6' notitle, \
     DATA index 14 using 1:2 with lines linewidth 2 dashtype 1 linecolor rgb '#1f77b4' notitle, \
     DATA index 15 using 1:2 with lines linewidth 2 dashtype 2 linecolor rgb '#b6cfe8' notitle
unset multiplot
