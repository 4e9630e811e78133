import Notebook

extension Notebook {
    /// Who sees whom in an encoder, in a global layer and in a local one.
    ///
    /// - Parameter window: how many tokens a local layer sees in the drawing.
    func drawMasks(tokens: Int, window: Int, line: Int = #line, file: String = #fileID) {
        value("drawn.tokens", tokens, line: line, file: file)
        value("drawn.window", window, line: line, file: file)
        require(
            (1 ..< tokens).allSatisfy { row in
                Mechanics.sees(row, 0, isCausal: true) && !Mechanics.sees(0, row, isCausal: true)
                    && Mechanics.sees(0, row, isCausal: false)
                    && Mechanics.sees(row, 0, isCausal: true, window: window) == (row < window)
            },
            """
            In the encoder all squares are filled; in a global layer those on and left of the diagonal; in a local \
            layer only a band along it.
            """, line: line, file: file)
        let layers: [(title: String, colour: String, isCausal: Bool, window: Int?)] = [
            ("encoder", "#777777", false, nil), ("decoder, global layer", "#0072b2", true, nil),
            ("decoder, local layer", "#d55e00", true, window),
        ]
        let panels = layers.enumerated().map { index, layer in
            let pairs = Mechanics.pairs(tokens, isCausal: layer.isCausal, window: layer.window).count
            return """
                set label 1 '\(pairs) pairs' at graph 0.5, -0.4 center textcolor rgb '\(layer.colour)'
                set title '\(layer.title)'
                plot DATA index \(index) using 1:2 with points pointtype 5 pointsize 0.7 linecolor rgb '\(layer.colour)'
                """
        }
        figure(
            "fig:mask",
            caption: """
                A square is filled where the token of its row sees that of its column, among {{drawn.tokens}} tokens. \
                The window is drawn as {{drawn.window}} tokens; Gemma's has 512. Below: how many squares are filled.
                """,
            alt: """
                Three panels. In the encoder all squares are filled; in a global layer those on and left of the \
                diagonal; in a local layer only a band along it.
                """,
            data: layers.map { layer in
                let pairs = Mechanics.pairs(tokens, isCausal: layer.isCausal, window: layer.window)
                return FigureSeries(
                    layer.title, x: ("seen", pairs.map { Double($0.seen + 1) }),
                    y: ("sees", pairs.map { Double($0.sees + 1) }))
            },
            script: """
                set multiplot layout 1, 3 margins 0.12, 0.98, 0.28, 0.78 spacing 0.06, 0.1
                set label 9 'A decoder''s token sees those before it, in local layers the nearest alone' at \
                screen 0.5, 0.91 center
                set size ratio 1
                set xrange [0:\(tokens + 1)]
                set yrange [\(tokens + 1):0]
                set xtics (1, 8, 16)
                set ytics (1, 8, 16)
                set key off
                set xlabel 'is seen'
                set ylabel 'sees'
                \(panels.joined(separator: "\nunset ylabel\nunset label 9\n"))
                unset multiplot
                """, line: line, file: file)
    }
}
