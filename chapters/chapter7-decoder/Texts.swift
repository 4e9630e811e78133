import TextFormat

/// "1.0, 1.5, 3.0"
func text(_ values: [Double], _ decimals: Int) -> String {
    values.map { decimalText($0, decimals: decimals) }.joined(separator: ", ")
}

/// "25 %"
func percent(_ share: Double) -> String { decimalText(100 * share, decimals: 0) + " %" }
