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

    private static func words(_ relation: Relation) -> String {
        switch relation {
        case .below: "below"
        case .above: "above"
        case .notToldApart: "not told apart from"
        }
    }

    /// Whether the interval excludes a larger loss than the claims about scores call competitive.
    private var losesLittle: Bool {
        Sample.interval(onTheseTasks: differences).map { $0.lowerBound >= Competitive().limit } ?? false
    }

    /// One to three sentences.
    public var text: String {
        let (ours, theirs) = (subject.method.title, baseline.method.title)
        guard let here else {
            return "**Not answered yet:** no task has all its runs of \(ours) and \(theirs)."
        }
        let words = enumeration(tasks.map(\.name))
        let left = planned.filter { !tasks.contains($0) }
        let found = "on \(words) \(ours) is \(Self.words(here)) \(theirs)"
        var text =
            switch here {
            case _ where !left.isEmpty: "**Not decided yet:** \(found)"
            case .below: "**Not the scores:** \(found)"
            case .above: "**Yes, on these tasks:** \(found)"
            case .notToldApart where losesLittle: "**Yes, within a point:** \(found)"
            case .notToldApart: "**Not decided:** the interval is too wide; \(found)"
            }
        text += ", by \(Points.cell(onTheseTasks: differences)) points with the interval over seeds."
        if let beyond = Bootstrap.interval(differences) {
            text += " On tasks like these the interval is \(Points.text(beyond))."
        }
        if !left.isEmpty { text += " Not measured yet: \(enumeration(left.map(\.name)))." }
        return text
    }
}
