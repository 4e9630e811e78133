/// What a verb takes: objects, recipients, clauses.
extension MiniCoLA {
    static func argumentStructure(_ draw: inout Draw, isAcceptable: Bool, isHard: Bool) -> String {
        let agent =
            isHard ? "\(thePerson(&draw)) that \(thePerson(&draw)) \(draw.word(Words.social).past)" : thePerson(&draw)
        let place = perhapsPlace(&draw)
        switch draw.below(6) {
        case 0:  // *The nurse sneezed the piano.
            let verb = draw.word(Words.intransitive).past
            let object = theThing(&draw)
            return isAcceptable ? "\(agent) \(verb)\(place)." : "\(agent) \(verb) \(object)\(place)."
        case 1:  // *The nurse devoured.
            let verb = draw.word(Words.strictlyTransitive).past
            let object = theThing(&draw)
            return isAcceptable ? "\(agent) \(verb) \(object)\(place)." : "\(agent) \(verb)\(place)."
        case 2:  // *The nurse explained the pilot the map.
            let recipient = thePerson(&draw), object = theThing(&draw)
            if !isAcceptable { return "\(agent) \(draw.word(Words.giveTo).past) \(recipient) \(object)\(place)." }
            return draw.chance(0.5)
                ? "\(agent) \(draw.word(Words.giveEither).past) \(recipient) \(object)\(place)."
                : """
                \(agent) \(draw.word(draw.chance(0.5) ? Words.giveTo : Words.giveEither).past) \(object) to \
                \(recipient)\(place).
                """
        case 3:  // *The nurse enjoyed to paint the fence.
            let takesInfinitive = draw.chance(0.5)
            let verb = draw.word(takesInfinitive ? Words.wantTo : Words.enjoyDoing).past
            let inner = draw.word(Words.actions), object = theThing(&draw)
            return
                """
                \(agent) \(verb) \(takesInfinitive == isAcceptable ? "to \(inner.base)" : inner.gerund) \
                \(object)\(place).
                """
        case 4:  // *The fence was arrived by the nurse.
            let other = thePerson(&draw)
            let verb = isAcceptable ? draw.word(Words.social) : draw.word(Words.intransitive)
            return "\(agent) was \(verb.participle) by \(other)\(place)."
        default:  // *The nurse put the vase.
            let object = theThing(&draw)
            return isAcceptable
                ? "\(agent) put \(object) \(draw.pick(["on", "under", "behind", "next to"])) the \(thing(&draw))."
                : "\(agent) put \(object)."
        }
    }
}
