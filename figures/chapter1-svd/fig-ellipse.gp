# fig-ellipse.svg is drawn from fig-ellipse.dat by: gnuplot -d fig-ellipse.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_ellipse'
set output 'fig-ellipse.svg'
DATA = 'fig-ellipse.dat'
set title 'M turns the circle into an ellipse, and v₁, v₂ into its half-axes'
set size ratio -1
set xrange [-2.15:2.15]
set yrange [-1.3:1.3]
set xlabel 'first coordinate'
set ylabel 'second coordinate'
set key off
set label 1 'v₁' at first 0.775, 0.78 center
set label 2 'v₂' at first -0.78, 0.775 center
set label 3 'σ₁u₁' at first 1.685, 0.891 left textcolor rgb '#d55e00'
set label 4 'σ₂u₂' at first -0.045, 0.493 center textcolor rgb '#d55e00'
set label 5 'the circle' at first 0.78, -0.76 left textcolor rgb '#666666'
set label 6 'its image' at first -1.52, -0.25 right textcolor rgb '#0072b2'
plot DATA index 0 using 1:2 with lines linewidth 2 linecolor rgb '#888888', \
     DATA index 1 using 1:2 with lines linewidth 2 linecolor rgb '#0072b2', \
     DATA index 2 using 1:2:3:4 with vectors linewidth 1.5 linecolor rgb '#000000', \
     DATA index 3 using 1:2:3:4 with vectors linewidth 3 linecolor rgb '#d55e00'
