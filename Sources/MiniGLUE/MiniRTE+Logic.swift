/// The inferences of RTE that hang on quantifiers, numbers, coordination and embedding verbs.
extension MiniRTE {
    /// Upward and downward monotone places: `every dog` entails `every old dog`, `some old dog` entails `some dog`.
    static func quantifier(_ draw: inout Draw, isEntailed: Bool, isHard: Bool) -> Pair {
        let noun = draw.word(Words.people), verb = draw.word(Words.actions), object = draw.word(Words.things)
        // Monotonicity of the subject's and of the object's place.
        let (determiner, subjectUp, objectUp) = draw.pick([
            ("every", false, true), ("no", false, false), ("some", true, true), ("at least one", true, true),
            ("not a single", false, false),
        ])
        let narrowsSubject = draw.chance(0.5)
        let isUp = narrowsSubject ? subjectUp : objectUp
        let general: String, special: String
        let place = draw.word(Words.locations), quality = draw.word(Words.thingAdjectives),
            trait = draw.word(Words.personAdjectives)
        func sentence(_ subject: String, _ object: String) -> String {
            "\(determiner) \(subject) \(verb.past) \(Inflection.article(before: object)) \(object)"
                + (isHard ? " in the \(place)" : "")
        }
        if narrowsSubject {
            let narrow =
                draw.chance(0.5) ? "\(trait) \(noun.singular)" : "\(noun.singular) from \(draw.word(Words.cities))"
            general = sentence(noun.singular, object.singular)
            special = sentence(narrow, object.singular)
        } else {
            let usesHypernym = draw.chance(0.5)
            general = sentence(noun.singular, usesHypernym ? Words.hypernym(of: object).singular : object.singular)
            special = sentence(noun.singular, usesHypernym ? object.singular : "\(quality) \(object.singular)")
        }
        return isUp == isEntailed ? (special, general) : (general, special)
    }

    /// `More than four` entails `more than three`; `fewer than four` entails `fewer than six`.
    static func number(_ draw: inout Draw, isEntailed: Bool, isHard: Bool) -> Pair {
        let low = draw.below(Words.numbers.count - 3), high = low + 1 + draw.below(3)
        let (phrase, isUp) = draw.pick([
            ("more than", true), ("at least", true), ("fewer than", false), ("at most", false),
        ])
        let people = draw.word(Words.people).plural, verb = draw.word(Words.actions).past,
            object = draw.word(Words.things).singular
        let tail = "\(verb) the \(object)" + (isHard ? " \(Event.place(&draw))" : "")
        let strong = isUp ? high : low, weak = isUp ? low : high
        func sentence(_ index: Int) -> String { "\(phrase) \(Words.numbers[index]) \(people) \(tail)" }
        return isEntailed ? (sentence(strong), sentence(weak)) : (sentence(weak), sentence(strong))
    }

    /// `And` entails each part; each part entails `or`; under negation the other way round.
    static func coordination(_ draw: inout Draw, isEntailed: Bool, isHard: Bool) -> Pair {
        let agent = Event.person(&draw).text, verb = draw.word(Words.actions)
        let one = "the \(draw.word(Words.things).singular)", two = "the \(draw.word(Words.things).singular)"
        let place = isHard ? " \(Event.place(&draw))" : ""
        let isNegated = draw.chance(0.5)
        let usesAnd = draw.chance(0.5)
        func sentence(_ object: String) -> String {
            "\(agent) \(isNegated ? "did not \(verb.base)" : verb.past) \(object)\(place)"
        }
        let whole = sentence(usesAnd ? "\(isNegated ? "both " : "")\(one) and \(two)" : "\(one) or \(two)")
        let part = sentence(draw.chance(0.5) ? one : two)
        // `and` without negation and `or` under it make the whole the stronger sentence.
        let wholeIsStronger = usesAnd != isNegated
        return wholeIsStronger == isEntailed ? (whole, part) : (part, whole)
    }

    /// Verbs that make their clause true, false, or leave it open.
    static func factivity(_ draw: inout Draw, isEntailed: Bool, isHard: Bool) -> Pair {
        let inner = event(&draw, reversible: draw.chance(0.4), isHard: false)
        var negative = inner
        negative.isNegated = true
        let tail = [inner.patient.text, inner.place, inner.time].compactMap { $0 }.joined(separator: " ")
        let agent = inner.agent.text, verb = inner.verb.base
        func infinitive(_ lead: String) -> String { "\(agent) \(lead) \(verb) \(tail)" }
        let witness = Event.person(&draw).text
        let done = draw.pick([
            infinitive("managed to"), infinitive("remembered to"), infinitive("did not fail to"),
            infinitive("happened to"),
            "\(witness) \(draw.pick(["knew", "discovered", "regretted", "noticed"])) that \(inner.clause)",
        ])
        let undone = draw.pick([
            infinitive("failed to"), infinitive("refused to"), infinitive("forgot to"), infinitive("did not manage to"),
            infinitive("was unable to"),
        ])
        let open = draw.pick([
            infinitive("planned to"), infinitive("wanted to"), infinitive("promised to"), infinitive("hoped to"),
            "\(witness) \(draw.pick(["believed", "claimed", "feared", "hoped"])) that \(inner.clause)",
        ])
        if isEntailed { return draw.chance(0.55) ? (done, inner.clause) : (undone, negative.clause) }
        return switch draw.below(4) {
        case 0: (undone, inner.clause)
        case 1: (done, negative.clause)
        case 2: (open, inner.clause)
        default: (open, draw.chance(0.5) ? negative.clause : inner.clause)
        }
    }
}
