# fig-sigma.svg is drawn from fig-sigma.dat by: gnuplot -d fig-sigma.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_sigma'
set output 'fig-sigma.svg'
DATA = 'fig-sigma.dat'
set title 'Too large a start spoils the fit'
set logscale x
set xrange [0.002:1.6]
set xtics ('0' 0.003, '0.01' 0.01, '0.03' 0.03, '0.1' 0.1, '0.3' 0.3, '1' 1.0)
set yrange [0:0.75]
set xlabel 'σ, the standard deviation of R at the start'
set ylabel 'training loss, mean of an epoch'
set key off
set arrow 1 from graph 0, first 0.631 to graph 1, first 0.631 nohead dashtype 2 linecolor rgb '#888888'
set label 1 'the training rows'' shares as every answer: 0.63' at 0.0025, 0.631 left offset 0, 0.7 textcolor rgb '#666666'
set label 2 'first epoch' at 0.055, 0.585 center textcolor rgb '#444444'
set label 3 'last epoch' at 0.055, 0.35 center textcolor rgb '#d55e00'
plot DATA index 0 using 1:2 with linespoints linewidth 1.5 dashtype 2 pointtype 6 linecolor rgb '#444444', \
     DATA index 1 using 1:2 with linespoints linewidth 2 pointtype 7 linecolor rgb '#d55e00'
