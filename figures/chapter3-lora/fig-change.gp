# fig-change.svg is drawn from fig-change.dat by: gnuplot -d fig-change.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_change'
set output 'fig-change.svg'
DATA = 'fig-change.dat'
set title 'After a short training the change is far simpler than the weight'
set logscale x 2
set xrange [1:384]
set yrange [0:100]
set xlabel 'number of singular values   (solid: one matrix; dashed: mean of all)'
set ylabel 'share of the squared norm, %'
set xtics (1, 4, 16, 64, 256)
set key off
set label 1 'change in fine-tuning' at first 10, 63.7 right offset -1,0.9 textcolor rgb '#d55e00'
set label 2 'the weight' at first 40, 48.0 right offset -1,0.7 textcolor rgb '#0072b2'
set label 3 'random numbers' at first 90, 59.8 left offset 1,-0.5 textcolor rgb '#666666'
plot DATA index 0 using 1:2 with lines linewidth 2 dashtype 1 linecolor rgb '#0072b2', \
     DATA index 1 using 1:2 with lines linewidth 2 dashtype 2 linecolor rgb '#0072b2', \
     DATA index 2 using 1:2 with lines linewidth 2 dashtype 1 linecolor rgb '#d55e00', \
     DATA index 3 using 1:2 with lines linewidth 2 dashtype 2 linecolor rgb '#d55e00', \
     DATA index 4 using 1:2 with lines linewidth 2 dashtype 1 linecolor rgb '#666666'
