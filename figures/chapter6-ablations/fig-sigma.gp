# fig-sigma.svg is drawn from fig-sigma.dat by: gnuplot -d fig-sigma.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_sigma'
set output 'fig-sigma.svg'
DATA = 'fig-sigma.dat'
set xlabel 'step'
set ylabel 'training loss'
set yrange [0:*]
set key outside right
plot DATA index 0 using 1:2 with lines linewidth 2 linecolor rgb '#440154' title 'σ = 0', \
     DATA index 1 using 1:2 with lines linewidth 2 linecolor rgb '#46327e' title 'σ = 0.01', \
     DATA index 2 using 1:2 with lines linewidth 2 linecolor rgb '#365c8d' title 'σ = 0.03', \
     DATA index 3 using 1:2 with lines linewidth 2 linecolor rgb '#277f8e' title 'σ = 0.1', \
     DATA index 4 using 1:2 with lines linewidth 2 linecolor rgb '#1fa187' title 'σ = 0.3', \
     DATA index 5 using 1:2 with lines linewidth 2 linecolor rgb '#a0da39' title 'σ = 1'
