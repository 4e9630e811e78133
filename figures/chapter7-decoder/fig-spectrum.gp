# fig-spectrum.svg is drawn from fig-spectrum.dat by: gnuplot -d fig-spectrum.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_spectrum'
set output 'fig-spectrum.svg'
DATA = 'fig-spectrum.dat'
set multiplot title 'Gemma''s spectrum is flatter than MiniLM''s; its value matrices look random' layout 2, 2 margins 0.1, 0.98, 0.13, 0.83 spacing 0.09, 0.18
set logscale x 2
set xrange [1:256]
set yrange [0:1]
set xtics (1, 4, 16, 64, 256)
set ytics (0, 0.5, 1)
set key off
set grid xtics
set ylabel 'share of ‖D‖²'
set label 1 'MiniLM' at 1.2, 0.9 left textcolor rgb '#0072b2'
set label 2 'Gemma' at 1.2, 0.77 left textcolor rgb '#d55e00'
set label 3 'dashed: random numbers' at 1.2, 0.61 left textcolor rgb '#555555'
set label 4 'of the same shape' at 1.2, 0.5 left textcolor rgb '#555555'
set title 'query'
plot DATA index 0 using 1:2 with lines linewidth 2 dashtype 1 linecolor rgb '#d55e00', \
     DATA index 1 using 1:2 with lines linewidth 2 dashtype 2 linecolor rgb '#e69f00', \
     DATA index 2 using 1:2 with lines linewidth 2 dashtype 1 linecolor rgb '#0072b2', \
     DATA index 3 using 1:2 with lines linewidth 2 dashtype 2 linecolor rgb '#56b4e9'
unset label
unset ylabel
set title 'value'
plot DATA index 4 using 1:2 with lines linewidth 2 dashtype 1 linecolor rgb '#d55e00', \
     DATA index 5 using 1:2 with lines linewidth 2 dashtype 2 linecolor rgb '#e69f00', \
     DATA index 6 using 1:2 with lines linewidth 2 dashtype 1 linecolor rgb '#0072b2', \
     DATA index 7 using 1:2 with lines linewidth 2 dashtype 2 linecolor rgb '#56b4e9'
set xlabel 'directions, k'
set ylabel 'share of ‖D‖²'
set title 'attention output'
plot DATA index 8 using 1:2 with lines linewidth 2 dashtype 1 linecolor rgb '#d55e00', \
     DATA index 9 using 1:2 with lines linewidth 2 dashtype 2 linecolor rgb '#e69f00', \
     DATA index 10 using 1:2 with lines linewidth 2 dashtype 1 linecolor rgb '#0072b2', \
     DATA index 11 using 1:2 with lines linewidth 2 dashtype 2 linecolor rgb '#56b4e9'
unset ylabel
set title 'feed-forward output'
plot DATA index 12 using 1:2 with lines linewidth 2 dashtype 1 linecolor rgb '#d55e00', \
     DATA index 13 using 1:2 with lines linewidth 2 dashtype 2 linecolor rgb '#e69f00', \
     DATA index 14 using 1:2 with lines linewidth 2 dashtype 1 linecolor rgb '#0072b2', \
     DATA index 15 using 1:2 with lines linewidth 2 dashtype 2 linecolor rgb '#56b4e9'
unset multiplot
