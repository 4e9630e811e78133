# fig-sigma.svg is drawn from fig-sigma.dat by: gnuplot -d fig-sigma.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_sigma'
set output 'fig-sigma.svg'
DATA = 'fig-sigma.dat'
set title 'A start larger than the weight itself ends the learning'
set xlabel 'σ of R at the start; below it the size of B R A against W₀' offset 0, -1
set ylabel 'training loss, last epoch'
set xrange [-0.5:4.5]
set yrange [0:0.8]
set xtics ("σ = 0\nnothing" 0, "σ = 0.01\n1.2 %%" 1, "σ = 0.1\n13 %%" 2, "σ = 1\n126 %%" 3, "σ = 10\n1199 %%" 4)
set bmargin 6
set key off
set arrow 1 from graph 0, first 0.693 to graph 1, first 0.693 nohead dashtype 2 linecolor rgb '#999999'
set label 1 'the loss of tossing a coin: ln 2' at graph 0.02, first 0.735 left textcolor rgb '#666666'
set label 2 'learns' at first 1, first 0.27 center textcolor rgb '#d55e00'
set label 3 'hardly, or not' at first 3.5, first 0.62 center textcolor rgb '#444444'
plot DATA index 0 using 1:2 with points pointtype 7 pointsize 1.3 linecolor rgb '#d55e00'
