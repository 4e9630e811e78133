/// Agreement of verb, reflexive and determiner.
extension MiniCoLA {
    /// `The key to the cabinets is old.` / `*The key to the cabinets are old.`
    ///
    /// A noun of the other number may stand between subject and verb.
    static func agreement(_ draw: inout Draw, isAcceptable: Bool, isHard: Bool) -> String {
        let isPlural = draw.chance(0.5)
        let attractorIsPlural = draw.chance(MiniGLUE.Difficulty.attractorShare) ? !isPlural : isPlural
        let subject = person(&draw, plural: isPlural)
        let attractor = person(&draw, plural: attractorIsPlural)
        let middle: String
        if isHard {
            let verb = draw.word(Words.social).present(plural: attractorIsPlural)
            let inner =
                draw.chance(0.5)
                ? "the \(attractor) \(draw.pick(["behind", "near", "beside"])) the \(thing(&draw, plural: isPlural))"
                : "the \(attractor)"
            middle = "that \(inner) \(verb)"
        } else if draw.chance(0.5) {
            middle = ""
        } else {
            middle = "\(draw.pick(["near", "behind", "beside", "with", "next to", "in front of"])) the \(attractor)"
        }
        let verbIsPlural = isPlural == isAcceptable
        let rest = perhapsPlace(&draw)
        let predicate =
            switch draw.below(4) {
            case 0: (verbIsPlural ? "are " : "is ") + draw.word(Words.personAdjectives)
            case 1: (verbIsPlural ? "have " : "has ") + draw.word(Words.actions).participle + " " + theThing(&draw)
            case 2: draw.word(Words.intransitive).present(plural: verbIsPlural) + rest
            default: draw.word(Words.actions).present(plural: verbIsPlural) + " " + theThing(&draw)
            }
        return "the \(subject) \(middle.isEmpty ? "" : middle + " ")\(predicate)."
    }

    /// `The uncle of the girls admired himself.` / `*... admired herself.` / `*... admired themselves.`
    static func reflexive(_ draw: inout Draw, isAcceptable: Bool, isHard: Bool) -> String {
        let isFemale = draw.chance(0.5), isPlural = draw.chance(0.35)
        func pronoun(_ female: Bool, _ plural: Bool) -> String {
            plural ? "themselves" : female ? "herself" : "himself"
        }
        // The other noun would license the wrong pronoun: only its place in the tree rules it out.
        let changesGender = !isPlural && draw.chance(0.6)
        let other = (female: changesGender ? !isFemale : isFemale, plural: changesGender ? false : !isPlural)
        let subject = draw.word(isFemale ? Words.women : Words.men).form(plural: isPlural)
        let attractor = draw.word(other.female ? Words.women : Words.men).form(plural: other.plural)
        let right = pronoun(isFemale, isPlural), wrong = pronoun(other.female, other.plural)
        let verb = draw.word(Words.social).past
        let last = isAcceptable ? right : wrong
        let place = perhapsPlace(&draw)
        if isHard {
            return draw.chance(0.5)
                ? "the \(subject) who \(draw.word(Words.social).past) the \(attractor) \(verb) \(last)\(place)."
                : "the \(attractor) said that the \(subject) \(verb) \(last)\(place)."
        }
        return switch draw.below(3) {
        case 0: "the \(subject) \(verb) \(last)\(place)."
        case 1:
            "the \(subject) \(draw.pick(["of", "near", "with", "behind"])) the \(attractor) \(verb) \(last)\(place)."
        default: "the \(attractor) left and the \(subject) \(verb) \(last)\(place)."
        }
    }

    /// `These violins are old.` / `*These violin ...`; quantifiers that ask for a number.
    static func determiners(_ draw: inout Draw, isAcceptable: Bool, isHard: Bool) -> String {
        let isPlural = draw.chance(0.5)
        let determiner =
            isPlural
            ? draw.pick(["these", "those", "many", "several", "both", "a few", "two"])
            : draw.pick(["this", "that", "each", "every", "another", "one", "a single"])
        let noun = draw.word(Words.things).form(plural: isPlural == isAcceptable)
        let adjectives =
            isHard
            ? "\(draw.word(Words.thingAdjectives)) and \(draw.word(Words.thingAdjectives)) "
            : draw.chance(0.4) ? draw.word(Words.thingAdjectives) + " " : ""
        let phrase = "\(determiner) \(adjectives)\(noun)"
        let verb = draw.word(Words.actions)
        let place = perhapsPlace(&draw)
        return draw.chance(0.5)
            ? "\(thePerson(&draw)) \(verb.past) \(phrase)\(place)."
            : "\(phrase) could be \(verb.participle) by \(thePerson(&draw))\(place)."
    }
}
