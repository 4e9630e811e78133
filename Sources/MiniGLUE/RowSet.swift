import Core

/// Collects the rows of a task's two files, without repetition.
///
/// No sentence of dev occurs in train; within a file a sentence may come back (for pairs: in another pair),
/// a whole row's text may not.
struct RowSet<Example> {
    let task: String
    let hardShare: Double
    /// The sentences of an example: one, or the two of a pair.
    let sentences: (Example) -> [String]

    /// Train and dev examples with labels in exact proportion, in random order.
    ///
    /// - Parameters:
    ///   - share: the share of rows for which `make` is called with `true`.
    ///   - make: draws an example with that label; the last argument asks for a hard one.
    func examples(share: Double, make: (inout Draw, Bool, Bool) -> Example) -> (train: [Example], dev: [Example]) {
        var texts = Set<[String]>()
        var trainSentences = Set<String>()
        func fill(_ split: String, _ count: Int, isDev: Bool) -> [Example] {
            let knobs = MiniGLUE.Difficulty.self
            var plan = Random(seed: MiniGLUE.seed, purpose: "mini-glue/\(task)/\(split)/plan")
            let positives = Int((share * Double(count)).rounded())
            let labels = plan.permutation(count).map { $0 < positives }
            return (0 ..< count).map { row in
                let isHard = plan.uniform() < hardShare
                let isHeldOut = plan.uniform() < knobs.heldOutShare && isDev
                for attempt in 0 ..< 1_000 {
                    let random = Random(
                        seed: MiniGLUE.seed, purpose: "mini-glue/\(task)/\(split)", UInt64(row), UInt64(attempt))
                    var draw = Draw(random, usesHeldOutWords: isHeldOut)
                    let example = make(&draw, labels[row], isHard)
                    let text = sentences(example)
                    if Set(text).count < text.count || (isDev && text.contains(where: trainSentences.contains)) {
                        continue
                    }
                    guard texts.insert(text).inserted else { continue }
                    if !isDev { trainSentences.formUnion(text) }
                    return example
                }
                preconditionFailure("mini-glue \(task): the grammar makes too few different rows")
            }
        }
        let train = fill("train", MiniGLUE.Difficulty.trainRows, isDev: false)
        return (train, fill("dev", MiniGLUE.Difficulty.devRows, isDev: true))
    }
}
