import Experiments
import TextFormat

extension Sample {
    /// "77.0 ± 0.4": per cent, mean ± SD; "not run" for an empty sample. Caption or header say the unit and how many.
    public var plain: String {
        guard count > 0 else { return "not run" }
        let spread = count > 1 ? " ± " + decimalText(100 * deviation, decimals: 1) : ""
        return decimalText(100 * mean, decimals: 1) + spread
    }
}
