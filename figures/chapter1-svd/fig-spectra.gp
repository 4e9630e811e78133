# fig-spectra.svg is drawn from fig-spectra.dat by: gnuplot -d fig-spectra.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_spectra'
set output 'fig-spectra.svg'
DATA = 'fig-spectra.dat'
set multiplot layout 2,2 title 'Trained weights have strong directions, and a long tail' margins 0.09, 0.98, 0.13, 0.83 spacing 0.08, 0.18
set logscale x
set xrange [1:384]
set key off
set label 3 'index of the singular value' at screen 0.53, 0.02 center
set label 4 'singular value, scaled' at screen 0.012, 0.5 center rotate
set title 'query, 384 × 384'
set yrange [0:80]
set ytics 20
set label 1 'random numbers' at first 1.2, first 26 left textcolor rgb '#000000'
set label 2 'a line a layer' at first 12, first 64 left textcolor rgb '#0072b2'
plot DATA index 0 using 1:2 with lines linewidth 1 linecolor rgb '#0072b2', \
     DATA index 4 using 1:2 with lines linewidth 1 linecolor rgb '#0072b2', \
     DATA index 8 using 1:2 with lines linewidth 1 linecolor rgb '#0072b2', \
     DATA index 12 using 1:2 with lines linewidth 1 linecolor rgb '#0072b2', \
     DATA index 16 using 1:2 with lines linewidth 1 linecolor rgb '#0072b2', \
     DATA index 20 using 1:2 with lines linewidth 1 linecolor rgb '#0072b2', \
     DATA index 24 using 1:2 with lines linewidth 3 linecolor rgb '#000000'
unset label
set title 'value, 384 × 384'
set yrange [0:80]
set ytics 20
set label 1 'random numbers' at first 1.2, first 26 left textcolor rgb '#000000'
set label 2 'a line a layer' at first 12, first 64 left textcolor rgb '#009e73'
plot DATA index 1 using 1:2 with lines linewidth 1 linecolor rgb '#009e73', \
     DATA index 5 using 1:2 with lines linewidth 1 linecolor rgb '#009e73', \
     DATA index 9 using 1:2 with lines linewidth 1 linecolor rgb '#009e73', \
     DATA index 13 using 1:2 with lines linewidth 1 linecolor rgb '#009e73', \
     DATA index 17 using 1:2 with lines linewidth 1 linecolor rgb '#009e73', \
     DATA index 21 using 1:2 with lines linewidth 1 linecolor rgb '#009e73', \
     DATA index 24 using 1:2 with lines linewidth 3 linecolor rgb '#000000'
unset label
set title 'attention output, 384 × 384'
set yrange [0:80]
set ytics 20
set label 1 'random numbers' at first 1.2, first 26 left textcolor rgb '#000000'
set label 2 'a line a layer' at first 12, first 64 left textcolor rgb '#e69f00'
plot DATA index 2 using 1:2 with lines linewidth 1 linecolor rgb '#e69f00', \
     DATA index 6 using 1:2 with lines linewidth 1 linecolor rgb '#e69f00', \
     DATA index 10 using 1:2 with lines linewidth 1 linecolor rgb '#e69f00', \
     DATA index 14 using 1:2 with lines linewidth 1 linecolor rgb '#e69f00', \
     DATA index 18 using 1:2 with lines linewidth 1 linecolor rgb '#e69f00', \
     DATA index 22 using 1:2 with lines linewidth 1 linecolor rgb '#e69f00', \
     DATA index 24 using 1:2 with lines linewidth 3 linecolor rgb '#000000'
unset label
set title 'output, 384 × 1536'
set yrange [0:260]
set ytics 100
set label 1 'random numbers' at first 1.2, first 28 left textcolor rgb '#000000'
set label 2 'a line a layer' at first 12, first 150 left textcolor rgb '#cc79a7'
plot DATA index 3 using 1:2 with lines linewidth 1 linecolor rgb '#cc79a7', \
     DATA index 7 using 1:2 with lines linewidth 1 linecolor rgb '#cc79a7', \
     DATA index 11 using 1:2 with lines linewidth 1 linecolor rgb '#cc79a7', \
     DATA index 15 using 1:2 with lines linewidth 1 linecolor rgb '#cc79a7', \
     DATA index 19 using 1:2 with lines linewidth 1 linecolor rgb '#cc79a7', \
     DATA index 23 using 1:2 with lines linewidth 1 linecolor rgb '#cc79a7', \
     DATA index 25 using 1:2 with lines linewidth 3 linecolor rgb '#000000'
unset multiplot
