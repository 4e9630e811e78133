# fig-cost.svg is drawn from fig-cost.dat by: gnuplot -d fig-cost.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_cost'
set output 'fig-cost.svg'
DATA = 'fig-cost.dat'
set title 'The exact SVD''s line is the steeper and the higher'
set logscale xy
set xrange [200:22000]
set xtics ('256' 256, '512' 512, '1,024' 1024, '2,048' 2048, '4,096' 4096, '8,192' 8192)
set ytics ('0.01' 0.01, '0.1' 0.1, '1' 1, '10' 10, '100' 100)
set xlabel 'rows and columns of a square matrix'
set ylabel 'seconds of one core'
set label 1 'exact' at 8192, 145.0 left offset 1, 0 textcolor rgb '#444444'
set label 2 'randomised' at 8192, 1.8 left offset 1, 0 textcolor rgb '#0072b2'
set key off
plot DATA index 0 using 1:2 with linespoints linewidth 2 pointtype 7 linecolor rgb '#444444' title 'exact', \
     DATA index 1 using 1:2 with linespoints linewidth 2 pointtype 5 linecolor rgb '#0072b2' title 'randomised'
