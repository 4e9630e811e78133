# fig-movement.svg is drawn from fig-movement.dat by: gnuplot -d fig-movement.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_movement'
set output 'fig-movement.svg'
DATA = 'fig-movement.dat'
set logscale xy
set format x '%.0e'
set format y '%.0e'
set xlabel 'ΔD, change of direction'
set ylabel 'ΔM, change of magnitude'
set key outside right
plot DATA index 0 using 1:2 with points pointsize 0.5 pointtype 11 linecolor rgb '#000000' title 'Full fine-tuning', \
     DATA index 1 using 1:2 with points pointsize 0.5 pointtype 5 linecolor rgb '#0072b2' title 'LoRA', \
     DATA index 2 using 1:2 with points pointsize 0.5 pointtype 9 linecolor rgb '#56b4e9' title 'DoRA', \
     DATA index 3 using 1:2 with points pointsize 0.5 pointtype 7 linecolor rgb '#d55e00' title 'EDoRA'
