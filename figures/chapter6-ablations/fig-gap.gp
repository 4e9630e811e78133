# fig-gap.svg is drawn from fig-gap.dat by: gnuplot -d fig-gap.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_gap'
set output 'fig-gap.svg'
DATA = 'fig-gap.dat'
set title 'Full fine-tuning overfits most; on few rows EDoRA and LoRA alike'
set logscale x
set xrange [8:230]
set xtics ('10 %%' 10, '50 %%' 50, '100 %%' 100)
set yrange [0:45]
set xlabel 'share of the training rows; the bars are 95 % intervals on these tasks'
set ylabel 'gap: training score less dev score, points'
set label 1 'EDoRA' at 120, 10.5 left textcolor rgb '#d55e00'
set label 2 'LoRA' at 120, 14.0 left textcolor rgb '#0072b2'
set label 3 'DoRA' at 120, 16.0 left textcolor rgb '#56b4e9'
set label 4 'Full fine-tuning' at 120, 33.6 left textcolor rgb '#000000'
set key off
plot DATA index 0 using ($1*0.9035):2:3:4 with yerrorbars pointtype 7 pointsize 0.1 linewidth 1.5 linecolor rgb '#000000' notitle, \
     DATA index 0 using ($1*0.9035):2 with linespoints linewidth 2 pointsize 0.7 pointtype 11 linecolor rgb '#000000' title 'Full fine-tuning', \
     DATA index 1 using ($1*0.9667):2:3:4 with yerrorbars pointtype 7 pointsize 0.1 linewidth 1.5 linecolor rgb '#0072b2' notitle, \
     DATA index 1 using ($1*0.9667):2 with linespoints linewidth 2 pointsize 0.7 pointtype 5 linecolor rgb '#0072b2' title 'LoRA', \
     DATA index 2 using ($1*1.0344):2:3:4 with yerrorbars pointtype 7 pointsize 0.1 linewidth 1.5 linecolor rgb '#56b4e9' notitle, \
     DATA index 2 using ($1*1.0344):2 with linespoints linewidth 2 pointsize 0.7 pointtype 9 linecolor rgb '#56b4e9' title 'DoRA', \
     DATA index 3 using ($1*1.1068):2:3:4 with yerrorbars pointtype 7 pointsize 0.1 linewidth 1.5 linecolor rgb '#d55e00' notitle, \
     DATA index 3 using ($1*1.1068):2 with linespoints linewidth 2 pointsize 0.7 pointtype 7 linecolor rgb '#d55e00' title 'EDoRA'
