# fig-differences.svg is drawn from fig-differences.dat by: gnuplot -d fig-differences.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_differences'
set output 'fig-differences.svg'
DATA = 'fig-differences.dat'
set title 'On average EDoRA is below LoRA'
set xlabel 'points above LoRA'
set yrange [-6.6:0.5]
set ytics scale 0 ('CoLA' 0, 'MRPC' -1, 'RTE' -2, 'STS-B' -3, 'QNLI*' -4, 'SST-2' -5, 'average of five' -6)
set key off
set bmargin at screen 0.2
set arrow 1 from 0, graph 0 to 0, graph 1 nohead linewidth 1.5 linecolor rgb '#444444'
set arrow 2 from graph 0, first -5.5 to graph 1, first -5.5 nohead linecolor rgb '#bbbbbb'
set label 1 'EDoRA − LoRA' at -2.82, -4.83 right textcolor rgb '#d55e00'
set label 2 'DoRA − LoRA' at 0.503, -5.17 left textcolor rgb '#56b4e9'
set label 3 'bars: 95 % by the seeds; thin: on tasks like these; small marks: single seeds' at screen 0.98, 0.03 right
plot DATA index 0 using 1:2 with points pointtype 7 pointsize 0.35 linecolor rgb '#d55e00', \
     DATA index 1 using 1:2:3:4 with xerrorbars pointtype 7 pointsize 1 linewidth 1.5 linecolor rgb '#d55e00', \
     DATA index 2 using 1:2:3:4 with xerrorbars pointtype 0 linewidth 1 linecolor rgb '#d55e00', \
     DATA index 3 using 1:2:3:4 with xerrorbars pointtype 7 pointsize 1 linewidth 3 linecolor rgb '#d55e00', \
     DATA index 4 using 1:2 with points pointtype 9 pointsize 0.35 linecolor rgb '#56b4e9', \
     DATA index 5 using 1:2:3:4 with xerrorbars pointtype 9 pointsize 1 linewidth 1.5 linecolor rgb '#56b4e9', \
     DATA index 6 using 1:2:3:4 with xerrorbars pointtype 0 linewidth 1 linecolor rgb '#56b4e9', \
     DATA index 7 using 1:2:3:4 with xerrorbars pointtype 9 pointsize 1 linewidth 3 linecolor rgb '#56b4e9'
