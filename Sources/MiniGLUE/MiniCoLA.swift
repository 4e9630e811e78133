/// CoLA: is the sentence acceptable English? One construction a row, and within each the same share of violations,
/// so that neither the words nor the construction give the label away.
enum MiniCoLA {
    struct Example {
        /// Names the construction, where the real files name the source in the literature.
        let source: String
        let isAcceptable: Bool
        let sentence: String
    }

    typealias Construction = (source: String, make: (inout Draw, Bool, Bool) -> String, weight: Double)

    /// The last argument of `make` asks for the hard form: attractors, embedded clauses, long distances.
    static var constructions: [Construction] {
        [
            ("agr", agreement, 1.5), ("refl", reflexive, 1), ("order", wordOrder, 3.5), ("arg", argumentStructure, 3),
            ("tense", tense, 3),
            ("gap", fillerGap, 2.5), ("npi", negativePolarity, 2), ("det", determiners, 1),
        ]
    }

    static func files() -> [(path: String, contents: [UInt8])] {
        let rows = RowSet<Example>(task: "CoLA", hardShare: MiniGLUE.Difficulty.HardShare.cola) { [$0.sentence] }
        let (train, dev) = rows.examples(share: MiniGLUE.Difficulty.acceptable) { draw, isAcceptable, isHard in
            let (source, make) = draw.weighted(constructions.map { (($0.source, $0.make), $0.weight) })
            let sentence = make(&draw, isAcceptable, isHard)
            return Example(source: source, isAcceptable: isAcceptable, sentence: Inflection.capitalised(sentence))
        }
        func line(_ example: Example) -> String {
            "\(example.source)\t\(example.isAcceptable ? "1\t" : "0\t*")\t\(example.sentence)"
        }
        return MiniGLUE.task("CoLA", header: nil, train: train.map(line), dev: dev.map(line))
    }

    // MARK: Parts that several constructions use

    static func person(_ draw: inout Draw, plural: Bool = false) -> String {
        draw.word(Words.people).form(plural: plural)
    }
    static func thing(_ draw: inout Draw, plural: Bool = false) -> String {
        draw.word(Words.things).form(plural: plural)
    }

    /// `the old violin`, `the violin`.
    static func theThing(_ draw: inout Draw) -> String {
        let adjective = draw.chance(0.4) ? draw.word(Words.thingAdjectives) + " " : ""
        return "the " + adjective + thing(&draw)
    }

    static func thePerson(_ draw: inout Draw) -> String {
        let adjective = draw.chance(0.4) ? draw.word(Words.personAdjectives) + " " : ""
        return "the " + adjective + person(&draw)
    }

    /// Nothing, or a place at the end of the sentence.
    static func perhapsPlace(_ draw: inout Draw, _ probability: Double = 0.4) -> String {
        draw.chance(probability) ? " in the " + draw.word(Words.locations) : ""
    }
}
