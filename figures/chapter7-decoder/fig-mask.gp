# fig-mask.svg is drawn from fig-mask.dat by: gnuplot -d fig-mask.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_mask'
set output 'fig-mask.svg'
DATA = 'fig-mask.dat'
set multiplot layout 1, 3 margins 0.12, 0.98, 0.28, 0.78 spacing 0.06, 0.1
set label 9 'A decoder''s token sees those before it, in local layers the nearest alone' at screen 0.5, 0.91 center
set size ratio 1
set xrange [0:17]
set yrange [17:0]
set xtics (1, 8, 16)
set ytics (1, 8, 16)
set key off
set xlabel 'is seen'
set ylabel 'sees'
set label 1 '256 pairs' at graph 0.5, -0.4 center textcolor rgb '#777777'
set title 'encoder'
plot DATA index 0 using 1:2 with points pointtype 5 pointsize 0.7 linecolor rgb '#777777'
unset ylabel
unset label 9
set label 1 '136 pairs' at graph 0.5, -0.4 center textcolor rgb '#0072b2'
set title 'decoder, global layer'
plot DATA index 1 using 1:2 with points pointtype 5 pointsize 0.7 linecolor rgb '#0072b2'
unset ylabel
unset label 9
set label 1 '70 pairs' at graph 0.5, -0.4 center textcolor rgb '#d55e00'
set title 'decoder, local layer'
plot DATA index 2 using 1:2 with points pointtype 5 pointsize 0.7 linecolor rgb '#d55e00'
unset multiplot
