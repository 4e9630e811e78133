# fig-options.svg is drawn from fig-options.dat by: gnuplot -d fig-options.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_options'
set output 'fig-options.svg'
DATA = 'fig-options.dat'
set title 'One change fails, on CoLA at one rate'
set xlabel "points above EDoRA as it is\nthick bar: 95 % on these tasks; thin bar: on tasks like these\n "
set xrange [*<0:0<*]  # zero is always there
set offsets graph 0.02, graph 0.02, 0, 0  # no mark on the frame
set yrange [-4.5:0.5]
set ytics scale 0 ("SVD of the weight" 0, "Σ on the output\nside" -1, "decay on m" -2, "norm differentiated" -3, "released code" -4)
set lmargin 19
set xtics ('−22' -13.0, '−20' -11.0, '−18' -9.0, '−6' -6.0, '−4' -4.0, '−2' -2.0, '0' 0.0, '2' 2.0, '4' 4.0)
set arrow 30 from -8.5, graph 0 to -8.5, graph 1 nohead dashtype 2 linecolor rgb '#888888'
set label 30 '9 points cut out' at -8.5, graph 0.5 center rotate textcolor rgb '#888888' offset 1, 0
set for [row=1:4] arrow row+1 from graph 0, first 0.5-row to graph 1, first 0.5-row nohead linecolor rgb '#dddddd'
set arrow 1 from 0, graph 0 to 0, graph 1 nohead linewidth 1.5 linecolor rgb '#444444'
set key outside bottom center horizontal samplen 1
plot DATA index 0 using (($1<-17.5)*9.0+$1):2 with points pointtype 7 pointsize 0.6 linecolor rgb '#0072b2' title 'CoLA', \
     DATA index 1 using (($1<-17.5)*9.0+$1):2 with points pointtype 5 pointsize 0.6 linecolor rgb '#e69f00' title 'MRPC', \
     DATA index 2 using (($1<-17.5)*9.0+$1):2 with points pointtype 9 pointsize 0.6 linecolor rgb '#009e73' title 'RTE', \
     DATA index 3 using (($1<-17.5)*9.0+$1):2 with points pointtype 13 pointsize 0.6 linecolor rgb '#cc79a7' title 'STS-B', \
     DATA index 4 using (($1<-17.5)*9.0+$1):2:(($5<-17.5)*9.0+$5):(($6<-17.5)*9.0+$6) with xerrorbars pointtype 0 pointsize 0.1 linewidth 1 linecolor rgb '#444444' notitle, \
     DATA index 4 using (($1<-17.5)*9.0+$1):2:(($3<-17.5)*9.0+$3):(($4<-17.5)*9.0+$4) with xerrorbars pointtype 7 pointsize 0.5 linewidth 3 linecolor rgb '#444444' notitle
