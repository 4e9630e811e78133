# fig-gap.svg is drawn from fig-gap.dat by: gnuplot -d fig-gap.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_gap'
set output 'fig-gap.svg'
DATA = 'fig-gap.dat'
set logscale x
set xrange [8:125]
set xtics (10, 50, 100)
set yrange [0:*]
set xlabel 'per cent of the training rows'
set ylabel 'training score minus dev score, points'
set key outside right
plot DATA index 0 using ($1*0.9035):2:3:4 with yerrorbars pointtype 7 pointsize 0.1 linewidth 1.5 linecolor rgb '#000000' notitle, \
     DATA index 0 using ($1*0.9035):2 with linespoints linewidth 2 pointsize 0.7 pointtype 11 linecolor rgb '#000000' title 'Full fine-tuning', \
     DATA index 1 using ($1*0.9667):2:3:4 with yerrorbars pointtype 7 pointsize 0.1 linewidth 1.5 linecolor rgb '#0072b2' notitle, \
     DATA index 1 using ($1*0.9667):2 with linespoints linewidth 2 pointsize 0.7 pointtype 5 linecolor rgb '#0072b2' title 'LoRA', \
     DATA index 2 using ($1*1.0344):2:3:4 with yerrorbars pointtype 7 pointsize 0.1 linewidth 1.5 linecolor rgb '#56b4e9' notitle, \
     DATA index 2 using ($1*1.0344):2 with linespoints linewidth 2 pointsize 0.7 pointtype 9 linecolor rgb '#56b4e9' title 'DoRA', \
     DATA index 3 using ($1*1.1068):2:3:4 with yerrorbars pointtype 7 pointsize 0.1 linewidth 1.5 linecolor rgb '#d55e00' notitle, \
     DATA index 3 using ($1*1.1068):2 with linespoints linewidth 2 pointsize 0.7 pointtype 7 linecolor rgb '#d55e00' title 'EDoRA'
