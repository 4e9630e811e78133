# fig-room.svg is drawn from fig-room.dat by: gnuplot -d fig-room.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_room'
set output 'fig-room.svg'
DATA = 'fig-room.dat'
set multiplot layout 1,3 margins 0.03, 0.97, 0.2, 0.78 spacing 0.04, 0
set label 3 'EDoRA has room for little of what full fine-tuning changes' at screen 0.5, 0.93 center
set label 4 "whole square:\nall of the change" at first 0.97, 0.93 right textcolor rgb '#666666'
set size ratio 1
set xrange [0:1]
set yrange [0:1]
unset xtics
unset ytics
set key off
set title 'rank 4'
set label 1 "best matrix\n38 %" at first 0.307, 0.513 center textcolor rgb '#0072b2'
set label 2 'EDoRA''s frozen pair: 0.05 %' at first 0.0, -0.13 left textcolor rgb '#d55e00'
set arrow 1 from first 0.1, -0.07 to first 0.011, 0.011 nohead linecolor rgb '#d55e00'
plot DATA index 0 using 1:2:3:4:5:6 with boxxyerror fillstyle solid 0.25 noborder linecolor rgb '#0072b2', DATA index 1 using 1:2:3:4:5:6 with boxxyerror fillstyle solid 1 noborder linecolor rgb '#d55e00'
unset label
set title 'rank 16'
set label 1 "best matrix\n61 %" at first 0.392, 0.684 center textcolor rgb '#0072b2'
set label 2 'EDoRA''s frozen pair: 0.4 %' at first 0.0, -0.13 left textcolor rgb '#d55e00'
set arrow 1 from first 0.1, -0.07 to first 0.031, 0.031 nohead linecolor rgb '#d55e00'
plot DATA index 2 using 1:2:3:4:5:6 with boxxyerror fillstyle solid 0.25 noborder linecolor rgb '#0072b2', DATA index 3 using 1:2:3:4:5:6 with boxxyerror fillstyle solid 1 noborder linecolor rgb '#d55e00'
unset label
set title 'rank 64'
set label 1 "best matrix\n85 %" at first 0.462, 0.824 center textcolor rgb '#0072b2'
set label 2 'EDoRA''s frozen pair: 3.4 %' at first 0.0, -0.13 left textcolor rgb '#d55e00'
set arrow 1 from first 0.1, -0.07 to first 0.092, 0.092 nohead linecolor rgb '#d55e00'
plot DATA index 4 using 1:2:3:4:5:6 with boxxyerror fillstyle solid 0.25 noborder linecolor rgb '#0072b2', DATA index 5 using 1:2:3:4:5:6 with boxxyerror fillstyle solid 1 noborder linecolor rgb '#d55e00'
unset multiplot
