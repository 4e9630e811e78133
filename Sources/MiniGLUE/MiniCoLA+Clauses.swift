/// Word order, verb forms, questions and relative clauses, licensing.
extension MiniCoLA {
    /// Two neighbouring constituents exchanged: `*The nurse old sold the piano.`, `*The nurse has sold piano the.`
    static func wordOrder(_ draw: inout Draw, isAcceptable: Bool, isHard: Bool) -> String {
        // None of these verbs takes a result ("paint the fence red"), which would make adjective after noun right.
        let verb = draw.word(Words.strictlyTransitive)
        let modal = draw.pick(["will", "must", "can", "should", "may", "might"])
        var subject = ["the", draw.word(Words.personAdjectives), person(&draw)]
        var object = ["the", draw.word(Words.thingAdjectives), thing(&draw)]
        var predicate = [modal, verb.base]
        var place = draw.chance(0.6) ? ["in", "the", draw.word(Words.locations)] : []
        let lead = isHard ? "\(thePerson(&draw)) \(draw.pick(["said", "believed", "knew", "thought"])) that " : ""
        var order = [0, 1, 2, 3]
        if !isAcceptable {
            switch draw.below(isHard ? 5 : 7) {
            case 0: subject.swapAt(1, 2)
            case 1: object.swapAt(1, 2)
            case 2: predicate.swapAt(0, 1)
            case 3: object.swapAt(0, 1)
            case 4: order = [0, 2, 1, 3]
            case 5: order = [1, 0, 2, 3]
            default:
                if place.isEmpty { subject.swapAt(0, 1) } else { place = ["the", place[2], "in"] }
            }
        }
        let parts = [subject, predicate, object, place]
        return lead + order.flatMap { parts[$0] }.joined(separator: " ") + "."
    }

    /// Tense and the form of the verb after auxiliaries: `*has ate`, `*did not ate`, `*Tomorrow she painted`.
    static func tense(_ draw: inout Draw, isAcceptable: Bool, isHard: Bool) -> String {
        let verb = draw.word(Words.irregular)
        let subject = thePerson(&draw), object = theThing(&draw)
        let middle = isHard ? " who \(draw.word(Words.social).past) \(thePerson(&draw))" : ""
        let adverb = draw.chance(0.35) ? " \(draw.pick(["never", "always", "already", "often", "secretly"]))" : ""
        let place = perhapsPlace(&draw, 0.3)
        func clause(_ predicate: String) -> String { "\(subject)\(middle) \(predicate) \(object)\(place)" }
        switch draw.below(5) {
        case 0:
            return clause("has\(adverb) \(isAcceptable ? verb.participle : draw.pick([verb.past, verb.base]))") + "."
        case 1:
            return clause("will\(adverb) \(isAcceptable ? verb.base : draw.pick([verb.past, verb.participle]))") + "."
        case 2: return clause("did not \(isAcceptable ? verb.base : draw.pick([verb.past, verb.participle]))") + "."
        case 3:
            let isPast = draw.chance(0.5)
            let time =
                isPast
                ? draw.pick(["yesterday", "last week", "two days ago", "last year"])
                : draw.pick(["tomorrow", "next week", "in two days", "next year"])
            return "\(time), " + clause(isPast == isAcceptable ? verb.past : "will \(verb.base)") + "."
        default: return clause("was\(adverb) \(isAcceptable ? verb.gerund : draw.pick([verb.base, verb.past]))") + "."
        }
    }

    /// A question or relative clause needs its gap: `*What did the nurse paint the fence?`
    static func fillerGap(_ draw: inout Draw, isAcceptable: Bool, isHard: Bool) -> String {
        let verb = draw.word(Words.strictlyTransitive)
        let agent = thePerson(&draw), object = theThing(&draw)
        let bridge = isHard ? "\(thePerson(&draw)) \(draw.pick(["say", "think", "believe"])) " : ""
        let place = perhapsPlace(&draw, 0.3)
        switch draw.below(4) {
        case 0:
            let inner = bridge.isEmpty ? "\(agent) \(verb.base)" : "\(bridge)\(agent) \(verb.past)"
            return "what did \(inner)\(isAcceptable ? "" : " " + object)\(place)?"
        case 1:
            let inner = bridge.isEmpty ? "\(agent) \(verb.base)" : "\(bridge)\(agent) \(verb.past)"
            return "did \(inner)\(isAcceptable ? " " + object : "")\(place)?"
        case 2:
            return
                """
                \(object) that \(agent) \(verb.past)\(isAcceptable ? "" : " it")\(place) was \
                \(draw.word(Words.thingAdjectives)).
                """
        default:
            let other = draw.word(Words.strictlyTransitive).past
            return isAcceptable
                ? "\(agent) \(verb.past) \(object), and \(thePerson(&draw)) \(other) it\(place)."
                : "\(agent) \(verb.past) \(object), and \(thePerson(&draw)) \(other)\(place)."
        }
    }

    /// `No nurse has ever slept.` / `*The nurse has ever slept.`; in the hard form the negation stands too low.
    static func negativePolarity(_ draw: inout Draw, isAcceptable: Bool, isHard: Bool) -> String {
        let verb = draw.word(Words.actions), object = theThing(&draw)
        let ending = draw.pick([
            ("has ever \(verb.participle) \(object)"),
            ("has \(verb.participle) any of the \(thing(&draw, plural: true)) yet"),
        ])
        let subject = person(&draw), other = person(&draw), social = draw.word(Words.social).past
        if isHard {
            return isAcceptable
                ? "no \(subject) who \(social) the \(other) \(ending)."
                : "the \(subject) who \(social) no \(other) \(ending)."
        }
        return switch draw.below(3) {
        case 0:
            isAcceptable
                ? "no \(subject) \(ending)." : "\(draw.pick(["the", "some", "this", "that"])) \(subject) \(ending)."
        case 1:
            isAcceptable
                ? "none of the \(draw.word(Words.people).plural) \(ending)."
                : "one of the \(draw.word(Words.people).plural) \(ending)."
        // The same words on both sides: only whether the negation comes before "ever" differs.
        default:
            isAcceptable
                ? "no \(subject) \(ending), but the \(other) has."
                : "the \(subject) \(ending), but no \(other) has."
        }
    }
}
