# fig-ratios.svg is drawn from fig-ratios.dat by: gnuplot -d fig-ratios.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_ratios'
set output 'fig-ratios.svg'
DATA = 'fig-ratios.dat'
set style fill solid 0.9
set xrange [0:*]
set yrange [-8:1]
set xlabel 'times the speed of PyTorch + PEFT'
set ytics scale 0
set lmargin 42
set grid xtics
set key outside top center horizontal
plot DATA index 0 using 2:(-$0):(0):2:(-$0-0.3):(-$0+0.3):ytic(1) with boxxyerror linecolor rgb '#1f77b4' title 'measured', \
     DATA index 0 using 3:(-$0):($4-$3):(0) with vectors nohead linewidth 3 linecolor rgb '#000000' title 'least to largest round', \
     DATA index 0 using 5:(-$0) with points pointtype 7 pointsize 0.8 linecolor rgb '#d62728' title 'at SGEMM peak'
