# fig-family.svg is drawn from fig-family.dat by: gnuplot -d fig-family.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_family'
set output 'fig-family.svg'
DATA = 'fig-family.dat'
set title 'Where do the directions of the change come from? Four branches'
set xrange [0:10]
set yrange [-8.5:1.3]
unset xtics
unset ytics
set key off
set lmargin 1
set rmargin 1
set label "W₀ +\nchange" at 0.05, -4.0 left
set label 'directions start as' at 1.6, 0.95 left textcolor rgb '#666666'
set label 'method' at 4.5, 0.95 left textcolor rgb '#666666'
set label 'trains' at 5.85, 0.95 left textcolor rgb '#666666'
set label 'frozen' at 7.95, 0.95 left textcolor rgb '#666666'
set label "an SVD’s first ones" at 1.6, -1.5 left
set label 'EDoRA' at 4.5, 0.0 left
set label 'square R, lengths m' at 5.85, 0.0 left
set label 'A, B' at 7.95, 0.0 left textcolor rgb '#666666'
set label 'LoRA-XS' at 4.5, -1.0 left
set label 'square R' at 5.85, -1.0 left
set label 'A, B' at 7.95, -1.0 left textcolor rgb '#666666'
set label 'PSOFT' at 4.5, -2.0 left
set label 'rotation, 2 scales' at 5.85, -2.0 left
set label 'A, B' at 7.95, -2.0 left textcolor rgb '#666666'
set label 'PiSSA' at 4.5, -3.0 left
set label 'A and B' at 5.85, -3.0 left
set label 'the rest of W₀' at 7.95, -3.0 left textcolor rgb '#666666'
set label "an SVD’s last ones" at 1.6, -4.0 left
set label 'MiCA' at 4.5, -4.0 left
set label 'A' at 5.85, -4.0 left
set label 'B' at 7.95, -4.0 left textcolor rgb '#666666'
set label "the first gradients" at 1.6, -5.0 left
set label 'LoRA-SB' at 4.5, -5.0 left
set label 'square R' at 5.85, -5.0 left
set label 'A, B' at 7.95, -5.0 left textcolor rgb '#666666'
set label "drawn at random" at 1.6, -7.0 left
set label 'VeRA' at 4.5, -6.0 left
set label 'vectors b and d' at 5.85, -6.0 left
set label 'A, B, for all matrices' at 7.95, -6.0 left textcolor rgb '#666666'
set label 'Uni-LoRA' at 4.5, -7.0 left
set label 'one vector θ' at 5.85, -7.0 left
set label 'its places in A, B' at 7.95, -7.0 left textcolor rgb '#666666'
set label 'LoRA' at 4.5, -8.0 left
set label 'A and B' at 5.85, -8.0 left
set label 'nothing beside W₀' at 7.95, -8.0 left textcolor rgb '#666666'
set arrow from 0.85, -4.0 to 1.5, -1.5 nohead linecolor rgb '#999999'
set arrow from 3.75, -1.5 to 4.15, 0.0 nohead linecolor rgb '#999999'
set arrow from 3.75, -1.5 to 4.15, -1.0 nohead linecolor rgb '#999999'
set arrow from 3.75, -1.5 to 4.15, -2.0 nohead linecolor rgb '#999999'
set arrow from 3.75, -1.5 to 4.15, -3.0 nohead linecolor rgb '#999999'
set arrow from 0.85, -4.0 to 1.5, -4.0 nohead linecolor rgb '#999999'
set arrow from 3.75, -4.0 to 4.15, -4.0 nohead linecolor rgb '#999999'
set arrow from 0.85, -4.0 to 1.5, -5.0 nohead linecolor rgb '#999999'
set arrow from 3.75, -5.0 to 4.15, -5.0 nohead linecolor rgb '#999999'
set arrow from 0.85, -4.0 to 1.5, -7.0 nohead linecolor rgb '#999999'
set arrow from 3.75, -7.0 to 4.15, -6.0 nohead linecolor rgb '#999999'
set arrow from 3.75, -7.0 to 4.15, -7.0 nohead linecolor rgb '#999999'
set arrow from 3.75, -7.0 to 4.15, -8.0 nohead linecolor rgb '#999999'
plot DATA index 0 using 1:2 with points pointtype 7 pointsize 1.2 linewidth 2 linecolor rgb '#d55e00', \
     DATA index 1 using 1:2 with points pointtype 15 pointsize 1.2 linewidth 2 linecolor rgb '#009e73', \
     DATA index 2 using 1:2 with points pointtype 14 pointsize 1.2 linewidth 2 linecolor rgb '#332288', \
     DATA index 3 using 1:2 with points pointtype 10 pointsize 1.2 linewidth 2 linecolor rgb '#88ccee', \
     DATA index 4 using 1:2 with points pointtype 8 pointsize 1.2 linewidth 2 linecolor rgb '#44aa99', \
     DATA index 5 using 1:2 with points pointtype 4 pointsize 1.2 linewidth 2 linecolor rgb '#661100', \
     DATA index 6 using 1:2 with points pointtype 6 pointsize 1.2 linewidth 2 linecolor rgb '#ddcc77', \
     DATA index 7 using 1:2 with points pointtype 3 pointsize 1.2 linewidth 2 linecolor rgb '#117733', \
     DATA index 8 using 1:2 with points pointtype 5 pointsize 1.2 linewidth 2 linecolor rgb '#0072b2'
