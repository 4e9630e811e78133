# fig-parameters.svg is drawn from fig-parameters.dat by: gnuplot -d fig-parameters.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_parameters'
set output 'fig-parameters.svg'
DATA = 'fig-parameters.dat'
set title 'EDoRA trains 26 times fewer values than LoRA and scores 1.7 points less'
set logscale x
set xrange [1000:68139648.0]
set offsets graph 0, 0, 0.05, 0.05
set format x '%.0s%c'
set xlabel 'trained values'
set ylabel 'average score'
set key off
set label 1 "bars: 95 % on these tasks,\nmade of the single tasks' spreads" at graph 0.98, 0.14 right
set label 2 'Full fine-tuning' at 22713216.0, 67.45 right offset -1.2, 0
set label 3 'LoRA, r = 16' at 405504.0, 67.0 right offset -1.2, 0
set label 4 'DoRA, r = 16' at 559872.0, 66.97 left offset 1.2, 0
set label 5 'LoRA-XS, r = 16' at 6144.0, 61.49 left offset 1.2, 0
set label 6 'LoRA-XS, r = 32' at 24576.0, 64.09 left offset 1.2, 0
set label 7 'Magnitude only' at 9216.0, 64.67 right offset -1.2, 0
set label 8 'EDoRA, r = 16' at 15360.0, 65.33 right offset -0.6, 1
set label 9 'EDoRA, r = 32' at 33792.0, 65.94 left offset 1.2, 0
plot DATA index 0 using ($1*1.0):2:3:4 with yerrorbars pointtype 11 pointsize 1.2 linewidth 1.5 linecolor rgb '#000000', \
     DATA index 1 using ($1*1.0):2:3:4 with yerrorbars pointtype 5 pointsize 1.2 linewidth 1.5 linecolor rgb '#0072b2', \
     DATA index 2 using ($1*1.35):2:3:4 with yerrorbars pointtype 9 pointsize 1.2 linewidth 1.5 linecolor rgb '#56b4e9', \
     DATA index 3 using ($1*1.0):2:3:4 with yerrorbars pointtype 15 pointsize 1.2 linewidth 1.5 linecolor rgb '#009e73', \
     DATA index 4 using ($1*1.0):2:3:4 with yerrorbars pointtype 15 pointsize 1.2 linewidth 1.5 linecolor rgb '#7fd8be', \
     DATA index 5 using ($1*1.0):2:3:4 with yerrorbars pointtype 13 pointsize 1.2 linewidth 1.5 linecolor rgb '#cc79a7', \
     DATA index 6 using ($1*1.0):2:3:4 with yerrorbars pointtype 7 pointsize 1.2 linewidth 1.5 linecolor rgb '#d55e00', \
     DATA index 7 using ($1*1.0):2:3:4 with yerrorbars pointtype 7 pointsize 1.2 linewidth 1.5 linecolor rgb '#e69f00'
