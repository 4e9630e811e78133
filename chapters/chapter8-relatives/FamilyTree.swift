import ChapterSupport
import Experiments
import Notebook

/// Where each method's frozen directions come from, what it trains, and what it keeps frozen.
struct FamilyTree: Finding {
    private struct Member {
        let setting: Setting, trains: String, frozen: String
    }

    /// A branch is where the directions come from.
    private static let branches: [(source: String, members: [Member])] = [
        (
            "an SVD’s first ones",
            [
                Member(setting: .edora, trains: "square R, lengths m", frozen: "A, B"),
                Member(setting: .coreAlone, trains: "square R", frozen: "A, B"),
                Member(setting: Setting(.psoft), trains: "rotation, 2 scales", frozen: "A, B"),
                Member(setting: Setting(.pissa), trains: "A and B", frozen: "the rest of W₀"),
            ]
        ),
        ("an SVD’s last ones", [Member(setting: Setting(.mica), trains: "A", frozen: "B")]),
        ("the first gradients", [Member(setting: Setting(.loraSB), trains: "square R", frozen: "A, B")]),
        (
            "drawn at random",
            [
                Member(setting: Setting(.vera), trains: "vectors b and d", frozen: "A, B, for all matrices"),
                Member(setting: Setting(.uniLoRA), trains: "one vector θ", frozen: "its places in A, B"),
                Member(setting: .lora, trains: "A and B", frozen: "nothing beside W₀"),
            ]
        ),
    ]

    var values: [String: String] { [:] }
    var sentences: [(holds: Bool, sentence: String)] {
        let members = Self.branches.map(\.members.count)
        return [
            (
                members == [4, 1, 1, 3],
                """
                A tree of four branches: four methods begin with the first directions of the SVD, one with the last, \
                one with those of gradients, and three with random ones.
                """
            )
        ]
    }

    var drawing: Drawing {
        var row = 0.0, labels: [String] = [], series: [FigureSeries] = [], curves: [String] = [], arrows: [String] = []
        let count = Self.branches.reduce(0) { $0 + $1.members.count }, middle = -Double(count - 1) / 2
        for branch in Self.branches {
            let centre = row - Double(branch.members.count - 1) / 2
            labels.append("set label '\(branch.source)' at 1.6, \(centre) left".replacing("'", with: "\""))
            arrows.append("set arrow from 0.85, \(middle) to 1.5, \(centre) nohead linecolor rgb '#999999'")
            for member in branch.members {
                let name = member.setting.method.title
                arrows.append("set arrow from 3.75, \(centre) to 4.15, \(row) nohead linecolor rgb '#999999'")
                labels.append("set label '\(name)' at 4.5, \(row) left")
                labels.append("set label '\(member.trains)' at 5.85, \(row) left")
                labels.append("set label '\(member.frozen)' at 7.95, \(row) left textcolor rgb '#666666'")
                curves.append(
                    "DATA index \(series.count) using 1:2 with points pointtype \(member.setting.mark) "
                        + "pointsize 1.2 linewidth 2 linecolor rgb '\(member.setting.method.style.colour)'")
                series.append(FigureSeries(name, x: ("column", [4.3]), y: ("row", [row])))
                row -= 1
            }
        }
        return Drawing(
            caption: "The relatives by where the directions come from in which a matrix may change.",
            alt: """
                A tree of four branches: four methods begin with the first directions of the SVD, one with the last, \
                one with those of gradients, and three with random ones.
                """,
            data: series,
            script: """
                set title 'Where do the directions of the change come from? Four branches'
                set xrange [0:10]
                set yrange [\(0.5 - Double(count)):1.3]
                unset xtics
                unset ytics
                set key off
                set lmargin 1
                set rmargin 1
                set label "W₀ +\\nchange" at 0.05, \(middle) left
                set label 'directions start as' at 1.6, 0.95 left textcolor rgb '#666666'
                set label 'method' at 4.5, 0.95 left textcolor rgb '#666666'
                set label 'trains' at 5.85, 0.95 left textcolor rgb '#666666'
                set label 'frozen' at 7.95, 0.95 left textcolor rgb '#666666'
                \(labels.joined(separator: "\n"))
                \(arrows.joined(separator: "\n"))
                plot \(curves.joined(separator: ", \\\n     "))
                """)
    }
}
