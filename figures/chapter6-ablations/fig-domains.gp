# fig-domains.svg is drawn from fig-domains.dat by: gnuplot -d fig-domains.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_domains'
set output 'fig-domains.svg'
DATA = 'fig-domains.dat'
set title 'GLUE’s order holds on other domains, too'
set xlabel "points above EDoRA\nthick bar: 95 % on these tasks; thin bar: on tasks like these\n "
set xrange [*<0:0<*]  # zero is always there
set offsets graph 0.02, graph 0.02, 0, 0  # no mark on the frame
set yrange [-4.5:0.5]
set ytics scale 0 ("Full fine-tuning" 0, "LoRA, r = 16" -1, "DoRA, r = 16" -2, "LoRA-XS, r = 16" -3, "Magnitude only" -4)
set lmargin 19
set for [row=1:4] arrow row+1 from graph 0, first 0.5-row to graph 1, first 0.5-row nohead linecolor rgb '#dddddd'
set arrow 1 from 0, graph 0 to 0, graph 1 nohead linewidth 1.5 linecolor rgb '#444444'
set key outside bottom center horizontal samplen 1
plot DATA index 0 using 1:2 with points pointtype 7 pointsize 0.6 linecolor rgb '#0072b2' title 'CR', \
     DATA index 1 using 1:2 with points pointtype 5 pointsize 0.6 linecolor rgb '#e69f00' title 'MPQA', \
     DATA index 2 using 1:2 with points pointtype 9 pointsize 0.6 linecolor rgb '#009e73' title 'SUBJ', \
     DATA index 3 using 1:2 with points pointtype 13 pointsize 0.6 linecolor rgb '#cc79a7' title 'AGNews', \
     DATA index 4 using 1:2:5:6 with xerrorbars pointtype 0 pointsize 0.1 linewidth 1 linecolor rgb '#444444' notitle, \
     DATA index 4 using 1:2:3:4 with xerrorbars pointtype 7 pointsize 0.5 linewidth 3 linecolor rgb '#444444' notitle
