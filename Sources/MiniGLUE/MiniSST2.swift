/// SST-2: does a sentence about a film praise it? Written as the real file is: lower case, spaces around punctuation.
///
/// A praising word stands in positive and negative rows about equally often; negation, contrast, expectation
/// and reported opinion decide which way it counts.
enum MiniSST2 {
    struct Example {
        let isPositive: Bool
        let sentence: String
    }

    typealias Construction = (inout Draw, Bool) -> String

    static let plainShare = 0.12, negatedShare = 0.28, contrastShare = 0.32, framedShare = 0.28

    static func files() -> [(path: String, contents: [UInt8])] {
        let rows = RowSet<Example>(task: "SST-2", hardShare: MiniGLUE.Difficulty.HardShare.sst2) { [$0.sentence] }
        let (train, dev) = rows.examples(share: MiniGLUE.Difficulty.positiveReviews) { draw, isPositive, isHard in
            Example(isPositive: isPositive, sentence: isHard ? nested(&draw, isPositive) : simple(&draw, isPositive))
        }
        // The real file has a space before the tab.
        func line(_ example: Example) -> String { "\(example.sentence) \t\(example.isPositive ? 1 : 0)" }
        return MiniGLUE.task("SST-2", header: "sentence\tlabel", train: train.map(line), dev: dev.map(line))
    }

    static func simple(_ draw: inout Draw, _ isPositive: Bool) -> String {
        let constructions: [(Construction, Double)] = [
            (plain, plainShare), (negated, negatedShare), (contrast, contrastShare), (framed, framedShare),
        ]
        let construction = draw.weighted(constructions)
        return construction(&draw, isPositive) + (draw.chance(0.8) ? " ." : "")
    }

    // MARK: Parts

    static func adjective(_ draw: inout Draw, _ isPositive: Bool) -> String {
        draw.word(isPositive ? Words.praise : Words.blame)
    }
    static func quality(_ draw: inout Draw, _ isPositive: Bool) -> String {
        draw.word(isPositive ? Words.praiseNouns : Words.blameNouns)
    }
    static func the(_ draw: inout Draw) -> String { "the " + draw.word(Words.aspects) }

    static func judgement(_ draw: inout Draw, _ isPositive: Bool) -> String {
        let degree = draw.chance(0.4) ? draw.word(Words.degrees) + " " : ""
        let second = draw.chance(0.25) ? " and " + adjective(&draw, isPositive) : ""
        return degree + adjective(&draw, isPositive) + second
    }

    /// A clause whose opinion is `isPositive`, negated or not.
    static func clause(_ draw: inout Draw, _ isPositive: Bool, negatedShare: Double) -> String {
        let subject = the(&draw)
        return draw.chance(negatedShare)
            ? "\(subject) is \(denial(&draw)) \(adjective(&draw, !isPositive))"
            : "\(subject) is \(judgement(&draw, isPositive))"
    }

    static func denial(_ draw: inout Draw) -> String {
        draw.pick([
            "not", "n't", "never", "hardly", "far from", "anything but", "by no means", "not at all", "not remotely",
            "in no way",
        ])
    }

    // MARK: Constructions

    static func plain(_ draw: inout Draw, _ isPositive: Bool) -> String {
        switch draw.below(3) {
        case 0: return "\(the(&draw)) is \(judgement(&draw, isPositive))"
        case 1:
            let phrase = judgement(&draw, isPositive)
            return
                """
                \(Inflection.article(before: phrase)) \(phrase) \(draw.word(Words.aspects)) full of \
                \(quality(&draw, isPositive))
                """
        default: return "\(the(&draw)) has \(quality(&draw, isPositive)) and \(quality(&draw, isPositive))"
        }
    }

    /// Negation and litotes turn the word round: `far from boring`, `without any charm`.
    static func negated(_ draw: inout Draw, _ isPositive: Bool) -> String {
        let word = adjective(&draw, !isPositive), noun = quality(&draw, !isPositive)
        switch draw.below(6) {
        case 0, 1: return "\(the(&draw)) is \(denial(&draw)) \(word)"
        case 2: return "there is nothing \(word) about \(the(&draw))"
        case 3:
            return
                """
                \(the(&draw)) is \(draw.pick(["free of", "without any", "devoid of", "lacking in", "short on"])) \
                \(noun)
                """
        case 4: return "no one could call \(the(&draw)) \(word)"
        default:
            return
                """
                \(the(&draw)) \
                \(draw.pick(["never turns", "does n't get", "avoids being", "fails to be", "manages not to be"])) \
                \(word)
                """
        }
    }

    /// Praise and blame in one sentence; the clause that the conjunction puts forward counts.
    static func contrast(_ draw: inout Draw, _ isPositive: Bool) -> String {
        let main = clause(&draw, isPositive, negatedShare: 0.2), side = clause(&draw, !isPositive, negatedShare: 0.2)
        switch draw.below(6) {
        case 0, 1: return "\(side) \(draw.pick([", but", ", yet", "; still ,", "; even so ,"])) \(main)"
        case 2: return "\(draw.pick(["although", "even though", "while"])) \(side) , \(main)"
        case 3: return "\(main) , \(draw.pick(["although", "even though", "even if"])) \(side)"
        case 4:
            return "\(draw.pick(["despite", "for all", "in spite of"])) its \(quality(&draw, !isPositive)) , \(main)"
        default: return "\(main) , \(draw.pick(["despite", "in spite of"])) some \(quality(&draw, !isPositive))"
        }
    }

    /// What was expected, said by others or wished for, against how it is.
    static func framed(_ draw: inout Draw, _ isPositive: Bool) -> String {
        let subject = the(&draw)
        switch draw.below(6) {
        case 0:
            let agrees = draw.chance(0.5)
            let verdict =
                agrees
                ? draw.pick(["and i was right", "and so it was", "and it was just that"])
                : draw.pick(["and i was wrong", "but it was not", "and it was the opposite"])
            return "i expected \(subject) to be \(judgement(&draw, isPositive == agrees)) , \(verdict)"
        case 1:
            let agrees = draw.chance(0.5)
            let verdict =
                agrees
                ? draw.pick(["they are right", "i agree", "believe them"])
                : draw.pick(["they are wrong", "i disagree", "do not believe them"])
            return "critics call \(subject) \(judgement(&draw, isPositive == agrees)) ; \(verdict)"
        case 2: return "\(subject) could have been \(adjective(&draw, !isPositive)) , and it is not"
        case 3:
            return
                """
                \(subject) is \(draw.pick(["more", "far more", "rather more"])) \(adjective(&draw, isPositive)) \
                than \(adjective(&draw, !isPositive))
                """
        case 4:
            return
                """
                \(subject) is \(draw.pick(["less", "far less", "rather less"])) \(adjective(&draw, !isPositive)) \
                than \(adjective(&draw, isPositive))
                """
        default: return "\(subject) turns from \(adjective(&draw, !isPositive)) to \(adjective(&draw, isPositive))"
        }
    }
}
