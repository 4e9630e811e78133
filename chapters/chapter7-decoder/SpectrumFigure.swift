import Experiments
import Notebook
import TextFormat

extension Spectra {
    /// Decoder, its random numbers, encoder, its random numbers.
    private static let styles = [
        (colour: "#d55e00", dash: 1), (colour: "#e69f00", dash: 2), (colour: "#0072b2", dash: 1),
        (colour: "#56b4e9", dash: 2),
    ]

    /// Four series a kind, in the order of the styles.
    var data: [FigureSeries] {
        Self.kinds.indices.flatMap { i in
            [
                ("Gemma, \(Self.kinds[i].title)", decoder[i].curve), ("random", decoder[i].randomCurve),
                ("MiniLM, \(Self.kinds[i].title)", encoder[i].curve), ("random", encoder[i].randomCurve),
            ].map { name, curve in
                FigureSeries(
                    name, x: ("directions", counts.map(Double.init)),
                    y: ("share", curve.map { roundedToSignificant($0, digits: 4) }))
            }
        }
    }

    /// A panel a kind. The first panel alone has room for names, at its curves.
    var script: String {
        let panels = Self.kinds.indices.map { i in
            "set title '\(Self.kinds[i].title)'\nplot "
                + Self.styles.enumerated().map { part, style in
                    "DATA index \(4 * i + part) using 1:2 with lines linewidth 2 dashtype \(style.dash) "
                        + "linecolor rgb '\(style.colour)'"
                }.joined(separator: ", \\\n     ")
        }
        let names = [
            ("MiniLM", Self.styles[2].colour, 0.9), ("Gemma", Self.styles[0].colour, 0.77),
            ("dashed: random numbers", "#555555", 0.61), ("of the same shape", "#555555", 0.5),
        ]
        let labels = names.enumerated().map { number, name in
            "set label \(number + 1) '\(name.0)' at 1.2, \(name.2) left textcolor rgb '\(name.1)'\n"
        }
        return """
            set multiplot title 'Gemma''s spectrum is flatter than MiniLM''s; its value matrices look random' \
            layout 2, 2 margins 0.1, 0.98, 0.13, 0.83 spacing 0.09, 0.18
            set logscale x 2
            set xrange [1:256]
            set yrange [0:1]
            set xtics (1, 4, 16, 64, 256)
            set ytics (0, 0.5, 1)
            set key off
            set grid xtics
            set ylabel 'share of ‖D‖²'
            \(labels.joined())\(panels[0])
            unset label
            unset ylabel
            \(panels[1])
            set xlabel 'directions, k'
            set ylabel 'share of ‖D‖²'
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
                The share of ‖D‖² in the first k singular directions, mean over the layers, by kind of matrix. Dashed: \
                normal random numbers in the shape of each.
                """,
            alt: """
                Four panels of rising curves. In each Gemma's curve runs below MiniLM's from 8 to 128 directions. The \
                dashed curves of random numbers rise later still, but for the value matrix, where Gemma's lies close \
                to them.
                """,
            data: spectra.data, script: spectra.script, line: line, file: file)
        require(
            spectra.isFlatter, "In each Gemma's curve runs below MiniLM's from 8 to 128 directions.",
            line: line, file: file)
        require(
            spectra.valuesAloneLookRandom,
            """
            The dashed curves of random numbers rise later still, but for the value matrix, where Gemma's lies close \
            to them.
            """, line: line, file: file)
    }
}
