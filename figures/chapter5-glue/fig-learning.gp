# fig-learning.svg is drawn from fig-learning.dat by: gnuplot -d fig-learning.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_learning'
set output 'fig-learning.svg'
DATA = 'fig-learning.dat'
set multiplot layout 2, 3 margins 0.08, 0.98, 0.13, 0.9 spacing 0.1, 0.17
set xtics 1
set key off
set label 1 'Full fine-tuning' at screen 0.14, 0.03 center textcolor rgb '#000000'
set label 2 'LoRA' at screen 0.32, 0.03 center textcolor rgb '#0072b2'
set label 3 'DoRA' at screen 0.50, 0.03 center textcolor rgb '#56b4e9'
set label 4 'EDoRA' at screen 0.68, 0.03 center textcolor rgb '#d55e00'
set label 5 'Magnitude only' at screen 0.86, 0.03 center textcolor rgb '#cc79a7'
set title 'CoLA'
plot DATA index 0 using 1:2 with linespoints linewidth 2 pointtype 11 pointsize 0.4 linecolor rgb '#000000' title 'Full fine-tuning', \
     DATA index 1 using 1:2 with linespoints linewidth 2 pointtype 5 pointsize 0.4 linecolor rgb '#0072b2' title 'LoRA', \
     DATA index 2 using 1:2 with linespoints linewidth 2 pointtype 9 pointsize 0.4 linecolor rgb '#56b4e9' title 'DoRA', \
     DATA index 3 using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.4 linecolor rgb '#d55e00' title 'EDoRA', \
     DATA index 4 using 1:2 with linespoints linewidth 2 pointtype 13 pointsize 0.4 linecolor rgb '#cc79a7' title 'Magnitude only'
unset label
set title 'MRPC'
plot DATA index 5 using 1:2 with linespoints linewidth 2 pointtype 11 pointsize 0.4 linecolor rgb '#000000' title 'Full fine-tuning', \
     DATA index 6 using 1:2 with linespoints linewidth 2 pointtype 5 pointsize 0.4 linecolor rgb '#0072b2' title 'LoRA', \
     DATA index 7 using 1:2 with linespoints linewidth 2 pointtype 9 pointsize 0.4 linecolor rgb '#56b4e9' title 'DoRA', \
     DATA index 8 using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.4 linecolor rgb '#d55e00' title 'EDoRA', \
     DATA index 9 using 1:2 with linespoints linewidth 2 pointtype 13 pointsize 0.4 linecolor rgb '#cc79a7' title 'Magnitude only'
unset label
set title 'RTE'
plot DATA index 10 using 1:2 with linespoints linewidth 2 pointtype 11 pointsize 0.4 linecolor rgb '#000000' title 'Full fine-tuning', \
     DATA index 11 using 1:2 with linespoints linewidth 2 pointtype 5 pointsize 0.4 linecolor rgb '#0072b2' title 'LoRA', \
     DATA index 12 using 1:2 with linespoints linewidth 2 pointtype 9 pointsize 0.4 linecolor rgb '#56b4e9' title 'DoRA', \
     DATA index 13 using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.4 linecolor rgb '#d55e00' title 'EDoRA', \
     DATA index 14 using 1:2 with linespoints linewidth 2 pointtype 13 pointsize 0.4 linecolor rgb '#cc79a7' title 'Magnitude only'
unset label
set title 'STS-B'
plot DATA index 15 using 1:2 with linespoints linewidth 2 pointtype 11 pointsize 0.4 linecolor rgb '#000000' title 'Full fine-tuning', \
     DATA index 16 using 1:2 with linespoints linewidth 2 pointtype 5 pointsize 0.4 linecolor rgb '#0072b2' title 'LoRA', \
     DATA index 17 using 1:2 with linespoints linewidth 2 pointtype 9 pointsize 0.4 linecolor rgb '#56b4e9' title 'DoRA', \
     DATA index 18 using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.4 linecolor rgb '#d55e00' title 'EDoRA', \
     DATA index 19 using 1:2 with linespoints linewidth 2 pointtype 13 pointsize 0.4 linecolor rgb '#cc79a7' title 'Magnitude only'
unset label
set title 'QNLI*'
plot DATA index 20 using 1:2 with linespoints linewidth 2 pointtype 11 pointsize 0.4 linecolor rgb '#000000' title 'Full fine-tuning', \
     DATA index 21 using 1:2 with linespoints linewidth 2 pointtype 5 pointsize 0.4 linecolor rgb '#0072b2' title 'LoRA', \
     DATA index 22 using 1:2 with linespoints linewidth 2 pointtype 9 pointsize 0.4 linecolor rgb '#56b4e9' title 'DoRA', \
     DATA index 23 using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.4 linecolor rgb '#d55e00' title 'EDoRA', \
     DATA index 24 using 1:2 with linespoints linewidth 2 pointtype 13 pointsize 0.4 linecolor rgb '#cc79a7' title 'Magnitude only'
unset label
set title 'SST-2'
plot DATA index 25 using 1:2 with linespoints linewidth 2 pointtype 11 pointsize 0.4 linecolor rgb '#000000' title 'Full fine-tuning', \
     DATA index 26 using 1:2 with linespoints linewidth 2 pointtype 5 pointsize 0.4 linecolor rgb '#0072b2' title 'LoRA', \
     DATA index 27 using 1:2 with linespoints linewidth 2 pointtype 9 pointsize 0.4 linecolor rgb '#56b4e9' title 'DoRA', \
     DATA index 28 using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.4 linecolor rgb '#d55e00' title 'EDoRA', \
     DATA index 29 using 1:2 with linespoints linewidth 2 pointtype 13 pointsize 0.4 linecolor rgb '#cc79a7' title 'Magnitude only'
unset multiplot
