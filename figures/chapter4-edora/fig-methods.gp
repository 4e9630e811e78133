# fig-methods.svg is drawn from fig-methods.dat by: gnuplot -d fig-methods.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_methods'
set output 'fig-methods.svg'
DATA = 'fig-methods.dat'
set title 'Three seeds tell EDoRA from the head alone, and from no other'
set xlabel 'dev accuracy, %   (bars: ± one SD; rings: the three seeds)'
set xrange [48:100]
set yrange [-8.5:0.5]
set ytics scale 0 ('EDoRA: 15,360' 0, 'LoRA: 405,504' -1, 'LoRA, rank 1: 25,344' -2, 'DoRA: 414,720' -3, 'LoRA-XS: 6,144' -4, 'LoRA-XS, rank 25: 15,000' -5, 'Magnitude only: 9,216' -6, 'Full fine-tuning: 22,713,216' -7, 'Head only: 0' -8)
set lmargin 27
set grid xtics linecolor rgb '#e5e5e5'
set key off
plot DATA index 1 using 1:2:3 with xerrorbars pointtype 7 pointsize 1 linewidth 2 linecolor rgb '#d55e00', \
     DATA index 0 using 1:2 with points pointtype 6 pointsize 0.5 linecolor rgb '#666666', \
     DATA index 3 using 1:2:3 with xerrorbars pointtype 5 pointsize 1 linewidth 2 linecolor rgb '#0072b2', \
     DATA index 2 using 1:2 with points pointtype 6 pointsize 0.5 linecolor rgb '#666666', \
     DATA index 5 using 1:2:3 with xerrorbars pointtype 5 pointsize 1 linewidth 2 linecolor rgb '#0072b2', \
     DATA index 4 using 1:2 with points pointtype 6 pointsize 0.5 linecolor rgb '#666666', \
     DATA index 7 using 1:2:3 with xerrorbars pointtype 9 pointsize 1 linewidth 2 linecolor rgb '#56b4e9', \
     DATA index 6 using 1:2 with points pointtype 6 pointsize 0.5 linecolor rgb '#666666', \
     DATA index 9 using 1:2:3 with xerrorbars pointtype 15 pointsize 1 linewidth 2 linecolor rgb '#009e73', \
     DATA index 8 using 1:2 with points pointtype 6 pointsize 0.5 linecolor rgb '#666666', \
     DATA index 11 using 1:2:3 with xerrorbars pointtype 15 pointsize 1 linewidth 2 linecolor rgb '#7fd8be', \
     DATA index 10 using 1:2 with points pointtype 6 pointsize 0.5 linecolor rgb '#666666', \
     DATA index 13 using 1:2:3 with xerrorbars pointtype 13 pointsize 1 linewidth 2 linecolor rgb '#cc79a7', \
     DATA index 12 using 1:2 with points pointtype 6 pointsize 0.5 linecolor rgb '#666666', \
     DATA index 15 using 1:2:3 with xerrorbars pointtype 11 pointsize 1 linewidth 2 linecolor rgb '#000000', \
     DATA index 14 using 1:2 with points pointtype 6 pointsize 0.5 linecolor rgb '#666666', \
     DATA index 17 using 1:2:3 with xerrorbars pointtype 2 pointsize 1 linewidth 2 linecolor rgb '#555555', \
     DATA index 16 using 1:2 with points pointtype 6 pointsize 0.5 linecolor rgb '#666666'
