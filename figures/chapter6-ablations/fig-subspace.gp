# fig-subspace.svg is drawn from fig-subspace.dat by: gnuplot -d fig-subspace.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_subspace'
set output 'fig-subspace.svg'
DATA = 'fig-subspace.dat'
set title 'The frozen factors hold next to nothing of full fine-tuning''s change'
set logscale x 2
set logscale y
set xrange [3.4:82]
set yrange [1e-5:2]
set ytics ('0.001 %%' 1e-5, '0.01 %%' 1e-4, '0.1 %%' 1e-3, '1 %%' 1e-2, '10 %%' 1e-1, '100 %%' 1)
set xtics (4, 8, 16, 32, 64)
set xlabel "rank; a mark is the mean of the 24 matrices, its bar goes from the least to the most"
set ylabel 'share held'
set key off
set label 1 "best update of the rank" at 15.0, 0.2 center textcolor rgb '#0072b2'
set label 2 "between the SVD's factors" at 7.0, 0.022 center textcolor rgb '#d55e00'
set label 3 "between random factors" at 34.0, 0.00033 center textcolor rgb '#444444'
plot DATA index 0 using ($1*1.0):2 with lines linewidth 2 linecolor rgb '#0072b2' notitle, \
     DATA index 0 using ($1*1.0):2:3:4 with yerrorbars pointtype 5 linewidth 1.5 linecolor rgb '#0072b2' notitle, \
     DATA index 1 using ($1*1.0):2 with lines linewidth 2 linecolor rgb '#d55e00' notitle, \
     DATA index 1 using ($1*1.0):2:3:4 with yerrorbars pointtype 7 linewidth 1.5 linecolor rgb '#d55e00' notitle, \
     DATA index 2 using ($1*1.07):2 with lines linewidth 2 linecolor rgb '#444444' notitle, \
     DATA index 2 using ($1*1.07):2:3:4 with yerrorbars pointtype 1 linewidth 1.5 linecolor rgb '#444444' notitle
