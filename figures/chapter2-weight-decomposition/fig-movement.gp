# fig-movement.svg is drawn from fig-movement.dat by: gnuplot -d fig-movement.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_movement'
set output 'fig-movement.svg'
DATA = 'fig-movement.dat'
set multiplot layout 2,2 title 'Over all matrices, what turns more stretches more under LoRA, weakly under EDoRA' margins 0.12, 0.98, 0.14, 0.82 spacing 0.1, 0.19
set logscale xy
set xrange [3e-5:0.15]
set yrange [3e-4:0.4]
set xtics ('0.0001' 1e-4, '0.001' 1e-3, '0.01' 1e-2, '0.1' 1e-1)
set ytics ('0.0001' 1e-4, '0.001' 1e-3, '0.01' 1e-2, '0.1' 1e-1)
set key off
set label 1 'ΔD, change of direction' at screen 0.55, 0.03 center
set label 2 'ΔM, change of length' at screen 0.02, 0.5 center rotate
set title 'Full fine-tuning: correlation −0.15'
plot DATA index 1 using 1:2 with points pointtype 7 pointsize 0.25 linecolor rgb '#cccccc', \
     DATA index 2 using 1:2 with points pointtype 7 pointsize 0.25 linecolor rgb '#cccccc', \
     DATA index 3 using 1:2 with points pointtype 7 pointsize 0.25 linecolor rgb '#cccccc', \
     DATA index 0 using 1:2 with points pointtype 11 pointsize 0.5 linecolor rgb '#000000'
unset label
set title 'LoRA: correlation 0.79'
plot DATA index 0 using 1:2 with points pointtype 7 pointsize 0.25 linecolor rgb '#cccccc', \
     DATA index 2 using 1:2 with points pointtype 7 pointsize 0.25 linecolor rgb '#cccccc', \
     DATA index 3 using 1:2 with points pointtype 7 pointsize 0.25 linecolor rgb '#cccccc', \
     DATA index 1 using 1:2 with points pointtype 5 pointsize 0.5 linecolor rgb '#0072b2'
unset label
set title 'DoRA: correlation 0.00'
plot DATA index 0 using 1:2 with points pointtype 7 pointsize 0.25 linecolor rgb '#cccccc', \
     DATA index 1 using 1:2 with points pointtype 7 pointsize 0.25 linecolor rgb '#cccccc', \
     DATA index 3 using 1:2 with points pointtype 7 pointsize 0.25 linecolor rgb '#cccccc', \
     DATA index 2 using 1:2 with points pointtype 9 pointsize 0.5 linecolor rgb '#56b4e9'
unset label
set title 'EDoRA: correlation 0.29'
plot DATA index 0 using 1:2 with points pointtype 7 pointsize 0.25 linecolor rgb '#cccccc', \
     DATA index 1 using 1:2 with points pointtype 7 pointsize 0.25 linecolor rgb '#cccccc', \
     DATA index 2 using 1:2 with points pointtype 7 pointsize 0.25 linecolor rgb '#cccccc', \
     DATA index 3 using 1:2 with points pointtype 7 pointsize 0.5 linecolor rgb '#d55e00'
unset multiplot
