# fig-scale.svg is drawn from fig-scale.dat by: gnuplot -d fig-scale.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_scale'
set output 'fig-scale.svg'
DATA = 'fig-scale.dat'
set title 'Divided by r, the first step does as much at every rank'
set logscale xy 2
set xrange [0.85:140]
set yrange [0.5:100]
set xtics (1, 4, 16, 64)
set xlabel 'rank'
set ylabel 'fall of the loss in the first step, rank 1 = 1'
set key off
set label 1 's = 1' at first 70, first 60.426 left textcolor rgb '#666666'
set label 2 's = α/√r' at first 70, first 7.553 left textcolor rgb '#e69f00'
set label 3 's = α/r' at first 70, first 0.944 left textcolor rgb '#0072b2'
plot DATA index 0 using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.7 linecolor rgb '#666666' title 's = 1', \
     DATA index 1 using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.7 linecolor rgb '#e69f00' title 's = α/√r', \
     DATA index 2 using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.7 linecolor rgb '#0072b2' title 's = α/r'
