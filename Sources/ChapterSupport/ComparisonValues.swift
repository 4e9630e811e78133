import Core
import Experiments
import Notebook
import TextFormat

extension Notebook {
    /// The numbers of a comparison for the prose, in points: `{{key}}` is the mean difference, `{{key.here}}` its
    /// interval on these tasks, `{{key.beyond}}` that on tasks like these, and `{{key.cell}}` the mean with the first
    /// interval in brackets. Without a comparison, while runs are missing, each is "–".
    public func value(_ key: String, _ comparison: Comparison?, line: Int = #line, file: String = #fileID) {
        func text(_ part: (Comparison) -> String) -> String { comparison.map(part) ?? "–" }
        for (name, text) in [
            (key, text { Points.text($0.mean) }),
            ("\(key).here", text { Points.text($0.onTheseTasks) }),
            ("\(key).beyond", text { Points.text($0.onTasksLikeThese) }),
            ("\(key).cell", text { "\(Points.text($0.mean)) (\(Points.text($0.onTheseTasks)))" }),
        ] { value(name, text, line: line, file: file) }
    }

    /// A number of points, or another that may be missing: "–" where it is.
    public func value(
        _ key: String, _ number: Double?, decimals: Int, line: Int = #line, file: String = #fileID
    ) {
        value(key, number.map { decimalText($0, decimals: decimals) } ?? "–", line: line, file: file)
    }
}
