/// MRPC: do two sentences say the same?
///
/// Paraphrases differ in voice, order and several words; the others differ in one thing that matters, such as who
/// did it to whom, and otherwise in the same ways. So shared words say little.
enum MiniMRPC {
    struct Example {
        let isParaphrase: Bool
        let first, second: String
    }

    static let header = "Quality\t#1 ID\t#2 ID\t#1 String\t#2 String"
    /// Weights of the meaning changes among non-paraphrases.
    static let changes: [(Event.Change, Double)] = [
        (.roles, 1.5), (.number, 1.5), (.negation, 4), (.patient, 3), (.agent, 2), (.verb, 2), (.place, 2), (.time, 1),
    ]

    static func files() -> [(path: String, contents: [UInt8])] {
        let rows = RowSet<Example>(task: "MRPC", hardShare: MiniGLUE.Difficulty.HardShare.mrpc) {
            [$0.first, $0.second]
        }
        let (train, dev) = rows.examples(share: MiniGLUE.Difficulty.paraphrases, make: pair)
        func lines(_ examples: [Example], from id: Int) -> [String] {
            examples.enumerated().map { index, example in
                let label = example.isParaphrase ? 1 : 0, first = id + 2 * index
                return "\(label)\t\(first)\t\(first + 1)\t\(example.first)\t\(example.second)"
            }
        }
        return MiniGLUE.task("MRPC", header: header, train: lines(train, from: 100_000), dev: lines(dev, from: 200_000))
    }

    static func pair(_ draw: inout Draw, isParaphrase: Bool, isHard: Bool) -> Example {
        let change = isParaphrase ? nil : draw.weighted(changes)
        var first = Event.make(&draw, reversible: change == .roles || draw.chance(0.6))
        // In a hard row both sentences are reported and a second event follows, in either order.
        if isHard {
            first.source = draw.pick([
                "police said that", "the report said that", "a witness said that", "officials said that",
            ])
        }
        if draw.chance(0.25) { first.isNegated = true }
        var second = first
        if let change {
            while !change.apply(&second, &draw) {
                first = Event.make(&draw, reversible: change == .roles || draw.chance(0.3))
                second = first
            }
        }
        // One rewording more for paraphrases keeps the number of shared words alike in both classes.
        let wanted = draw.below(2) + (isParaphrase ? 1 : 0)
        var done = 0
        for index in draw.permutation(Event.Rewording.allCases.count) where done < wanted {
            if Event.Rewording.allCases[index].apply(&second) { done += 1 }
        }
        if draw.chance(0.5) { swap(&first, &second) }
        return Example(isParaphrase: isParaphrase, first: first.sentence, second: second.sentence)
    }
}
