# fig-rates.svg is drawn from fig-rates.dat by: gnuplot -d fig-rates.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_rates'
set output 'fig-rates.svg'
DATA = 'fig-rates.dat'
set logscale x
set xtics rotate by -45 ('2e-5' 2e-05, '5e-5' 5e-05, '1e-4' 0.0001, '2e-4' 0.0002, '5e-4' 0.0005, '1e-3' 0.001, '2e-3' 0.002, '5e-3' 0.005, '1e-2' 0.01, '2e-2' 0.02, '5e-2' 0.05)
set offsets 0, 0, 1, 1
set xlabel 'peak learning rate'
set ylabel 'mean held-out score'
set key outside right
plot DATA index 0 using 1:2 with linespoints linewidth 2 pointsize 0.5 pointtype 7 linecolor rgb '#d55e00' title 'EDoRA, r = 16', \
     DATA index 1 using 1:2 with linespoints linewidth 2 pointsize 0.5 pointtype 5 linecolor rgb '#0072b2' title 'LoRA, r = 16', \
     DATA index 2 using 1:2 with linespoints linewidth 2 pointsize 0.5 pointtype 9 linecolor rgb '#56b4e9' title 'DoRA, r = 16', \
     DATA index 3 using 1:2 with linespoints linewidth 2 pointsize 0.5 pointtype 13 linecolor rgb '#cc79a7' title 'Magnitude only', \
     DATA index 4 using 1:2 with linespoints linewidth 2 pointsize 0.5 pointtype 15 linecolor rgb '#009e73' title 'LoRA-XS, r = 16', \
     DATA index 5 using 1:2 with linespoints linewidth 2 pointsize 0.5 pointtype 11 linecolor rgb '#000000' title 'Full fine-tuning', \
     DATA index 6 using 1:2 with linespoints linewidth 2 pointsize 0.5 pointtype 2 linecolor rgb '#555555' title 'Head only', \
     DATA index 7 using 1:2 with linespoints linewidth 2 pointsize 0.5 pointtype 7 linecolor rgb '#e69f00' title 'EDoRA, r = 32', \
     DATA index 8 using 1:2 with linespoints linewidth 2 pointsize 0.5 pointtype 15 linecolor rgb '#7fd8be' title 'LoRA-XS, r = 32'
