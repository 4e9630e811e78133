/// RTE: does the first sentence entail the second? Monotone inference, numbers, coordination, roles, factivity.
///
/// Every construction gives both labels, most often with the same words in another order or under another operator.
enum MiniRTE {
    struct Example {
        let premise, hypothesis: String
        let isEntailed: Bool
    }

    typealias Pair = (premise: String, hypothesis: String)
    typealias Construction = (inout Draw, Bool, Bool) -> Pair

    static var constructions: [(Construction, Double)] {
        [
            (quantifier, 1), (number, 0.5), (coordination, 1.5), (roles, 1), (modifier, 3), (factivity, 4.5),
            (order, 0.5), (comparison, 0.5),
        ]
    }

    static func files() -> [(path: String, contents: [UInt8])] {
        let rows = RowSet<Example>(task: "RTE", hardShare: MiniGLUE.Difficulty.HardShare.rte) {
            [$0.premise, $0.hypothesis]
        }
        let (train, dev) = rows.examples(share: MiniGLUE.Difficulty.entailed) { draw, isEntailed, isHard in
            let make = draw.weighted(constructions)
            let pair = make(&draw, isEntailed, isHard)
            func finished(_ text: String) -> String { Inflection.capitalised(text) + "." }
            return Example(
                premise: finished(pair.premise), hypothesis: finished(pair.hypothesis), isEntailed: isEntailed)
        }
        func lines(_ examples: [Example]) -> [String] {
            examples.enumerated().map { index, example in
                let label = example.isEntailed ? "entailment" : "not_entailment"
                return "\(index)\t\(example.premise)\t\(example.hypothesis)\t\(label)"
            }
        }
        return MiniGLUE.task("RTE", header: "index\tsentence1\tsentence2\tlabel", train: lines(train), dev: lines(dev))
    }

    static func event(_ draw: inout Draw, reversible: Bool, isHard: Bool) -> Event {
        var event = Event.make(&draw, reversible: reversible)
        if !isHard {
            if draw.chance(0.5) { event.place = nil }
            if draw.chance(0.5) { event.time = nil }
        }
        return event
    }

    /// Who did it to whom, across voices.
    static func roles(_ draw: inout Draw, isEntailed: Bool, isHard: Bool) -> Pair {
        let first = event(&draw, reversible: true, isHard: isHard)
        var second = first
        if !isEntailed { swap(&second.agent, &second.patient) }
        if draw.chance(0.6) { second.voice = .passive }
        var premise = first
        if draw.chance(0.3) { premise.voice = .passive }
        second.place = nil
        if draw.chance(0.5) { second.time = nil }
        if isHard, let synonym = second.verb.synonym.first { second.verb = synonym }
        return (premise.clause, second.clause)
    }

    /// The premise gives two details of three, the hypothesis one: one of the two, or the third.
    static func modifier(_ draw: inout Draw, isEntailed: Bool, isHard: Bool) -> Pair {
        var bare = Event.make(&draw, reversible: draw.chance(0.4))
        let place = Event.place(&draw), time = Event.time(&draw), adjective = draw.word(Words.personAdjectives)
        bare.agent = NounPhrase(determiner: "the", noun: draw.word(Words.people))
        (bare.place, bare.time) = (nil, nil)
        func with(_ details: [Int]) -> Event {
            var event = bare
            if details.contains(0) { event.place = place }
            if details.contains(1) { event.time = time }
            if details.contains(2) { event.agent.adjective = adjective }
            return event
        }
        let order = draw.permutation(3)
        let premise = with([order[0], order[1]])
        var hypothesis = with([isEntailed ? order[0] : order[2]])
        if draw.chance(isHard ? 0.8 : 0.3) { hypothesis.voice = .passive }
        return (premise.clause, hypothesis.clause)
    }

    /// `Before` and `after`: turning the clauses round and changing the conjunction cancel each other.
    static func order(_ draw: inout Draw, isEntailed: Bool, isHard: Bool) -> Pair {
        func clause() -> String {
            var event = Event.make(&draw, reversible: draw.chance(0.4))
            (event.place, event.time) = (isHard ? event.place : nil, nil)
            return event.clause
        }
        let first = clause(), second = clause()
        let isBefore = draw.chance(0.5)
        let word = isBefore ? "before" : "after", opposite = isBefore ? "after" : "before"
        let premise = "\(first) \(word) \(second)"
        return switch draw.below(3) {
        case 0: (premise, "\(isEntailed ? word : opposite) \(second), \(first)")
        case 1: (premise, "\(isEntailed ? opposite : word) \(first), \(second)")
        default: (premise, "\(second) \(isEntailed ? opposite : word) \(first)")
        }
    }

    /// `A is taller than B`; in the hard form with a third person between them.
    static func comparison(_ draw: inout Draw, isEntailed: Bool, isHard: Bool) -> Pair {
        let (more, less) = draw.word(Words.comparatives)
        var people: [String] = []
        while people.count < 3 {
            let person = Event.person(&draw).text
            if !people.contains(person) { people.append(person) }
        }
        func greater(_ a: String, _ b: String) -> String {
            draw.chance(0.5) ? "\(a) is \(more) than \(b)" : "\(b) is \(less) than \(a)"
        }
        let premise =
            isHard
            ? "\(greater(people[0], people[1])), and \(greater(people[1], people[2]))" : greater(people[0], people[1])
        let last = isHard ? people[2] : people[1]
        return (premise, isEntailed ? greater(people[0], last) : greater(last, people[0]))
    }
}
