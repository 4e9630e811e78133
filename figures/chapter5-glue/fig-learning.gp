# fig-learning.svg is drawn from fig-learning.dat by: gnuplot -d fig-learning.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_learning'
set output 'fig-learning.svg'
DATA = 'fig-learning.dat'
set multiplot layout 2, 3 title 'These runs cannot tell: the last epoch adds +0.9 points on average to LoRA, +0.6 to EDoRA' margins 0.09, 0.98, 0.19, 0.86 spacing 0.08, 0.16
set xtics 1
set key off
set label 9 'mean of three seeds; bars: the lowest and the highest' at screen 0.98, 0.03 right
set title 'CoLA' offset 0, -0.5
set xrange [0.7:5.3]
unset xlabel
set ylabel 'dev score'
set label 1 'LoRA' at graph 0.2, 0.86 textcolor rgb '#0072b2'
set label 2 'EDoRA' at graph 0.6, 0.3 textcolor rgb '#d55e00'
plot DATA index 0 using 1:3:5:4 with vectors nohead linewidth 1.5 linecolor rgb '#0072b2', \
     DATA index 0 using 1:2 with linespoints linewidth 2 pointtype 5 pointsize 0.7 linecolor rgb '#0072b2', \
     DATA index 1 using 1:3:5:4 with vectors nohead linewidth 1.5 linecolor rgb '#d55e00', \
     DATA index 1 using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.7 linecolor rgb '#d55e00'
set title 'MRPC' offset 0, -0.5
set xrange [0.7:5.3]
unset xlabel
unset ylabel
unset label
plot DATA index 2 using 1:3:5:4 with vectors nohead linewidth 1.5 linecolor rgb '#0072b2', \
     DATA index 2 using 1:2 with linespoints linewidth 2 pointtype 5 pointsize 0.7 linecolor rgb '#0072b2', \
     DATA index 3 using 1:3:5:4 with vectors nohead linewidth 1.5 linecolor rgb '#d55e00', \
     DATA index 3 using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.7 linecolor rgb '#d55e00'
set title 'RTE' offset 0, -0.5
set xrange [0.7:5.3]
unset xlabel
unset ylabel
unset label
plot DATA index 4 using 1:3:5:4 with vectors nohead linewidth 1.5 linecolor rgb '#0072b2', \
     DATA index 4 using 1:2 with linespoints linewidth 2 pointtype 5 pointsize 0.7 linecolor rgb '#0072b2', \
     DATA index 5 using 1:3:5:4 with vectors nohead linewidth 1.5 linecolor rgb '#d55e00', \
     DATA index 5 using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.7 linecolor rgb '#d55e00'
set title 'STS-B' offset 0, -0.5
set xrange [0.7:5.3]
set xlabel 'epoch'
set ylabel 'dev score'
unset label
plot DATA index 6 using 1:3:5:4 with vectors nohead linewidth 1.5 linecolor rgb '#0072b2', \
     DATA index 6 using 1:2 with linespoints linewidth 2 pointtype 5 pointsize 0.7 linecolor rgb '#0072b2', \
     DATA index 7 using 1:3:5:4 with vectors nohead linewidth 1.5 linecolor rgb '#d55e00', \
     DATA index 7 using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.7 linecolor rgb '#d55e00'
set title 'QNLI*' offset 0, -0.5
set xrange [0.7:5.3]
set xlabel 'epoch'
unset ylabel
unset label
plot DATA index 8 using 1:3:5:4 with vectors nohead linewidth 1.5 linecolor rgb '#0072b2', \
     DATA index 8 using 1:2 with linespoints linewidth 2 pointtype 5 pointsize 0.7 linecolor rgb '#0072b2', \
     DATA index 9 using 1:3:5:4 with vectors nohead linewidth 1.5 linecolor rgb '#d55e00', \
     DATA index 9 using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.7 linecolor rgb '#d55e00'
set title 'SST-2' offset 0, -0.5
set xrange [0.7:2.3]
set xlabel 'epoch'
unset ylabel
unset label
plot DATA index 10 using 1:3:5:4 with vectors nohead linewidth 1.5 linecolor rgb '#0072b2', \
     DATA index 10 using 1:2 with linespoints linewidth 2 pointtype 5 pointsize 0.7 linecolor rgb '#0072b2', \
     DATA index 11 using 1:3:5:4 with vectors nohead linewidth 1.5 linecolor rgb '#d55e00', \
     DATA index 11 using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.7 linecolor rgb '#d55e00'
unset multiplot
