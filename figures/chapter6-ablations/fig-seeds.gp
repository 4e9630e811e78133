# fig-seeds.svg is drawn from fig-seeds.dat by: gnuplot -d fig-seeds.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_seeds'
set output 'fig-seeds.svg'
DATA = 'fig-seeds.dat'
set title 'What EDoRA scores above two others, seed by seed'
set xrange [2.5:10.5]
set offsets 0, 0, graph 0.12, 0
set xtics 1
set xlabel 'seeds; the bars are 95 % intervals of the seeds'' averages'
set ylabel 'difference in points'
set arrow 1 from graph 0, first 0 to graph 1, first 0 nohead linecolor rgb '#888888'
set label 1 'EDoRA less LoRA, r = 16' at graph 0.03, graph 0.95 left textcolor rgb '#0072b2'
set label 2 'EDoRA less Magnitude only' at graph 0.5, graph 0.95 left textcolor rgb '#cc79a7'
set key off
plot DATA index 0 using ($1*0.9806):2:3:4 with yerrorbars pointtype 7 pointsize 0.1 linewidth 1.5 linecolor rgb '#0072b2' notitle, \
     DATA index 0 using ($1*0.9806):2 with linespoints linewidth 2 pointtype 5 linecolor rgb '#0072b2' title 'LoRA, r = 16', \
     DATA index 1 using ($1*1.0198):2:3:4 with yerrorbars pointtype 7 pointsize 0.1 linewidth 1.5 linecolor rgb '#cc79a7' notitle, \
     DATA index 1 using ($1*1.0198):2 with linespoints linewidth 2 pointtype 13 linecolor rgb '#cc79a7' title 'Magnitude only'
