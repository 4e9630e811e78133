# fig-subspace.svg is drawn from fig-subspace.dat by: gnuplot -d fig-subspace.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_subspace'
set output 'fig-subspace.svg'
DATA = 'fig-subspace.dat'
set multiplot layout 2, 2 title 'The frozen factors hold next to nothing of full fine-tuning''s change' margins 0.11, 0.98, 0.2, 0.84 spacing 0.13, 0.19
set logscale x 2
set logscale y
set xrange [3:85]
set yrange [1e-5:2.5]
set ytics ('0.001 %%' 1e-5, '0.01 %%' 1e-4, '0.1 %%' 1e-3, '1 %%' 1e-2, '10 %%' 1e-1, '100 %%' 1)
set xtics (4, 8, 16, 32, 64)
set label 1 "best update of the rank" at screen 0.17, 0.075 center textcolor rgb '#0072b2'
set label 2 "between the SVD's factors" at screen 0.5, 0.075 center textcolor rgb '#d55e00'
set label 3 "between random factors" at screen 0.83, 0.075 center textcolor rgb '#444444'
set label 4 "share held, by rank; bars: from the least to the most of the six layers" at screen 0.5, 0.025 center
set title 'query'
plot DATA index 0 using 1:2 with lines linewidth 1.5 linecolor rgb '#0072b2' notitle, \
     DATA index 0 using 1:2:3:4 with yerrorbars pointtype 5 pointsize 0.5 linecolor rgb '#0072b2' notitle, \
     DATA index 1 using 1:2 with lines linewidth 1.5 linecolor rgb '#d55e00' notitle, \
     DATA index 1 using 1:2:3:4 with yerrorbars pointtype 7 pointsize 0.5 linecolor rgb '#d55e00' notitle, \
     DATA index 2 using 1:2 with lines linewidth 1.5 linecolor rgb '#444444' notitle, \
     DATA index 2 using 1:2:3:4 with yerrorbars pointtype 1 pointsize 0.5 linecolor rgb '#444444' notitle
unset label
set title 'value'
plot DATA index 3 using 1:2 with lines linewidth 1.5 linecolor rgb '#0072b2' notitle, \
     DATA index 3 using 1:2:3:4 with yerrorbars pointtype 5 pointsize 0.5 linecolor rgb '#0072b2' notitle, \
     DATA index 4 using 1:2 with lines linewidth 1.5 linecolor rgb '#d55e00' notitle, \
     DATA index 4 using 1:2:3:4 with yerrorbars pointtype 7 pointsize 0.5 linecolor rgb '#d55e00' notitle, \
     DATA index 5 using 1:2 with lines linewidth 1.5 linecolor rgb '#444444' notitle, \
     DATA index 5 using 1:2:3:4 with yerrorbars pointtype 1 pointsize 0.5 linecolor rgb '#444444' notitle
unset label
set title 'attention output'
plot DATA index 6 using 1:2 with lines linewidth 1.5 linecolor rgb '#0072b2' notitle, \
     DATA index 6 using 1:2:3:4 with yerrorbars pointtype 5 pointsize 0.5 linecolor rgb '#0072b2' notitle, \
     DATA index 7 using 1:2 with lines linewidth 1.5 linecolor rgb '#d55e00' notitle, \
     DATA index 7 using 1:2:3:4 with yerrorbars pointtype 7 pointsize 0.5 linecolor rgb '#d55e00' notitle, \
     DATA index 8 using 1:2 with lines linewidth 1.5 linecolor rgb '#444444' notitle, \
     DATA index 8 using 1:2:3:4 with yerrorbars pointtype 1 pointsize 0.5 linecolor rgb '#444444' notitle
unset label
set title 'feed-forward output'
plot DATA index 9 using 1:2 with lines linewidth 1.5 linecolor rgb '#0072b2' notitle, \
     DATA index 9 using 1:2:3:4 with yerrorbars pointtype 5 pointsize 0.5 linecolor rgb '#0072b2' notitle, \
     DATA index 10 using 1:2 with lines linewidth 1.5 linecolor rgb '#d55e00' notitle, \
     DATA index 10 using 1:2:3:4 with yerrorbars pointtype 7 pointsize 0.5 linecolor rgb '#d55e00' notitle, \
     DATA index 11 using 1:2 with lines linewidth 1.5 linecolor rgb '#444444' notitle, \
     DATA index 11 using 1:2:3:4 with yerrorbars pointtype 1 pointsize 0.5 linecolor rgb '#444444' notitle
unset multiplot
