# fig-few.svg is drawn from fig-few.dat by: gnuplot -d fig-few.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_few'
set output 'fig-few.svg'
DATA = 'fig-few.dat'
set multiplot layout 1,2 title 'Learnt by heart, and not understood' margins 0.09, 0.98, 0.14, 0.83 spacing 0.12, 0
set key off
set xlabel 'epoch'
set title 'training loss'
set yrange [0:0.8]
set label 1 'EDoRA' at first 17, first 0.4 left textcolor rgb '#d55e00'
set label 2 'LoRA' at first 3, first 0.3 left textcolor rgb '#0072b2'
plot DATA index 0 using 1:2 with lines linewidth 2 linecolor rgb '#d55e00', DATA index 1 using 1:2 with lines linewidth 2 linecolor rgb '#0072b2'
set title 'dev accuracy, %'
set yrange [40:100]
set label 1 'EDoRA' at first 60, first 56 left textcolor rgb '#d55e00'
set label 2 'LoRA' at first 60, first 47.5 left textcolor rgb '#0072b2'
set label 3 'EDoRA with all rows: 85.1 ± 5.9' at graph 0.05, first 82 left textcolor rgb '#666666'
plot DATA index 0 using 1:3 with lines linewidth 2 linecolor rgb '#d55e00', DATA index 1 using 1:3 with lines linewidth 2 linecolor rgb '#0072b2'
unset multiplot
