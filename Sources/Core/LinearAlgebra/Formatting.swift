/// A number with a fixed count of decimals, padded on the left to `width`; the same in every locale.
public func fixed(_ value: Double, decimals: Int, width: Int = 0) -> String {
    guard value.isFinite else { return leftPadded("\(value)", to: width) }
    var scale = 1.0
    for _ in 0 ..< decimals { scale *= 10 }
    let scaled = (abs(value) * scale).rounded(.toNearestOrEven)
    guard scaled < 0x1p63 else { return leftPadded("\(value)", to: width) }
    let digits = UInt64(scaled)
    let unit = UInt64(scale)
    let fraction = String(digits % unit)
    var text = String(digits / unit)
    if decimals > 0 {
        text += "." + String(repeating: "0", count: decimals - fraction.count) + fraction
    }
    return leftPadded(value < 0 && digits > 0 ? "-" + text : text, to: width)
}

/// An integer with a comma between groups of three digits: 49,152.
public func grouped(_ value: Int) -> String {
    var digits = String(value.magnitude)
    var groups: [String] = []
    while digits.count > 3 {
        groups.insert(String(digits.suffix(3)), at: 0)
        digits.removeLast(3)
    }
    return (value < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
}

func leftPadded(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
}
