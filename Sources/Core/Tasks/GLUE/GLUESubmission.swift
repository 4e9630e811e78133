import TextFormat

/// The files that the GLUE leaderboard takes: one a task, `index<TAB>prediction`, the tasks of this project and the
/// others.
///
/// (gluebenchmark.com, FAQ: the names of the files and labels, and that every task must be there.)
public enum GLUESubmission {
    /// A task of the leaderboard that this project does not train: its file, the number of its test rows, and a label
    /// that it accepts.
    public struct Other: Sendable {
        /// Its name in the archive.
        public let file: String
        /// Rows of its test file on the leaderboard.
        public let rows: Int
        /// The label that stands in every row.
        public let filler: String
    }

    /// The five other files without which the leaderboard refuses an archive.
    public static let others = [
        Other(file: "AX.tsv", rows: 1_104, filler: "entailment"),
        Other(file: "MNLI-m.tsv", rows: 9_796, filler: "entailment"),
        Other(file: "MNLI-mm.tsv", rows: 9_847, filler: "entailment"),
        Other(file: "QQP.tsv", rows: 390_965, filler: "0"),
        Other(file: "WNLI.tsv", rows: 146, filler: "0"),
    ]

    /// The rows of a task's test file on the leaderboard.
    public static func rows(_ task: TextTask) -> Int { GLUE.testRows[task] ?? 0 }

    /// The task's file in the archive, such as `CoLA.tsv`.
    public static func fileName(_ task: TextTask) -> String { task.name + ".tsv" }

    /// What stands in a file for a task without a trained model.
    public static func filler(_ task: TextTask) -> String { task.labels.first ?? "0.000" }

    /// The predictions of a model from its logits: a label, or a score from 0 to 5 with three decimals.
    public static func predictions(_ task: TextTask, logits: Matrix) -> [String] {
        Evaluator.predictions(logits).map { predicted in
            guard case .score(let range) = task.answer else { return task.labels[Int(predicted)] }
            return decimalText(min(Double(range.upperBound), max(Double(range.lowerBound), predicted)), decimals: 3)
        }
    }

    /// A file's text.
    public static func text(_ predictions: [String]) -> String {
        "index\tprediction\n" + predictions.enumerated().map { "\($0.offset)\t\($0.element)\n" }.joined()
    }
}
