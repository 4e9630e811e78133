import Foundation

/// A count is the paper's, to the digits that the paper gives.
public struct SameDigits: Rule {
    let claimed: Double, digits: Int
    /// What a reader must know of the comparison, behind the text.
    let remark: String
    /// Whether the figure chose the convention by which is counted.
    let isCalibration: Bool

    public init(of claimed: Double, digits: Int, remark: String = "", isCalibration: Bool = false) {
        (self.claimed, self.digits, self.remark, self.isCalibration) = (claimed, digits, remark, isCalibration)
    }

    public var text: String {
        "equal to the \(InWords.number(Double(digits))) digits given" + (remark.isEmpty ? "" : "; \(remark)")
    }

    public func verdict(_ count: Int) -> Verdict {
        func cut(_ value: Double) -> String { String(format: "%.\(max(digits, 1) - 1)e", value) }
        guard cut(Double(count)) == cut(claimed) else { return .notReproduced }
        return isCalibration ? .calibration : .reproduced
    }

    public func formerVerdict(_ count: Int) -> Verdict? {
        verdict(count) == .notReproduced ? .notReproduced : .reproduced
    }
}

/// An exact number, one without error, stays below a limit.
public struct AtMost: Rule {
    let limit: Double
    /// What the number is, with the verb's place behind it.
    let quantity: String

    public init(_ limit: Double, of quantity: String) { (self.limit, self.quantity) = (limit, quantity) }

    public var text: String { "\(quantity) is at most \(InWords.digits(limit))" }

    public func verdict(_ value: Double) -> Verdict { value <= limit ? .reproduced : .notReproduced }
}

/// An exact number, one without error, reaches a limit.
public struct AtLeast: Rule {
    let limit: Double
    /// What the number is, with the verb's place behind it: "the ratio".
    let quantity: String

    public init(_ limit: Double, of quantity: String) { (self.limit, self.quantity) = (limit, quantity) }

    public var text: String { "\(quantity) is at least \(InWords.digits(limit))" }

    public func verdict(_ value: Double) -> Verdict { value >= limit ? .reproduced : .notReproduced }
}

/// One part of a time is a small share of the whole.
public struct AtMostShare: Rule {
    let limit: Double
    /// "the exact SVD", "five epochs"
    let part, whole: String

    public init(_ limit: Double = 0.01, part: String, whole: String) {
        (self.limit, self.part, self.whole) = (limit, part, whole)
    }

    public var text: String { "\(part) takes at most \(InWords.percent(limit)) of \(whole)" }
    public var ownLimit: String? { "\(InWords.percent(limit)) of the training time" }

    public func verdict(_ share: Double) -> Verdict { share <= limit ? .reproduced : .notReproduced }
}
