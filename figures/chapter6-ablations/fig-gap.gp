# fig-gap.svg is drawn from fig-gap.dat by: gnuplot -d fig-gap.gp
set encoding utf8
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
plot DATA index 0 using ($1*0.9035):2 with lines linewidth 2 linecolor rgb '#1f77b4' title 'Full fine-tuning', \
     DATA index 0 using ($1*0.9035):2:3:4 with yerrorbars pointtype 7 pointsize 0.5 linewidth 1.5 linecolor rgb '#1f77b4' notitle, \
     DATA index 1 using ($1*0.9667):2 with lines linewidth 2 linecolor rgb '#ff7f0e' title 'LoRA', \
     DATA index 1 using ($1*0.9667):2:3:4 with yerrorbars pointtype 7 pointsize 0.5 linewidth 1.5 linecolor rgb '#ff7f0e' notitle, \
     DATA index 2 using ($1*1.0344):2 with lines linewidth 2 linecolor rgb '#2ca02c' title 'DoRA', \
     DATA index 2 using ($1*1.0344):2:3:4 with yerrorbars pointtype 7 pointsize 0.5 linewidth 1.5 linecolor rgb '#2ca02c' notitle, \
     DATA index 3 using ($1*1.1068):2 with lines linewidth 2 linecolor rgb '#d62728' title 'EDoRA', \
     DATA index 3 using ($1*1.1068):2:3:4 with yerrorbars pointtype 7 pointsize 0.5 linewidth 1.5 linecolor rgb '#d62728' notitle
