/// QNLI: does the sentence hold the answer to the question?
///
/// An unanswerable question asks about the same people and things, for a detail that the sentence does not give,
/// gives for the other event, or gives with the roles exchanged. The shared words are alike in both classes.
enum MiniQNLI {
    struct Example {
        let question, sentence: String
        let isAnswered: Bool
    }

    enum Slot: CaseIterable { case agent, patient, place, time }

    static func files() -> [(path: String, contents: [UInt8])] {
        let rows = RowSet<Example>(task: "QNLI", hardShare: MiniGLUE.Difficulty.HardShare.qnli) { [$0.question, $0.sentence] }
        let (train, dev) = rows.examples(share: MiniGLUE.Difficulty.answered, make: pair)
        func lines(_ examples: [Example]) -> [String] {
            examples.enumerated().map { index, example in
                "\(index)\t\(example.question)\t\(example.sentence)\t\(example.isAnswered ? "entailment" : "not_entailment")"
            }
        }
        return MiniGLUE.task("QNLI", header: "index\tquestion\tsentence\tlabel", train: lines(train), dev: lines(dev))
    }

    /// A sentence of two events; the question is about one of them.
    static func pair(_ draw: inout Draw, isAnswered: Bool, isHard: Bool) -> Example {
        let slot = draw.pick(Slot.allCases)
        var asked = Event.make(&draw, reversible: draw.chance(0.6))
        // Events of one kind, so that each verb goes with either's participants.
        var other = asked
        while other.verb == asked.verb || other.agent.noun == asked.agent.noun || other.patient.noun == asked.patient.noun
            || other.agent.noun == asked.patient.noun || other.patient.noun == asked.agent.noun {
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
            if !isAnswered { (question, queried) = misdirected(&draw, asked: asked, other: other, slot: slot) }
        }
        if draw.chance(0.4) { asked.voice = .passive }
        if draw.chance(0.4) { other.voice = .passive }
        let sentence = joined(&draw, asked, other, isHard: isHard)
        if draw.chance(0.35), let synonym = question.verb.synonym.first { question.verb = synonym }
        return Example(question: text(question, asking: queried, passive: draw.chance(0.4)), sentence: sentence, isAnswered: isAnswered)
    }

    /// A question with the words of the sentence to which it has no answer.
    private static func misdirected(_ draw: inout Draw, asked: Event, other: Event, slot: Slot) -> (Event, Slot) {
        var question = asked
        switch draw.below(3) {
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

    private static func joined(_ draw: inout Draw, _ asked: Event, _ other: Event, isHard: Bool) -> String {
        let (first, second) = draw.chance(0.5) ? (asked, other) : (other, asked)
        let left = String(first.sentence.dropLast()), right = String(second.clause)
        if isHard {
            let third = Event.make(&draw, reversible: draw.chance(0.5))
            return "\(left) \(draw.pick(["before", "after", "because"])) \(right), although \(third.clause)."
        }
        return draw.chance(0.7) ? "\(left)\(draw.pick([", and", ", but", ", while", " before", " after"])) \(right)." : "\(left). \(Inflection.capitalised(right))."
    }

    static func text(_ event: Event, asking slot: Slot, passive: Bool) -> String {
        let agent = event.agent.text, patient = event.patient.text
        let be = event.patient.isPlural ? "were" : "was"
        let isPerson = event.isReversible
        return switch slot {
        case .agent: passive ? "Who \(be) \(patient) \(event.verb.participle) by?" : "Who \(event.verb.past) \(patient)?"
        case .patient: passive ? "\(isPerson ? "Who" : "What") was \(event.verb.participle) by \(agent)?" : "\(isPerson ? "Who" : "What") did \(agent) \(event.verb.base)?"
        case .place: passive ? "Where \(be) \(patient) \(event.verb.participle) by \(agent)?" : "Where did \(agent) \(event.verb.base) \(patient)?"
        case .time: passive ? "When \(be) \(patient) \(event.verb.participle) by \(agent)?" : "When did \(agent) \(event.verb.base) \(patient)?"
        }
    }
}
