/// QNLI: does the sentence hold the answer to the question?
///
/// An unanswerable question asks about the same people and things, for a detail that the sentence does not give, or
/// with another verb or participant. In the hard form the sentence holds a second event, which has what the first
/// lacks.
enum MiniQNLI {
    struct Example {
        let question, sentence: String
        let isAnswered: Bool
    }

    enum Slot: CaseIterable { case agent, patient, place, time }

    static func files() -> [(path: String, contents: [UInt8])] {
        let rows = RowSet<Example>(task: "QNLI", hardShare: MiniGLUE.Difficulty.HardShare.qnli) {
            [$0.question, $0.sentence]
        }
        let (train, dev) = rows.examples(share: MiniGLUE.Difficulty.answered, make: pair)
        func lines(_ examples: [Example]) -> [String] {
            examples.enumerated().map { index, example in
                let label = example.isAnswered ? "entailment" : "not_entailment"
                return "\(index)\t\(example.question)\t\(example.sentence)\t\(label)"
            }
        }
        return MiniGLUE.task("QNLI", header: "index\tquestion\tsentence\tlabel", train: lines(train), dev: lines(dev))
    }

    /// A question about an event. The plain sentence tells that event alone; the hard one tells another beside it.
    static func pair(_ draw: inout Draw, isAnswered: Bool, isHard: Bool) -> Example {
        // Places and times more often: whether a detail is given at all is learnt before who did what.
        let slot = draw.weighted([(Slot.agent, 1), (.patient, 1), (.place, 3), (.time, 3)])
        var asked = Event.make(&draw, reversible: draw.chance(0.6))
        // Events of one kind, so that each verb goes with either's participants.
        var other = asked
        while other.verb == asked.verb || other.agent.noun == asked.agent.noun
            || other.patient.noun == asked.patient.noun
            || other.agent.noun == asked.patient.noun || other.patient.noun == asked.agent.noun
        {
            other = Event.make(&draw, reversible: asked.isReversible)
        }
        asked.place = nil
        asked.time = nil
        other.place = nil
        other.time = nil
        var question = asked
        var queried = slot
        // Both classes: the sentence has one place and one time, at either event.
        let place = Event.place(&draw), time = Event.time(&draw)
        switch slot {
        case .place:
            if isAnswered { asked.place = place } else { other.place = place }
            if draw.chance(0.5) { asked.time = time } else { other.time = time }
        case .time:
            if isAnswered { asked.time = time } else { other.time = time }
            if draw.chance(0.5) { asked.place = place } else { other.place = place }
        case .agent, .patient:
            if draw.chance(0.5) { asked.place = place } else { other.place = place }
            if draw.chance(0.5) { asked.time = time } else { other.time = time }
            if !isAnswered {
                (question, queried) = misdirected(&draw, asked: asked, other: other, slot: slot, isHard: isHard)
            }
        }
        if draw.chance(0.4) { asked.voice = .passive }
        if draw.chance(0.4) { other.voice = .passive }
        // Half of the plain sentences without the detail asked for give the other one, so that a detail alone is no
        // answer.
        if !isHard, !isAnswered, slot == .place { asked.time = draw.chance(0.5) ? time : nil }
        if !isHard, !isAnswered, slot == .time { asked.place = draw.chance(0.5) ? place : nil }
        let sentence = isHard ? joined(&draw, asked, other, isLong: draw.chance(0.3)) : asked.sentence
        if isHard, draw.chance(0.5), let synonym = question.verb.synonym.first { question.verb = synonym }
        return Example(
            question: text(question, asking: queried, passive: draw.chance(0.4)), sentence: sentence,
            isAnswered: isAnswered)
    }

    /// A question with the words of the sentence to which it has no answer.
    private static func misdirected(_ draw: inout Draw, asked: Event, other: Event, slot: Slot, isHard: Bool) -> (
        Event, Slot
    ) {
        var question = asked
        switch isHard ? draw.below(3) : 2 {
        case 0 where asked.isReversible:  // Who praised the nurse? The nurse praised someone.
            swap(&question.agent, &question.patient)
        case 1:  // The other event's verb.
            question.verb = other.verb
        default:  // The other event's participant, where the verb admits it.
            if slot == .agent { question.patient = other.patient } else { question.agent = other.agent }
            if question == asked { question.verb = other.verb }
        }
        return (question, slot)
    }

    private static func joined(_ draw: inout Draw, _ asked: Event, _ other: Event, isLong: Bool) -> String {
        let (first, second) = draw.chance(0.5) ? (asked, other) : (other, asked)
        let left = String(first.sentence.dropLast()), right = String(second.clause)
        if isLong {
            let third = Event.make(&draw, reversible: draw.chance(0.5))
            return "\(left) \(draw.pick(["before", "after", "because"])) \(right), although \(third.clause)."
        }
        return draw.chance(0.7)
            ? "\(left)\(draw.pick([", and", ", but", ", while", " before", " after"])) \(right)."
            : "\(left). \(Inflection.capitalised(right))."
    }

    static func text(_ event: Event, asking slot: Slot, passive: Bool) -> String {
        let agent = event.agent.text, patient = event.patient.text
        let be = event.patient.isPlural ? "were" : "was"
        let isPerson = event.isReversible
        return switch slot {
        case .agent:
            passive ? "Who \(be) \(patient) \(event.verb.participle) by?" : "Who \(event.verb.past) \(patient)?"
        case .patient:
            passive
                ? "\(isPerson ? "Who" : "What") was \(event.verb.participle) by \(agent)?"
                : "\(isPerson ? "Who" : "What") did \(agent) \(event.verb.base)?"
        case .place:
            passive
                ? "Where \(be) \(patient) \(event.verb.participle) by \(agent)?"
                : "Where did \(agent) \(event.verb.base) \(patient)?"
        case .time:
            passive
                ? "When \(be) \(patient) \(event.verb.participle) by \(agent)?"
                : "When did \(agent) \(event.verb.base) \(patient)?"
        }
    }
}
