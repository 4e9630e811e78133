# fig-rank.svg is drawn from fig-rank.dat by: gnuplot -d fig-rank.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_rank'
set output 'fig-rank.svg'
DATA = 'fig-rank.dat'
set title 'Only rank 64 stands out above; rank 8 dips'
set logscale x 2
set xrange [1.7:80]
set offsets graph 0, 0, 0.05, 0.05
set xtics ("2\n9,312" 2, "4\n9,600" 4, "8\n10,752" 8, "16\n15,360" 16, "32\n33,792" 32, "64\n107,520" 64)
set xlabel 'rank, and trainable values' offset 0, -0.6
set bmargin 4.5
set ylabel 'average dev score, ± SD of three seeds'
set key off
set label 1 'LoRA, r = 16, 405,504 values' at 2.15, 61.49 left offset 0, 0.6 textcolor rgb '#0072b2'
set label 2 'LoRA, r = 1, 25,344 values' at 2.15, 60.11 left offset 0, 0.6 textcolor rgb '#0072b2'
set label 9 'EDoRA' at 8.4, 58.34 left offset 1, 0 textcolor rgb '#d55e00'
plot DATA index 0 using 1:2 with lines linewidth 1.5 linecolor rgb '#d55e00', \
     DATA index 0 using 1:2:3 with yerrorbars pointtype 7 linewidth 2 linecolor rgb '#d55e00', \
     DATA index 1 using 1:2 with lines linewidth 2 dashtype 2 linecolor rgb '#0072b2', \
     DATA index 2 using 1:2 with lines linewidth 2 dashtype 3 linecolor rgb '#0072b2'
