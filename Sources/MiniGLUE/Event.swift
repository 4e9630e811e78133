/// Someone did something to someone or something, somewhere, at some time: what the sentences of the pair tasks tell.
struct Event: Equatable {
    enum Voice { case active, passive, cleft }

    /// Whether agent and patient could change places.
    var isReversible: Bool
    var agent: NounPhrase
    var verb: Verb
    var patient: NounPhrase
    var place: String?
    var time: String?
    var isNegated = false
    var voice = Voice.active
    /// Whether the time comes first.
    var isTimeFirst = false
    /// `Police said that ...`; nil for a plain sentence.
    var source: String?

    /// In the past tense, with capital letter and full stop.
    var sentence: String { Inflection.capitalised(clause) + "." }

    /// The same as part of a longer sentence.
    var clause: String {
        var text: String
        let be = patient.isPlural ? "were" : "was"
        switch voice {
        case .active: text = "\(agent.text) \(isNegated ? "did not " + verb.base : verb.past) \(patient.text)"
        case .passive: text = "\(patient.text) \(be) \(isNegated ? "not " : "")\(verb.participle) by \(agent.text)"
        case .cleft: text = "it was \(agent.text) who \(isNegated ? "did not " + verb.base : verb.past) \(patient.text)"
        }
        if let place { text += " " + place }
        if let time { text = isTimeFirst ? "\(time), \(text)" : "\(text) \(time)" }
        if let source { text = "\(source) \(text)" }
        return text
    }

    static func == (left: Event, right: Event) -> Bool { left.sentence == right.sentence }
}

extension Event {
    /// A random event between two people, or between a person and a thing.
    static func make(_ draw: inout Draw, reversible: Bool) -> Event {
        let agent = person(&draw)
        let verb = draw.word(reversible ? Words.socialPairs : Words.actionPairs)
        var patient = reversible ? person(&draw) : thing(&draw)
        while patient.noun == agent.noun { patient = person(&draw) }
        var event = Event(isReversible: reversible, agent: agent, verb: verb, patient: patient)
        if draw.chance(0.6) { event.place = self.place(&draw) }
        if draw.chance(0.6) { event.time = self.time(&draw) }
        return event
    }

    static func person(_ draw: inout Draw) -> NounPhrase {
        if draw.chance(0.3) { return .name(draw.personName()) }
        let adjective = draw.chance(0.35) ? draw.word(Words.personAdjectives) : nil
        return NounPhrase(determiner: "the", adjective: adjective, noun: draw.word(Words.people))
    }

    static func thing(_ draw: inout Draw) -> NounPhrase {
        let isPlural = draw.chance(0.35)
        let adjective = draw.chance(0.5) ? draw.word(Words.thingAdjectives) : nil
        return NounPhrase(
            determiner: isPlural ? draw.pick(Words.numbers) : draw.pick(["the", "a"]), adjective: adjective,
            noun: draw.word(Words.things), isPlural: isPlural)
    }

    static func place(_ draw: inout Draw) -> String {
        draw.chance(0.5) ? "in \(draw.word(Words.cities))" : "in the \(draw.word(Words.locations))"
    }

    static func time(_ draw: inout Draw) -> String {
        switch draw.below(3) {
        case 0: "on \(draw.pick(Words.days))"
        case 1: "in \(draw.pick(Words.months))"
        default: draw.pick(["last week", "last year", "yesterday", "this morning", "two days ago", "last night"])
        }
    }
}
