# fig-verdicts.svg is drawn from fig-verdicts.dat by: gnuplot -d fig-verdicts.gp
set encoding utf8
set minussign
set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' name 'fig_verdicts'
set output 'fig-verdicts.svg'
DATA = 'fig-verdicts.dat'
set title 'On MiniLM one claim about scores is not reproduced, the others are open'
set lmargin at screen 0.01
set rmargin at screen 0.99
set bmargin at screen 0.18
set xrange [-6.84391:2.80605]
set yrange [-16.3:0.6]
set xtics nomirror scale 0.5 ('−3' -3, '−2' -2, '−1' -1, '0' 0)
unset ytics
set key off
set label 1 'points' at screen 0.02, 0.14
set label 26 'bars: 95 % by' at screen 0.02, 0.085
set label 27 'grey strokes: zero, and the limit where the rule has another' at screen 0.02, 0.03
set arrow 1 from graph 0, first -1.65 to graph 1, first -1.65 nohead linecolor rgb '#dddddd'
set arrow 2 from graph 0, first -3.95 to graph 1, first -3.95 nohead linecolor rgb '#dddddd'
set arrow 3 from graph 0, first -6.25 to graph 1, first -6.25 nohead linecolor rgb '#dddddd'
set arrow 4 from graph 0, first -9.55 to graph 1, first -9.55 nohead linecolor rgb '#dddddd'
set arrow 5 from graph 0, first -12.85 to graph 1, first -12.85 nohead linecolor rgb '#dddddd'
set label 2 'up to 30 times fewer trainable values than LoRA and DoRA' at graph 0.01, first 0
set label 3 'reproduced' at graph 0.81, first -1
set label 4 'the paper: 30 times; here 38.1 times at best' at graph 0.03, first -1
set label 5 'average of six GLUE tasks at rank 32 on RoBERTa-base' at graph 0.01, first -2.3
set label 6 'other scale' at graph 0.81, first -3.3
set label 7 'the paper: 84.48 %; here 68.3 ± 0.3 (six tasks with QNLI*)' at graph 0.03, first -3.3
set label 8 'SST-2 accuracy at rank 16 on RoBERTa-base' at graph 0.01, first -4.6
set label 9 'other scale' at graph 0.81, first -5.6
set label 10 'the paper: 94.15 %; here 87.1 ± 0.3 (SST-2)' at graph 0.03, first -5.6
set label 11 'EDoRA is competitive with LoRA and DoRA, or better, on average' at graph 0.01, first -6.9
set label 12 'inconclusive' at graph 0.81, first -7.9
set label 13 'EDoRA − LoRA' at graph 0.03, first -7.9
set label 14 'EDoRA − DoRA' at graph 0.03, first -8.9
set label 15 'EDoRA scores above LoRA and DoRA on average' at graph 0.01, first -10.2
set label 16 'not reproduced' at graph 0.81, first -11.2
set label 17 'EDoRA − LoRA' at graph 0.03, first -11.2
set label 18 'EDoRA − DoRA' at graph 0.03, first -12.2
set label 19 'EDoRA at rank 32 scores above LoRA and DoRA on average' at graph 0.01, first -13.5
set label 20 'inconclusive' at graph 0.81, first -14.5
set label 21 'EDoRA − LoRA' at graph 0.03, first -14.5
set label 22 'EDoRA − DoRA' at graph 0.03, first -15.5
set label 23 'the seeds, on these tasks' at screen 0.25, 0.085
set arrow 7 from screen 0.21, 0.085 to screen 0.24, 0.085 nohead linewidth 3 linecolor rgb '#222222'
set label 24 'the seeds'' averages' at screen 0.55, 0.085
set arrow 8 from screen 0.51, 0.085 to screen 0.54, 0.085 nohead linewidth 2 linecolor rgb '#666666'
set label 25 'tasks like these' at screen 0.8, 0.085
set arrow 9 from screen 0.76, 0.085 to screen 0.79, 0.085 nohead linewidth 1 linecolor rgb '#666666'
plot DATA index 3 using 1:2:3:4 with vectors nohead linewidth 1.5 linecolor rgb '#aaaaaa', \
     DATA index 0 using 1:2:3:4 with xerrorbars pointtype 7 pointsize 0.6 linewidth 3 linecolor rgb '#222222', \
     DATA index 1 using 1:2:3:4 with xerrorbars pointtype 0 linewidth 2 linecolor rgb '#666666', \
     DATA index 2 using 1:2:3:4 with xerrorbars pointtype 0 linewidth 1 linecolor rgb '#666666'
