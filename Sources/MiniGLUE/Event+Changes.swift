/// The ways in which two sentences about an event can differ.
extension Event {
    /// Changes of words or form that keep the meaning. Each does nothing and returns false where it does not apply.
    enum Rewording: CaseIterable {
        case voice, timeFirst, verbSynonym, patientSynonym, agentSynonym, cleft

        func apply(_ event: inout Event) -> Bool {
            switch self {
            case .voice:
                guard event.voice == .active else { return false }
                event.voice = .passive
            case .timeFirst:
                guard event.time != nil, !event.isTimeFirst, event.source == nil, event.voice != .cleft else {
                    return false
                }
                event.isTimeFirst = true
            case .verbSynonym:
                guard let synonym = event.verb.synonym.first else { return false }
                event.verb = synonym
            case .patientSynonym:
                guard let synonym = event.patient.noun.synonym.first else { return false }
                event.patient.noun = synonym
            case .agentSynonym:
                guard let synonym = event.agent.noun.synonym.first else { return false }
                event.agent.noun = synonym
            case .cleft:
                guard event.voice == .active, !event.isTimeFirst else { return false }
                event.voice = .cleft
            }
            return true
        }
    }

    /// Changes of what is said.
    enum Change: CaseIterable {
        case roles, number, negation, patient, agent, verb, place, time

        func apply(_ event: inout Event, _ draw: inout Draw) -> Bool {
            switch self {
            case .roles:
                guard event.isReversible else { return false }
                swap(&event.agent, &event.patient)
            case .number:
                guard event.patient.isPlural else { return false }
                event.patient.determiner = draw.pick(Words.numbers, except: { $0 == event.patient.determiner })
            case .negation: event.isNegated.toggle()
            case .patient:
                let old = event.patient.noun
                if event.isReversible {
                    guard !old.kind.isEmpty else { return false }
                    event.patient.noun = draw.word(Words.people, except: { $0.kind == old.kind })
                } else {
                    event.patient.noun = draw.word(Words.things, except: { $0.kind == old.kind })
                }
            case .agent:
                let old = event.agent.noun
                if old.kind.isEmpty {
                    event.agent = .name(draw.personName())
                } else {
                    event.agent.noun = draw.word(Words.people, except: { $0.kind == old.kind })
                }
            case .verb:
                event.verb = draw.word(
                    event.isReversible ? Words.socialPairs : Words.actionPairs, except: { $0 == event.verb })
            case .place:
                guard let old = event.place else { return false }
                event.place =
                    old.hasPrefix("in the ")
                    ? "in the " + draw.word(Words.locations, except: { old == "in the " + $0 })
                    : "in " + draw.word(Words.cities, except: { old == "in " + $0 })
            case .time:
                guard let old = event.time else { return false }
                event.time =
                    old.hasPrefix("on ")
                    ? "on " + draw.pick(Words.days, except: { old == "on " + $0 })
                    : draw.pick(["last week", "last year", "yesterday", "last night"], except: { $0 == old })
            }
            return true
        }
    }
}
