# fig-run.svg is drawn from fig-run.dat by: gnuplot -d fig-run.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_run'
set output 'fig-run.svg'
DATA = 'fig-run.dat'
set multiplot layout 1,2 title 'For one epoch the network only tosses coins; then it learns' margins 0.09, 0.98, 0.14, 0.83 spacing 0.12, 0
set key off
set xlabel 'epoch'
set xrange [0:5.2]
set xtics 1
set title 'training loss'
set yrange [0:0.8]
set arrow 1 from graph 0, first 0.693 to graph 1, first 0.693 nohead dashtype 2 linecolor rgb '#999999'
set label 1 'a coin: ln 2' at graph 0.97, first 0.735 right textcolor rgb '#666666'
plot DATA index 0 using 1:2 with lines linewidth 2 linecolor rgb '#444444'
unset arrow 1
unset label 1
set title 'dev accuracy, %'
set yrange [40:100]
set arrow 1 from graph 0, first 50.0 to graph 1, first 50.0 nohead dashtype 2 linecolor rgb '#999999'
set label 1 'always the most frequent answer' at graph 0.97, first 47.0 right textcolor rgb '#666666'
plot DATA index 1 using 1:2 with linespoints linewidth 2 pointtype 7 linecolor rgb '#d55e00'
unset multiplot
