import Foundation

/// A number rounded to so many significant digits; seven are what a float can say, so that records hold that and no
/// more.
///
/// The result is the double nearest to the decimal number, so JSON writes it with no more digits than these.
public func roundedToSignificant(_ value: Double, digits: Int = 7) -> Double {
    Double(String(format: "%.\(digits)g", value)) ?? value
}
