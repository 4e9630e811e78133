import Experiments
import Notebook
import TextFormat

extension Spectra {
    /// Decoder, encoder.
    private static let colours = ["#d55e00", "#0072b2"]

    /// Two series a kind, in the order of the colours.
    var data: [FigureSeries] {
        Self.kinds.indices.flatMap { i in
            [("Gemma", decoder[i]), ("MiniLM", encoder[i])].map { name, one in
                FigureSeries(
                    "\(name), \(Self.kinds[i].title)", x: ("directions", counts.map(Double.init)),
                    y: ("share over random", one.overChance.map { roundedToSignificant($0, digits: 4) }))
            }
        }
    }

    /// A panel a kind. The first panel alone has room for names, at its curves.
    var script: String {
        let panels = Self.kinds.indices.map { i in
            "set title '\(Self.kinds[i].title)'\nplot "
                + Self.colours.enumerated().map { part, colour in
                    "DATA index \(2 * i + part) using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.4 "
                        + "linecolor rgb '\(colour)'"
                }.joined(separator: ", \\\n     ")
        }
        return """
            set multiplot title 'Gemma''s queries stand out most; its values, from 8 on, hold less than chance' \
            layout 2, 2 margins 0.1, 0.98, 0.13, 0.83 spacing 0.09, 0.18
            set logscale x 2
            set logscale y 2
            set xrange [0.95:270]
            set yrange [0.75:6]
            set xtics (1, 4, 16, 64, 256)
            set ytics (1, 2, 4)
            set key off
            set grid xtics
            set arrow 1 from graph 0, first 1 to graph 1, first 1 nohead linewidth 1 dashtype 2 linecolor rgb '#555555'
            set ylabel 'share over random'
            set label 1 'Gemma' at 5, 4.5 left textcolor rgb '\(Self.colours[0])'
            set label 2 'MiniLM' at 1.2, 1.75 left textcolor rgb '\(Self.colours[1])'
            \(panels[0])
            unset label
            unset ylabel
            set label 1 'dashed: random numbers' at 5, 4.6 left textcolor rgb '#555555'
            set label 2 'of the same shape' at 5, 3.5 left textcolor rgb '#555555'
            \(panels[1])
            unset label
            set xlabel 'directions, k'
            set ylabel 'share over random'
            \(panels[2])
            unset ylabel
            \(panels[3])
            unset multiplot
            """
    }
}

extension Notebook {
    func draw(_ spectra: Spectra, line: Int = #line, file: String = #fileID) {
        figure(
            "fig:spectrum",
            caption: """
                The share of ‖D‖² in the first k singular directions over that of normal random numbers in the same \
                shape, mean over the layers, by kind of matrix. One is chance; both scales are logarithmic.
                """,
            alt: """
                Four panels of curves that fall towards one. All lie above one, but for Gemma's value matrices, whose \
                curve lies below it from 8 to 128 directions.
                """,
            data: spectra.data, script: spectra.script, line: line, file: file)
        require(
            spectra.valuesAloneFallBelowChance,
            """
            All lie above one, but for Gemma's value matrices, whose curve lies below it from 8 to 128 directions.
            """, line: line, file: file)
    }
}
