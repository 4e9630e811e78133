/// The name of a figure, table or equation: `fig:loss`, `tab:counts`, `eq:norm`. After the colon stand lower-case
/// letters, digits and hyphens, so that it can name an anchor, a file and a gnuplot drawing.
struct PageLabel: Equatable, Hashable {
    enum Kind: String {
        case figure = "fig"
        case table = "tab"
        case equation = "eq"
    }

    let kind: Kind
    let name: String

    init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let kind = Kind(rawValue: String(parts[0])), !parts[1].isEmpty,
            parts[1].utf8.allSatisfy({ byte in
                (UInt8(ascii: "a") ... UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0") ... UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
            })
        else { return nil }
        self.kind = kind
        self.name = String(parts[1])
    }

    /// `fig:loss`
    var text: String { "\(kind.rawValue):\(name)" }

    /// `fig-loss`
    var anchor: String { "\(kind.rawValue)-\(name)" }

    /// `fig_loss`: gnuplot takes no hyphen in the name of a drawing.
    var gnuplotName: String { anchor.replacing("-", with: "_") }

    func fileName(_ suffix: String) -> String { "\(anchor).\(suffix)" }

    /// `Figure 4.1`
    func title(chapter: Int, number: Int) -> String {
        let word =
            switch kind {
            case .figure: "Figure"
            case .table: "Table"
            case .equation: "Equation"
            }
        return "\(word) \(chapter).\(number)"
    }
}
