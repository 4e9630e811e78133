# fig-verdicts.svg is drawn from fig-verdicts.dat by: gnuplot -d fig-verdicts.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_verdicts'
set output 'fig-verdicts.svg'
DATA = 'fig-verdicts.dat'
set title 'No claim about scores holds by all three intervals'
set lmargin at screen 0.01
set rmargin at screen 0.99
set bmargin at screen 0.18
set xrange [-22.0697:29.8965]
set yrange [-15:0.6]
set xtics nomirror scale 0.5 ('−5' -5, '0' 0, '+5' 5, '+10' 10, '+15' 15)
unset ytics
set key off
set label 1 'points' at screen 0.02, 0.14
set label 24 'bars: 95 % by' at screen 0.02, 0.085
set label 25 'grey strokes: zero, and the limit where the rule has another; ◇ the paper''s figure' at screen 0.02, 0.03
set arrow 1 from graph 0, first -1.65 to graph 1, first -1.65 nohead linecolor rgb '#dddddd'
set arrow 2 from graph 0, first -3.95 to graph 1, first -3.95 nohead linecolor rgb '#dddddd'
set arrow 3 from graph 0, first -7.25 to graph 1, first -7.25 nohead linecolor rgb '#dddddd'
set arrow 4 from graph 0, first -10.55 to graph 1, first -10.55 nohead linecolor rgb '#dddddd'
set label 2 'average of six GLUE tasks on RoBERTa-base rises with rank, by 1.74 points from rank 4 to rank 32' at graph 0.01, first 0
set label 3 'inconclusive' at graph 0.81, first -1
set label 4 'rank 32 − rank 4' at graph 0.03, first -1
set label 5 'initialisation by SVD beats a random basis on average' at graph 0.01, first -2.3
set label 6 'inconclusive' at graph 0.81, first -3.3
set label 7 'SVD − Kaiming''s numbers' at graph 0.03, first -3.3
set label 8 'EDoRA scores above LoRA and DoRA on average' at graph 0.01, first -4.6
set label 9 'not reproduced' at graph 0.81, first -5.6
set label 10 'EDoRA − LoRA' at graph 0.03, first -5.6
set label 11 'EDoRA − DoRA' at graph 0.03, first -6.6
set label 12 'EDoRA at rank 32 scores above LoRA and DoRA on average' at graph 0.01, first -7.9
set label 13 'inconclusive' at graph 0.81, first -8.9
set label 14 'EDoRA − LoRA' at graph 0.03, first -8.9
set label 15 'EDoRA − DoRA' at graph 0.03, first -9.9
set label 16 'EDoRA overfits less on few rows: a smaller gap between training and dev scores' at graph 0.01, first -11.2
set label 17 'inconclusive' at graph 0.81, first -12.2
set label 18 'LoRA''s own gap' at graph 0.03, first -12.2
set label 19 'LoRA''s gap − EDoRA''s' at graph 0.03, first -13.2
set label 20 'EDoRA''s score − LoRA''s' at graph 0.03, first -14.2
set label 21 'the seeds, on these tasks' at screen 0.25, 0.085
set arrow 6 from screen 0.21, 0.085 to screen 0.24, 0.085 nohead linewidth 3 linecolor rgb '#222222'
set label 22 'the seeds'' averages' at screen 0.55, 0.085
set arrow 7 from screen 0.51, 0.085 to screen 0.54, 0.085 nohead linewidth 2 linecolor rgb '#666666'
set label 23 'tasks like these' at screen 0.8, 0.085
set arrow 8 from screen 0.76, 0.085 to screen 0.79, 0.085 nohead linewidth 1 linecolor rgb '#666666'
plot DATA index 3 using 1:2:3:4 with vectors nohead linewidth 1.5 linecolor rgb '#aaaaaa', \
     DATA index 0 using 1:2:3:4 with xerrorbars pointtype 7 pointsize 0.6 linewidth 3 linecolor rgb '#222222', \
     DATA index 1 using 1:2:3:4 with xerrorbars pointtype 0 linewidth 2 linecolor rgb '#666666', \
     DATA index 2 using 1:2:3:4 with xerrorbars pointtype 0 linewidth 1 linecolor rgb '#666666', \
     DATA index 4 using 1:2 with points pointtype 12 pointsize 1.2 linewidth 2 linecolor rgb '#000000'
