/// GLUE's six tasks of the paper (Wang et al., arXiv 1804.07461), and what belongs to this benchmark alone.
public enum GLUE {
    /// In the order of the benchmark's table.
    public static let tasks: [TextTask] = [.cola, .sst2, .mrpc, .stsb, .qnli, .rte]

    /// By name, in any case and with or without the hyphen.
    public static func task(named name: String) -> TextTask? {
        func plain(_ text: String) -> String { text.lowercased().filter { $0 != "-" && $0 != "_" } }
        return tasks.first { plain($0.name) == plain(name) }
    }

    /// Rows of each task's test file on the leaderboard.
    static let testRows: [TextTask: Int] = [
        .cola: 1_063, .sst2: 1_821, .mrpc: 1_725, .stsb: 1_379, .qnli: 5_463, .rte: 3_000,
    ]
}

extension TextTask {
    /// Is a sentence acceptable English?
    public static let cola = TextTask(
        name: "CoLA", answer: .classes([TaskLabel("0", name: "unacceptable"), TaskLabel("1", name: "acceptable")]),
        metrics: [.matthews, .accuracy],
        layouts: layouts(
            labelled: TableLayout(hasHeader: false, columns: 4, first: .init(3, "sentence"), label: .init(1, "label")),
            test: TableLayout(columns: 2, first: .init(1, "sentence"), label: nil)))

    /// Is a phrase of a film review positive?
    public static let sst2 = TextTask(
        name: "SST-2", answer: .classes([TaskLabel("0", name: "negative"), TaskLabel("1", name: "positive")]),
        layouts: layouts(
            labelled: TableLayout(columns: 2, first: .init(0, "sentence"), label: .init(1, "label")),
            test: TableLayout(columns: 2, first: .init(1, "sentence"), label: nil)))

    /// Do two sentences say the same?
    public static let mrpc = TextTask(
        name: "MRPC", isPair: true,
        answer: .classes([TaskLabel("0", name: "not_equivalent"), TaskLabel("1", name: "equivalent")]),
        metrics: [.accuracy, .f1],
        layouts: pairs(columns: 5, (3, "#1 String"), (4, "#2 String"), (0, "Quality"), test: 5))

    /// How near are two sentences in meaning, from 0 to 5? The one regression.
    public static let stsb = TextTask(
        name: "STS-B", isPair: true, answer: .score(0 ... 5), metrics: [.pearson, .spearman],
        layouts: pairs(columns: 10, (7, "sentence1"), (8, "sentence2"), (9, "score"), test: 9))

    /// Does a sentence answer a question?
    public static let qnli = TextTask(
        name: "QNLI", isPair: true, answer: .classes([TaskLabel("entailment"), TaskLabel("not_entailment")]),
        layouts: pairs(columns: 4, (1, "question"), (2, "sentence"), (3, "label"), test: 3))

    /// Does the first sentence entail the second?
    public static let rte = TextTask(
        name: "RTE", isPair: true, answer: .classes([TaskLabel("entailment"), TaskLabel("not_entailment")]),
        layouts: pairs(columns: 4, (1, "sentence1"), (2, "sentence2"), (3, "label"), test: 3))

    /// train and dev are alike.
    private static func layouts(labelled: TableLayout, test: TableLayout) -> [Split: TableLayout] {
        [.train: labelled, .dev: labelled, .test: test]
    }

    /// The same columns in the test file, but for the label.
    private static func pairs(
        columns: Int, _ first: (Int, String), _ second: (Int, String), _ label: (Int, String), test: Int
    ) -> [Split: TableLayout] {
        func layout(_ columns: Int, _ label: TableLayout.Column?) -> TableLayout {
            TableLayout(
                columns: columns, first: .init(first.0, first.1), second: .init(second.0, second.1), label: label)
        }
        return layouts(labelled: layout(columns, .init(label.0, label.1)), test: layout(test, nil))
    }
}
