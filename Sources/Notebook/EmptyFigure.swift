/// What a page shows where a figure has no data yet: its data and its script.
public enum EmptyFigure {
    public static let data = [FigureSeries("none", x: ("x", [0, 1]), y: ("y", [0, 1]))]
    public static let script = """
        set xrange [0:1]
        set yrange [0:1]
        unset xtics
        unset ytics
        set label 1 'no records yet' at 0.5, 0.5 center
        set key off
        plot DATA index 0 using 1:2 with points pointtype 0
        """
}
