# fig-differences.svg is drawn from fig-differences.dat by: gnuplot -d fig-differences.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_differences'
set output 'fig-differences.svg'
DATA = 'fig-differences.dat'
set xlabel 'points above LoRA'
set yrange [-5.5:0.5]
set ytics ('CoLA' 0, 'MRPC' -1, 'RTE' -2, 'STS-B' -3, 'QNLI*' -4, 'SST-2' -5)
set grid ytics
set arrow 1 from 0, graph 0 to 0, graph 1 nohead linewidth 1.5 linecolor rgb '#444444'
set key outside top horizontal
plot DATA index 0 using 1:2 with points pointsize 0.8 pointtype 7 linecolor rgb '#d55e00' title 'EDoRA above LoRA', \
     DATA index 1 using 1:2 with points pointsize 0.8 pointtype 9 linecolor rgb '#56b4e9' title 'DoRA above LoRA'
