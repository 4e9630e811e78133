import Core

/// What is known of real GLUE's files, which are not in the repository. A test compares it with them where they are at
/// hand.
public struct GLUEFacts: Sendable {
    /// Rows of the two files that have labels.
    public let train: Int, dev: Int
    /// Mean word pieces of a row, the special ones included.
    public let tokens: Double
    /// Dev rows with the most frequent label; nil for the regression task.
    public let mostFrequent: Int?
    /// Training rows with the most frequent label; nil for the regression task, and where the file was not at hand.
    public var mostFrequentInTraining: Int?
    /// Word pieces of one epoch.
    public var trainingTokens: Double { Double(train) * tokens }
    /// What one answer for every row gets: the share of the dev rows with the most frequent label; nil for the
    /// regression task.
    public var mostFrequentShare: Double? { mostFrequent.map { Double($0) / Double(dev) } }

    /// The same of the training rows.
    public var mostFrequentShareInTraining: Double? { mostFrequentInTraining.map { Double($0) / Double(train) } }

    public static let of: [TextTask: GLUEFacts] = [
        .cola: GLUEFacts(train: 8_551, dev: 1_043, tokens: 11.5, mostFrequent: 721, mostFrequentInTraining: 6_023),
        .sst2: GLUEFacts(train: 67_349, dev: 872, tokens: 13.3, mostFrequent: 444, mostFrequentInTraining: 37_569),
        .mrpc: GLUEFacts(train: 3_668, dev: 408, tokens: 53, mostFrequent: 279, mostFrequentInTraining: 2_474),
        .stsb: GLUEFacts(train: 5_749, dev: 1_500, tokens: 27.8, mostFrequent: nil),
        .qnli: GLUEFacts(train: 104_743, dev: 5_463, tokens: 51, mostFrequent: 2_761),
        .rte: GLUEFacts(train: 2_490, dev: 277, tokens: 66.6, mostFrequent: 146, mostFrequentInTraining: 1_249),
    ]

    /// Both parts of a division by question, and the rows of each with its most frequent label: QNLI*.
    public static let dividedQNLI = GLUEFacts(
        train: 4_371, dev: 1_092, tokens: 51, mostFrequent: 553, mostFrequentInTraining: 2_222)
}
