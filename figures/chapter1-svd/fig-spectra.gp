# fig-spectra.svg is drawn from fig-spectra.dat by: gnuplot -d fig-spectra.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_spectra'
set output 'fig-spectra.svg'
DATA = 'fig-spectra.dat'
set multiplot layout 1,2
set logscale x
set xrange [1:384]
set yrange [0:*]
set xlabel 'index of the singular value (logarithmic)'
set ylabel 'singular value, scaled'
set key top right
plot DATA index 0 using 1:2 with lines linewidth 1 linecolor rgb '#1f77b4' title 'query', \
     DATA index 1 using 1:2 with lines linewidth 1 linecolor rgb '#2ca02c' title 'value', \
     DATA index 2 using 1:2 with lines linewidth 1 linecolor rgb '#ff7f0e' title 'attention output', \
     DATA index 4 using 1:2 with lines linewidth 1 linecolor rgb '#1f77b4' notitle, \
     DATA index 5 using 1:2 with lines linewidth 1 linecolor rgb '#2ca02c' notitle, \
     DATA index 6 using 1:2 with lines linewidth 1 linecolor rgb '#ff7f0e' notitle, \
     DATA index 8 using 1:2 with lines linewidth 1 linecolor rgb '#1f77b4' notitle, \
     DATA index 9 using 1:2 with lines linewidth 1 linecolor rgb '#2ca02c' notitle, \
     DATA index 10 using 1:2 with lines linewidth 1 linecolor rgb '#ff7f0e' notitle, \
     DATA index 12 using 1:2 with lines linewidth 1 linecolor rgb '#1f77b4' notitle, \
     DATA index 13 using 1:2 with lines linewidth 1 linecolor rgb '#2ca02c' notitle, \
     DATA index 14 using 1:2 with lines linewidth 1 linecolor rgb '#ff7f0e' notitle, \
     DATA index 16 using 1:2 with lines linewidth 1 linecolor rgb '#1f77b4' notitle, \
     DATA index 17 using 1:2 with lines linewidth 1 linecolor rgb '#2ca02c' notitle, \
     DATA index 18 using 1:2 with lines linewidth 1 linecolor rgb '#ff7f0e' notitle, \
     DATA index 20 using 1:2 with lines linewidth 1 linecolor rgb '#1f77b4' notitle, \
     DATA index 21 using 1:2 with lines linewidth 1 linecolor rgb '#2ca02c' notitle, \
     DATA index 22 using 1:2 with lines linewidth 1 linecolor rgb '#ff7f0e' notitle, \
     DATA index 24 using 1:2 with lines linewidth 3 linecolor rgb '#000000' title 'random'
plot DATA index 3 using 1:2 with lines linewidth 1 linecolor rgb '#9467bd' title 'output', \
     DATA index 7 using 1:2 with lines linewidth 1 linecolor rgb '#9467bd' notitle, \
     DATA index 11 using 1:2 with lines linewidth 1 linecolor rgb '#9467bd' notitle, \
     DATA index 15 using 1:2 with lines linewidth 1 linecolor rgb '#9467bd' notitle, \
     DATA index 19 using 1:2 with lines linewidth 1 linecolor rgb '#9467bd' notitle, \
     DATA index 23 using 1:2 with lines linewidth 1 linecolor rgb '#9467bd' notitle, \
     DATA index 25 using 1:2 with lines linewidth 3 linecolor rgb '#000000' title 'random'
unset multiplot
