import Core

/// What the records say of the paper's open question, whether EDoRA's advantages carry over to decoders.
///
/// The words follow from the interval of the difference to the baseline by one rule, whatever the records are: more
/// records may come at any time. On fewer than four tasks there is no interval for tasks like these.
public struct DecoderVerdict: Sendable {
    /// The tasks that both have with every seed.
    public let tasks: [TextTask]
    /// All tasks that are planned for both.
    private let planned: [TextTask]
    /// What the proposed method scores above the baseline, by task and seed.
    private let differences: [[Double]]
    private let subject: Setting, baseline: Setting

    public init(_ results: GLUEResults) {
        let (subject, baseline) = (DecoderGrid.subject, DecoderGrid.reference)
        planned = results.tasks
        tasks = results.tasks(completeFor: [subject, baseline])
        differences = results.wholeDifferences(subject, from: baseline, on: tasks)
        (self.subject, self.baseline) = (subject, baseline)
    }

    /// On these very tasks; nil where none has its records.
    public var here: Relation? { Sample.interval(onTheseTasks: differences).map { Relation($0) } }

    /// One to three sentences.
    public var text: String {
        let (ours, theirs) = (subject.method.title, baseline.method.title)
        guard let here else {
            return "**Not answered yet:** no task has all its runs of \(ours) and \(theirs)."
        }
        let words = enumeration(tasks.map(\.name))
        var text =
            switch here {
            case .below: "**Not the scores:** on \(words) \(ours) is below \(theirs)"
            case .above: "**Yes, on these tasks:** on \(words) \(ours) is above \(theirs)"
            case .notToldApart:
                "**The saving does, at no loss that can be told:** on \(words) \(ours) is not told apart from \(theirs)"
            }
        text += ", by \(Points.cell(onTheseTasks: differences)) points with the interval over seeds."
        if let beyond = Bootstrap.interval(differences) {
            text += " On tasks like these the interval is \(Points.text(beyond))."
        }
        let left = planned.filter { !tasks.contains($0) }
        if !left.isEmpty { text += " Not measured yet: \(enumeration(left.map(\.name)))." }
        return text
    }
}
