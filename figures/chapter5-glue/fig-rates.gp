# fig-rates.svg is drawn from fig-rates.dat by: gnuplot -d fig-rates.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_rates'
set output 'fig-rates.svg'
DATA = 'fig-rates.dat'
set multiplot layout 3, 3 title 'The best rates lie a factor of up to 200 apart' margins 0.09, 0.98, 0.16, 0.87 spacing 0.03, 0.08
set logscale x
set xrange [6e-6:0.2]
set yrange [28:62]
set key off
set title 'EDoRA, r = 16: 5e-3' offset 0, -0.7
set xtics ('' 1e-5, '' 1e-4, '' 1e-3, '' 1e-2, '' 1e-1)
set ytics ('30' 30, '40' 40, '50' 50, '60' 60)
unset xlabel
unset ylabel
plot DATA index 0 using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.7 linecolor rgb '#d55e00', \
     DATA index 9 using 1:2 with points pointtype 6 pointsize 1.8 linewidth 1.5 linecolor rgb '#000000'
set title 'LoRA, r = 16: 5e-4' offset 0, -0.7
set xtics ('' 1e-5, '' 1e-4, '' 1e-3, '' 1e-2, '' 1e-1)
set ytics ('' 30, '' 40, '' 50, '' 60)
unset xlabel
unset ylabel
plot DATA index 1 using 1:2 with linespoints linewidth 2 pointtype 5 pointsize 0.7 linecolor rgb '#0072b2', \
     DATA index 10 using 1:2 with points pointtype 6 pointsize 1.8 linewidth 1.5 linecolor rgb '#000000'
set title 'DoRA, r = 16: 5e-4' offset 0, -0.7
set xtics ('' 1e-5, '' 1e-4, '' 1e-3, '' 1e-2, '' 1e-1)
set ytics ('' 30, '' 40, '' 50, '' 60)
unset xlabel
unset ylabel
plot DATA index 2 using 1:2 with linespoints linewidth 2 pointtype 9 pointsize 0.7 linecolor rgb '#56b4e9', \
     DATA index 11 using 1:2 with points pointtype 6 pointsize 1.8 linewidth 1.5 linecolor rgb '#000000'
set title 'Magnitude only: 2e-2' offset 0, -0.7
set xtics ('' 1e-5, '' 1e-4, '' 1e-3, '' 1e-2, '' 1e-1)
set ytics ('30' 30, '40' 40, '50' 50, '60' 60)
unset xlabel
set ylabel 'held-out score'
plot DATA index 3 using 1:2 with linespoints linewidth 2 pointtype 13 pointsize 0.7 linecolor rgb '#cc79a7', \
     DATA index 12 using 1:2 with points pointtype 6 pointsize 1.8 linewidth 1.5 linecolor rgb '#000000'
set title 'LoRA-XS, r = 16: 1e-2' offset 0, -0.7
set xtics ('' 1e-5, '' 1e-4, '' 1e-3, '' 1e-2, '' 1e-1)
set ytics ('' 30, '' 40, '' 50, '' 60)
unset xlabel
unset ylabel
plot DATA index 4 using 1:2 with linespoints linewidth 2 pointtype 15 pointsize 0.7 linecolor rgb '#009e73', \
     DATA index 13 using 1:2 with points pointtype 6 pointsize 1.8 linewidth 1.5 linecolor rgb '#000000'
set title 'Full fine-tuning: 1e-4' offset 0, -0.7
set xtics ('' 1e-5, '' 1e-4, '' 1e-3, '' 1e-2, '' 1e-1)
set ytics ('' 30, '' 40, '' 50, '' 60)
unset xlabel
unset ylabel
plot DATA index 5 using 1:2 with linespoints linewidth 2 pointtype 11 pointsize 0.7 linecolor rgb '#000000', \
     DATA index 14 using 1:2 with points pointtype 6 pointsize 1.8 linewidth 1.5 linecolor rgb '#000000'
set title 'Head only: 5e-3' offset 0, -0.7
set xtics ('1e-5' 1e-5, '1e-4' 1e-4, '1e-3' 1e-3, '1e-2' 1e-2, '1e-1' 1e-1)
set ytics ('30' 30, '40' 40, '50' 50, '60' 60)
unset xlabel
unset ylabel
plot DATA index 6 using 1:2 with linespoints linewidth 2 pointtype 2 pointsize 0.7 linecolor rgb '#555555', \
     DATA index 15 using 1:2 with points pointtype 6 pointsize 1.8 linewidth 1.5 linecolor rgb '#000000'
set title 'EDoRA, r = 32: 2e-3' offset 0, -0.7
set xtics ('1e-5' 1e-5, '1e-4' 1e-4, '1e-3' 1e-3, '1e-2' 1e-2, '1e-1' 1e-1)
set ytics ('' 30, '' 40, '' 50, '' 60)
set xlabel 'peak rate'
unset ylabel
plot DATA index 7 using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.7 linecolor rgb '#e69f00', \
     DATA index 16 using 1:2 with points pointtype 6 pointsize 1.8 linewidth 1.5 linecolor rgb '#000000'
set title 'LoRA-XS, r = 32: 5e-3' offset 0, -0.7
set xtics ('1e-5' 1e-5, '1e-4' 1e-4, '1e-3' 1e-3, '1e-2' 1e-2, '1e-1' 1e-1)
set ytics ('' 30, '' 40, '' 50, '' 60)
unset xlabel
unset ylabel
plot DATA index 8 using 1:2 with linespoints linewidth 2 pointtype 15 pointsize 0.7 linecolor rgb '#7fd8be', \
     DATA index 17 using 1:2 with points pointtype 6 pointsize 1.8 linewidth 1.5 linecolor rgb '#000000'
unset multiplot
