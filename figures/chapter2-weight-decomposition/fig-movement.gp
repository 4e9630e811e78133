# fig-movement.svg is drawn from fig-movement.dat by: gnuplot -d fig-movement.gp
set encoding utf8
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_movement'
set output 'fig-movement.svg'
DATA = 'fig-movement.dat'
set logscale xy
set format x '%.0e'
set format y '%.0e'
set xlabel 'ΔD, change of direction'
set ylabel 'ΔM, change of magnitude'
set key outside right
plot DATA index 0 using 1:2 with points pointtype 7 pointsize 0.5 linecolor rgb '#1f77b4' title 'Full fine-tuning', \
     DATA index 1 using 1:2 with points pointtype 7 pointsize 0.5 linecolor rgb '#ff7f0e' title 'LoRA', \
     DATA index 2 using 1:2 with points pointtype 7 pointsize 0.5 linecolor rgb '#2ca02c' title 'DoRA', \
     DATA index 3 using 1:2 with points pointtype 7 pointsize 0.5 linecolor rgb '#d62728' title 'EDoRA'
