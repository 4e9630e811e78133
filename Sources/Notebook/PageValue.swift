import Foundation

/// How a number is written in prose.
public enum ValueFormat: Equatable, Sendable {
    /// `,` · 1,622,016
    case integer
    /// `d` · 1622016, for years and seeds
    case plain
    /// `.2f` · 0.77
    case decimals(Int)
    /// `.1%` · 77.0 %, from the fraction 0.770
    case percent(Int)
    /// `.1e` · 4.3e-06
    case scientific(Int)

    /// Reads the short form that stands after the bar in `{{key|.2f}}`; nil if it is none.
    public init?(_ text: String) {
        switch text {
        case ",": self = .integer
        case "d": self = .plain
        default:
            guard text.first == ".", let kind = text.last, let digits = Int(text.dropFirst().dropLast()),
                (0 ... 17).contains(digits)
            else { return nil }
            switch kind {
            case "f": self = .decimals(digits)
            case "%": self = .percent(digits)
            case "e": self = .scientific(digits)
            default: return nil
            }
        }
    }

    /// The short form.
    public var text: String {
        switch self {
        case .integer: ","
        case .plain: "d"
        case .decimals(let digits): ".\(digits)f"
        case .percent(let digits): ".\(digits)%"
        case .scientific(let digits): ".\(digits)e"
        }
    }
}

/// A named value as it is kept in `page.json`: its type, and its text with every digit that counts.
struct PageValue: Codable, Equatable {
    enum Kind: String, Codable {
        case integer, number, text
    }

    let type: Kind
    let text: String

    init(_ value: Int) {
        self.init(type: .integer, text: String(value))
    }

    /// Nine significant digits are kept: enough for any page, and few enough that the last bits of a
    /// sum, which differ between processors, do not change the file. A whole number has all its digits: it is a count.
    init(_ value: Double) {
        let whole = Int(exactly: value).flatMap { abs($0) < 1 << 53 ? String($0) : nil }
        self.init(type: .number, text: whole ?? String(format: "%.9g", value))
    }

    init(_ value: String) {
        self.init(type: .text, text: value)
    }

    private init(type: Kind, text: String) {
        self.type = type
        self.text = text
    }

    /// The value as it stands on the page, or nil where the format does not fit the type.
    func formatted(_ format: ValueFormat?) -> String? {
        switch (type, format) {
        case (.text, nil): return text
        case (.text, _), (.number, nil): return nil
        case (.integer, .percent?): return nil  // a count is no share
        case (.integer, nil): return Self.withCommas(text)
        case (_, .integer?): return integral.map { Self.withCommas(String($0)) }
        case (_, .plain?): return integral.map { String($0) }
        case (_, .decimals(let digits)?): return fixed(digits, scale: 1)
        case (_, .percent(let digits)?): return fixed(digits, scale: 100).map { $0 + " %" }
        case (_, .scientific(let digits)?): return Double(text).map { String(format: "%.\(digits)e", $0) }
        }
    }

    private var integral: Int? {
        Int(text) ?? Double(text).flatMap { Int(exactly: $0) }
    }

    private func fixed(_ digits: Int, scale: Double) -> String? {
        guard let number = Double(text) else { return nil }
        let written = String(format: "%.\(digits)f", number * scale)
        // -0.00 says nothing that 0.00 does not.
        return written.hasPrefix("-") && !written.contains { "123456789".contains($0) }
            ? String(written.dropFirst()) : written
    }

    private static func withCommas(_ digits: String) -> String {
        let sign = digits.hasPrefix("-") ? "-" : ""
        var groups: [Substring] = []
        var rest = digits.dropFirst(sign.count)
        while rest.count > 3 {
            groups.insert(rest.suffix(3), at: 0)
            rest = rest.dropLast(3)
        }
        groups.insert(rest, at: 0)
        return sign + groups.joined(separator: ",")
    }
}
