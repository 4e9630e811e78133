import Core

/// Sentences of other domains, `data/domains`: news, film reviews, shops, phrases of opinion. The files are not in the
/// repository; `make domains SOURCE=DIR` puts them there.
public enum Domains {
    /// The folder in `data`, and the name in records.
    public static let folder = "domains"

    /// Topic of a news item (Zhang et al., arXiv 1509.01626).
    static let agNews = task("AGNews", ["Business", "Sci/Tech", "Sports", "World"], text: 0, label: 1)
    /// Is a sentence about a film an opinion (1) or a fact of the plot? (Pang and Lee, arXiv cs/0409058.)
    static let subj = task("SUBJ", ["0", "1"], text: 1, label: 0)
    /// Is a customer's sentence positive (1)? (Hu and Liu, KDD 2004.)
    static let cr = task("CR", ["0", "1"], text: 1, label: 0)
    /// Is a phrase of news text positive (1)? (Wiebe et al., 2005.)
    static let mpqa = task("MPQA", ["0", "1"], text: 1, label: 0)

    /// Two columns without a header.
    private static func task(_ name: String, _ labels: [String], text: Int, label: Int) -> TextTask {
        let layout = TableLayout(hasHeader: false, columns: 2, first: .init(text, "text"), label: .init(label, "label"))
        return TextTask(
            name: name, answer: .classes(labels.map { TaskLabel($0) }), layouts: [.train: layout, .dev: layout])
    }

    /// Of their files, as `GLUEFacts.of` is of GLUE's.
    public static let facts: [TextTask: GLUEFacts] = [
        agNews: GLUEFacts(train: 10_001, dev: 7_600, tokens: 43.6, mostFrequent: 1_900, mostFrequentInTraining: 2_538),
        subj: GLUEFacts(train: 8_000, dev: 2_000, tokens: 28.2, mostFrequent: 1_012, mostFrequentInTraining: 4_012),
        cr: GLUEFacts(train: 3_016, dev: 755, tokens: 22.1, mostFrequent: 467, mostFrequentInTraining: 1_938),
        mpqa: GLUEFacts(train: 8_482, dev: 2_121, tokens: 5.5, mostFrequent: 1_440, mostFrequentInTraining: 5_852),
    ]

    /// Five epochs, as on GLUE; two of the longer texts.
    public static func epochs(_ task: TextTask) -> Int { [agNews, subj].contains(task) ? 2 : 5 }

    /// One run, by chapter 5's protocol.
    static func run(_ task: TextTask, _ setting: Setting, rate: Double, seed: UInt64, _ grid: GLUEGrid) -> PlannedRun {
        let glue = PlannedRun.glue(task, setting, rate: rate, seed: seed, division: nil, backbone: grid.backbone)
        var configuration = glue.configuration
        configuration.steps.epochs = epochs(task)
        return PlannedRun(backbone: grid.backbone, data: folder, configuration)
    }

    /// What the records say, at the rates that were searched on GLUE.
    ///
    /// - Throws: `InputError` for a file of records that is not one.
    public static func results(_ ablation: Ablation, in store: RunStore) throws -> GLUEResults {
        try GLUEResults(settings, tasks: tasks, in: store) { setting, task in
            guard let rate = ablation.rate(setting) else { return [] }
            return Plan.seeds.map { run(task, setting, rate: rate, seed: $0, ablation.grid) }
        }
    }
}
