import Core

/// What the records say of the paper's open question, whether EDoRA's scores keep up on decoders.
///
/// The rule is that of the claim *competitive* of chapters 5 and 6, unchanged: `Competitive`, on the differences to
/// LoRA and to DoRA. It speaks once every task has every seed of all three; more records may come at any time.
public struct DecoderVerdict: Sendable {
    /// When this rule was set for the grid; it had no run on record.
    public static let date = "28 November 2026"
    /// On MiniLM `MeasuresAdaptation` cannot tell this task from one answer, so a second verdict leaves it out.
    static let doubtful = TextTask.rte

    /// The tasks that all three have with every seed.
    public let tasks: [TextTask]
    /// All tasks that are planned for them.
    private let planned: [TextTask]
    /// What the method scores above each of the others on `tasks`, by task and seed.
    private let differences: [[[Double]]]
    /// "EDoRA, r = 16 diverged on CoLA": which of the three have runs without a score; nil where none has.
    private let diverged: String?

    public init(_ results: GLUEResults) {
        let judged = [DecoderGrid.subject] + DecoderGrid.references, tasks = results.tasks(completeFor: judged)
        diverged = results.divergence(judged, on: results.tasks)
        (self.tasks, planned) = (tasks, results.tasks)
        differences = DecoderGrid.references.map {
            results.wholeDifferences(DecoderGrid.subject, from: $0, on: tasks)
        }
    }

    /// With all tasks; nil while one is missing.
    public var verdict: Verdict? {
        tasks == planned ? Competitive().verdict(differences) : nil
    }
    /// Without the doubtful task; nil while a task is missing.
    public var verdictWithoutDoubtful: Verdict? {
        guard tasks == planned else { return nil }
        return Competitive().verdict(
            differences.map { each in zip(tasks, each).filter { $0.0 != Self.doubtful }.map(\.1) })
    }

    /// "EDoRA − LoRA: +1.0 (…). EDoRA − DoRA: …"
    private func found(_ cell: ([[Double]]) -> String) -> String {
        zip(DecoderGrid.references, differences).map { other, found in
            "\(DecoderGrid.subject.method.title) − \(other.method.title): \(cell(found))"
        }.joined(separator: ". ")
    }

    private static func words(_ verdict: Verdict) -> String {
        switch verdict {
        case .reproduced: "Yes, within a point"
        case .notReproduced: "Not the scores"
        default: "Not decided"
        }
    }

    /// One to five short sentences.
    public var text: String {
        let names = enumeration(([DecoderGrid.subject] + DecoderGrid.references).map(\.method.title))
        if let diverged { return "**No verdict:** \(diverged), and the rule asks for scores." }
        guard !tasks.isEmpty else { return "**Not answered yet:** no task has all its runs of \(names)." }
        guard let verdict, let rest = verdictWithoutDoubtful else {
            return """
                **Not decided yet.** On \(enumeration(tasks.map(\.name))), in points with the interval over seeds. \
                \(found { Points.cell(onTheseTasks: $0) }). Not measured yet: \
                \(enumeration(planned.filter { !tasks.contains($0) }.map(\.name))).
                """
        }
        return """
            **\(Self.words(verdict)):** the rule says *\(verdict.rawValue)*, without \(Self.doubtful.name) \
            *\(rest.rawValue)*. The three intervals, in points. \(found { ThreeIntervals($0)?.cell ?? "–" }).
            """
    }
}
