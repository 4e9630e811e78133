# fig-budget.svg is drawn from fig-budget.dat by: gnuplot -d fig-budget.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_budget'
set output 'fig-budget.svg'
DATA = 'fig-budget.dat'
set title '4 of 16 settings have three seeds on record'
set xlabel 'average score   (bars: 95 % on these tasks, over seeds)'
set xrange [55.6:62.2]
set yrange [-18.9:0.6]
set ytics scale 0 ('Magnitude only: 9,216' -1.0, 'LoRA, r = 1: 25,344' -2.0, 'EDoRA, r = 16: 15,360' -4.0, 'VeRA, r = 256: 15,360' -5.0, 'PSOFT, r = 34: 15,096' -6.0, 'PSOFT without orthogonality, r = 24: 14,976' -7.0, 'LoRA-SB, r = 25: 15,000' -8.0, 'LoRA-XS, r = 25: 15,000' -9.0, 'Uni-LoRA, r = 16: 15,360' -10.0, 'EDoRA, r = 32: 33,792' -12.0, 'VeRA, r = 1024: 33,792' -13.0, 'PSOFT, r = 52: 34,320' -14.0, 'PSOFT without orthogonality, r = 37: 34,632' -15.0, 'LoRA-SB, r = 37: 32,856' -16.0, 'LoRA-XS, r = 37: 32,856' -17.0, 'Uni-LoRA, r = 32: 33,792' -18.0)
set lmargin 36
set xtics nomirror
set grid xtics linecolor rgb '#e5e5e5'
set key off
set label 'beside the budgets' at graph 0.02, first 0.0 left textcolor rgb '#000000'
set label 'about 15,360 values' at graph 0.02, first -3.0 left textcolor rgb '#000000'
set label 'about 33,792 values' at graph 0.02, first -11.0 left textcolor rgb '#000000'
set label 'not run yet' at graph 0.02, first -5.0 left textcolor rgb '#888888'
set label 'not run yet' at graph 0.02, first -6.0 left textcolor rgb '#888888'
set label 'not run yet' at graph 0.02, first -7.0 left textcolor rgb '#888888'
set label 'not run yet' at graph 0.02, first -8.0 left textcolor rgb '#888888'
set label 'not run yet' at graph 0.02, first -9.0 left textcolor rgb '#888888'
set label 'not run yet' at graph 0.02, first -10.0 left textcolor rgb '#888888'
set label 'not run yet' at graph 0.02, first -13.0 left textcolor rgb '#888888'
set label 'not run yet' at graph 0.02, first -14.0 left textcolor rgb '#888888'
set label 'not run yet' at graph 0.02, first -15.0 left textcolor rgb '#888888'
set label 'not run yet' at graph 0.02, first -16.0 left textcolor rgb '#888888'
set label 'not run yet' at graph 0.02, first -17.0 left textcolor rgb '#888888'
set label 'not run yet' at graph 0.02, first -18.0 left textcolor rgb '#888888'
plot DATA index 0 using 1:4:2:3 with xerrorbars pointtype 13 pointsize 1.1 linewidth 2 linecolor rgb '#cc79a7', \
     DATA index 1 using 1:4:2:3 with xerrorbars pointtype 5 pointsize 1.1 linewidth 2 linecolor rgb '#0072b2', \
     DATA index 2 using 1:4:2:3 with xerrorbars pointtype 7 pointsize 1.1 linewidth 2 linecolor rgb '#d55e00', \
     DATA index 3 using 1:4:2:3 with xerrorbars pointtype 7 pointsize 1.1 linewidth 2 linecolor rgb '#e69f00'
