# fig-spectrum.svg is drawn from fig-spectrum.dat by: gnuplot -d fig-spectrum.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_spectrum'
set output 'fig-spectrum.svg'
DATA = 'fig-spectrum.dat'
set multiplot title 'Gemma''s queries stand out most; its values, from 8 on, hold less than chance' layout 2, 2 margins 0.1, 0.98, 0.13, 0.83 spacing 0.09, 0.18
set logscale x 2
set logscale y 2
set xrange [0.95:270]
set yrange [0.75:6]
set xtics (1, 4, 16, 64, 256)
set ytics (1, 2, 4)
set key off
set grid xtics
set arrow 1 from graph 0, first 1 to graph 1, first 1 nohead linewidth 1 dashtype 2 linecolor rgb '#555555'
set ylabel 'share over random'
set label 1 'Gemma' at 5, 4.5 left textcolor rgb '#d55e00'
set label 2 'MiniLM' at 1.2, 1.75 left textcolor rgb '#0072b2'
set title 'query'
plot DATA index 0 using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.4 linecolor rgb '#d55e00', \
     DATA index 1 using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.4 linecolor rgb '#0072b2'
unset label
unset ylabel
set label 1 'dashed: random numbers' at 5, 4.6 left textcolor rgb '#555555'
set label 2 'of the same shape' at 5, 3.5 left textcolor rgb '#555555'
set title 'value'
plot DATA index 2 using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.4 linecolor rgb '#d55e00', \
     DATA index 3 using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.4 linecolor rgb '#0072b2'
unset label
set xlabel 'directions, k'
set ylabel 'share over random'
set title 'attention output'
plot DATA index 4 using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.4 linecolor rgb '#d55e00', \
     DATA index 5 using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.4 linecolor rgb '#0072b2'
unset ylabel
set title 'feed-forward output'
plot DATA index 6 using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.4 linecolor rgb '#d55e00', \
     DATA index 7 using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.4 linecolor rgb '#0072b2'
unset multiplot
