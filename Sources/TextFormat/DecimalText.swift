/// A number with `decimals` digits after the point, padded on the left to `width`; the same in every locale.
///
/// Halves round to even. A number that rounds to zero has no sign. NaN, infinities and numbers of 2⁶³ or more units of
/// the last digit are written as Swift writes them.
public func decimalText(_ value: Double, decimals: Int, width: Int = 0) -> String {
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

private func leftPadded(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
}
