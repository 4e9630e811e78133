# fig-ratios.svg is drawn from fig-ratios.dat by: gnuplot -d fig-ratios.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_ratios'
set output 'fig-ratios.svg'
DATA = 'fig-ratios.dat'
set multiplot title 'A training step is 4.8 to 9.9 times as fast as PyTorch + PEFT''s on the same rows'
set style fill solid 1 noborder
set key off
set xrange [0:*]
set lmargin at screen 0.43
set rmargin at screen 0.97
set ytics scale 0
set grid xtics
set arrow 1 from 1, graph 0 to 1, graph 1 nohead front linewidth 2 linecolor rgb '#444444'
set label 1 'line: equal speed' at screen 0.05, 0.91 left textcolor rgb '#444444'
set label 2 'bar: median; black: least to largest round' at screen 0.25, 0.91 left textcolor rgb '#0072b2'
set label 3 'circle: at SGEMM''s peak' at screen 0.97, 0.91 right textcolor rgb '#d55e00'
set tmargin at screen 0.850
set bmargin at screen 0.360
set yrange [-6.5:0.5]
plot DATA index 0 using 2:(-$0):(0):2:(-$0-0.36):(-$0+0.36):ytic(1) with boxxyerror linecolor rgb '#b3d7ef', \
     DATA index 0 using 2:(-$0):3:4 with xerrorbars pointtype 7 pointsize 0.5 linewidth 2 linecolor rgb '#000000', \
     DATA index 0 using 5:(-$0) with points pointtype 6 pointsize 0.9 linewidth 2 linecolor rgb '#d55e00'
unset label
set xlabel 'times the speed of PyTorch + PEFT'
set tmargin at screen 0.220
set bmargin at screen 0.150
set yrange [-0.5:0.5]
plot DATA index 1 using 2:(-$0):(0):2:(-$0-0.36):(-$0+0.36):ytic(1) with boxxyerror linecolor rgb '#b3d7ef', \
     DATA index 1 using 2:(-$0):3:4 with xerrorbars pointtype 7 pointsize 0.5 linewidth 2 linecolor rgb '#000000', \
     DATA index 1 using 5:(-$0) with points pointtype 6 pointsize 0.9 linewidth 2 linecolor rgb '#d55e00'
unset label
unset multiplot
