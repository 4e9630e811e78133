# fig-pairings.svg is drawn from fig-pairings.dat by: gnuplot -d fig-pairings.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_pairings'
set output 'fig-pairings.svg'
DATA = 'fig-pairings.dat'
set title 'Eight answers to one question'
set xlabel "points above the random basis\nthick bar: 95 % on these tasks; thin bar: on tasks like these\n "
set xrange [*<0:0<*]  # zero is always there
set offsets graph 0.02, graph 0.02, 0, 0  # no mark on the frame
set yrange [-7.5:0.5]
set ytics scale 0 ("as it is, Kaiming" 0, "as it is, released" -1, "Σ on the output side, Kaiming" -2, "Σ on the output side, released" -3, "decay on m, Kaiming" -4, "decay on m, released" -5, "norm differentiated, Kaiming" -6, "norm differentiated, released" -7)
set lmargin 30
set for [row=1:7] arrow row+1 from graph 0, first 0.5-row to graph 1, first 0.5-row nohead linecolor rgb '#dddddd'
set arrow 1 from 0, graph 0 to 0, graph 1 nohead linewidth 1.5 linecolor rgb '#444444'
set key outside bottom center horizontal samplen 1
plot DATA index 0 using 1:2:5:6 with xerrorbars pointtype 0 pointsize 0.1 linewidth 1 linecolor rgb '#444444' notitle, \
     DATA index 0 using 1:2:3:4 with xerrorbars pointtype 7 pointsize 0.5 linewidth 3 linecolor rgb '#444444' notitle
