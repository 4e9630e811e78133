/// A text of somebody else's, such as a name from a file, as it may stand in a message: on one line, with nothing in
/// it that moves a terminal's cursor or turns the direction of reading, and no longer than `limit` scalars. The middle
/// of a longer one is left out, since the ends tell what it is.
public func shownText(_ text: String, limit: Int = 200) -> String {
    let scalars = text.unicodeScalars, count = scalars.count
    guard count > limit else { return escapingControls(text) }
    let head = limit * 2 / 3
    return escapingControls(String(scalars.prefix(head)))
        + " … (\(groupedDigits(count - limit)) characters left out) … "
        + escapingControls(String(scalars.suffix(limit - head)))
}

/// A text with each control character, separator of lines and override of the direction of reading as its escape in
/// Swift: `\n`, `\u{1B}`. Letters of every script, accents and emoji stay.
///
/// - Parameter kept: those that stay as they are, such as the line feeds of a table.
public func escapingControls(_ text: String, except kept: Set<Unicode.Scalar> = []) -> String {
    guard text.unicodeScalars.contains(where: { isControl($0) && !kept.contains($0) }) else { return text }
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        if isControl(scalar) && !kept.contains(scalar) {
            shown.append(contentsOf: escape(scalar).unicodeScalars)
        } else {
            shown.append(scalar)
        }
    }
    return String(shown)
}

/// "PLACE: expected THIS, found THAT", each of them on one line and of at most 400 scalars, and below it the advice, a
/// line each, with room for a command.
///
/// What stands in them may come from a file that is wrong, or that somebody made to be shown. This is the one place
/// where faults become text.
public func faultText(_ place: String, expected: String, found: String, advice: [String]) -> String {
    let parts = [place, expected, found].map { shownText($0, limit: 400) }
    return "\(parts[0]): expected \(parts[1]), found \(parts[2])"
        + (advice.isEmpty ? "" : "\n  " + advice.map { shownText($0, limit: 2000) }.joined(separator: "\n"))
}

private func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    default: "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
    }
}

private func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    // C0, DEL and C1; separators of lines and paragraphs; embeddings, overrides and isolates of direction.
    case 0 ..< 0x20, 0x7F ... 0x9F, 0x2028 ... 0x202E, 0x2066 ... 0x2069: true
    default: false
    }
}
