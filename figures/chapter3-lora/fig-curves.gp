# fig-curves.svg is drawn from fig-curves.dat by: gnuplot -d fig-curves.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_curves'
set output 'fig-curves.svg'
DATA = 'fig-curves.dat'
set title 'Full fine-tuning learns sooner; after five epochs three seeds do not tell them apart'
set xlabel 'epoch'
set xtics 1
set ylabel 'dev accuracy, %   (bar: lowest to highest seed)'
set xrange [0.7:5.3]
set yrange [50:100]
set key off
set label 1 'Full fine-tuning' at first 0.85, first 85.0 left textcolor rgb '#000000'
set label 2 'LoRA' at first 3.4, first 74.5 left textcolor rgb '#0072b2'
set label 3 'DoRA' at first 3.9, first 70.5 left textcolor rgb '#56b4e9'
plot DATA index 0 using 1:2:3:4 with yerrorbars pointtype 7 pointsize 0.1 linewidth 1.5 linecolor rgb '#000000' notitle, \
     DATA index 0 using 1:2 with linespoints linewidth 2 pointsize 0.9 pointtype 11 linecolor rgb '#000000' title 'Full fine-tuning', \
     DATA index 1 using 1:2:3:4 with yerrorbars pointtype 7 pointsize 0.1 linewidth 1.5 linecolor rgb '#0072b2' notitle, \
     DATA index 1 using 1:2 with linespoints linewidth 2 pointsize 0.9 pointtype 5 linecolor rgb '#0072b2' title 'LoRA', \
     DATA index 2 using 1:2:3:4 with yerrorbars pointtype 7 pointsize 0.1 linewidth 1.5 linecolor rgb '#56b4e9' notitle, \
     DATA index 2 using 1:2 with linespoints linewidth 2 pointsize 0.9 pointtype 9 linecolor rgb '#56b4e9' title 'DoRA'
