# fig-parameters.svg is drawn from fig-parameters.dat by: gnuplot -d fig-parameters.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_parameters'
set output 'fig-parameters.svg'
DATA = 'fig-parameters.dat'
set logscale x
set xrange [3000:45426432.0]
set offsets graph 0, 0, 0.05, 0.05
set format x '%.0s%c'
set xlabel 'trainable values'
set ylabel 'average score'
set key outside right
plot DATA index 0 using 1:2:3:4 with yerrorbars pointtype 11 linewidth 1.5 linecolor rgb '#000000' title 'Full fine-tuning', \
     DATA index 1 using 1:2:3:4 with yerrorbars pointtype 5 linewidth 1.5 linecolor rgb '#0072b2' title 'LoRA, r = 16', \
     DATA index 2 using 1:2:3:4 with yerrorbars pointtype 9 linewidth 1.5 linecolor rgb '#56b4e9' title 'DoRA, r = 16', \
     DATA index 3 using 1:2:3:4 with yerrorbars pointtype 15 linewidth 1.5 linecolor rgb '#009e73' title 'LoRA-XS, r = 16', \
     DATA index 4 using 1:2:3:4 with yerrorbars pointtype 15 linewidth 1.5 linecolor rgb '#7fd8be' title 'LoRA-XS, r = 32', \
     DATA index 5 using 1:2:3:4 with yerrorbars pointtype 13 linewidth 1.5 linecolor rgb '#cc79a7' title 'Magnitude only', \
     DATA index 6 using 1:2:3:4 with yerrorbars pointtype 7 linewidth 1.5 linecolor rgb '#d55e00' title 'EDoRA, r = 16', \
     DATA index 7 using 1:2:3:4 with yerrorbars pointtype 7 linewidth 1.5 linecolor rgb '#e69f00' title 'EDoRA, r = 32'
