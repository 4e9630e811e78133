import Core

/// Random choices for one row.
struct Draw {
    private var random: Random
    /// Whether vocabulary comes from the words kept out of the training rows.
    private let usesHeldOutWords: Bool

    init(_ random: Random, usesHeldOutWords: Bool) {
        self.random = random
        self.usesHeldOutWords = usesHeldOutWords
    }

    mutating func chance(_ probability: Double) -> Bool { random.uniform() < probability }
    mutating func below(_ bound: Int) -> Int { random.below(bound) }

    mutating func permutation(_ count: Int) -> [Int] { random.permutation(count) }

    /// Any element: for constructions, function words, names and numbers.
    mutating func pick<Element>(_ list: [Element]) -> Element { list[random.below(list.count)] }

    /// An element of a vocabulary list. Every `heldOutStride`-th word of each list is kept for dev rows.
    mutating func word<Element>(_ list: [Element]) -> Element {
        let stride = MiniGLUE.Difficulty.heldOutStride
        precondition(list.count >= stride, "a vocabulary list needs at least \(stride) words")
        while true {
            let index = random.below(list.count)
            if (index % stride == stride - 1) == usesHeldOutWords { return list[index] }
        }
    }

    /// A vocabulary word that is not excluded. Drawing again is enough: an exclusion leaves most of a list.
    mutating func word<Element>(_ list: [Element], except isExcluded: (Element) -> Bool) -> Element {
        for _ in 0 ..< 10_000 {
            let candidate = word(list)
            if !isExcluded(candidate) { return candidate }
        }
        preconditionFailure("a vocabulary list has too few words for the exclusion")
    }

    mutating func pick<Element>(_ list: [Element], except isExcluded: (Element) -> Bool) -> Element {
        let allowed = list.filter { !isExcluded($0) }
        precondition(!allowed.isEmpty, "the exclusion leaves nothing to pick")
        return pick(allowed)
    }

    /// An element with probability proportional to its weight.
    mutating func weighted<Element>(_ list: [(Element, Double)]) -> Element {
        var rest = random.uniform() * list.reduce(0) { $0 + $1.1 }
        for (element, weight) in list {
            rest -= weight
            if rest < 0 { return element }
        }
        return list[list.count - 1].0
    }

    mutating func personName(female: Bool) -> String {
        word(female ? Words.femaleNames : Words.maleNames) + " " + word(Words.surnames)
    }

    mutating func personName() -> String {
        let female = chance(0.5)
        return personName(female: female)
    }
}
