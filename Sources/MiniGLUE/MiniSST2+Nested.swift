/// The hard rows of SST-2: two operators in one sentence.
extension MiniSST2 {
    static func nested(_ draw: inout Draw, _ isPositive: Bool) -> String {
        let subject = the(&draw)
        switch draw.below(8) {
        case 0:  // Two negations cancel.
            return "it is not true that \(subject) is \(denial(&draw)) \(adjective(&draw, isPositive)) ."
        case 1:
            return
                """
                \(subject) is not without \(quality(&draw, isPositive)) , and no one could call it \
                \(adjective(&draw, !isPositive)) .
                """
        case 2:  // A contrast inside an opinion that is then accepted or rejected.
            let agrees = draw.chance(0.5)
            let inner = contrast(&draw, isPositive == agrees)
            return
                """
                my friends say that \(inner) ; \
                \(agrees ? draw.pick(["they are right", "i agree"]) : draw.pick(["they are wrong", "i disagree"])) .
                """
        case 3:  // Contrast of a contrast: the last turn counts.
            let first = clause(&draw, isPositive, negatedShare: 0.4),
                second = clause(&draw, !isPositive, negatedShare: 0.4)
            return "\(first) , although \(second) , but in the end \(clause(&draw, isPositive, negatedShare: 0.5)) ."
        case 4:
            let expected = denial(&draw)
            let agrees = draw.chance(0.5)
            return
                """
                i was told that \(subject) is \(expected) \(adjective(&draw, isPositive != agrees)) , and \
                \(agrees ? "that is right" : "that is wrong") .
                """
        case 5, 6:  // Two reviews disagree, and a verdict on one of them decides.
            let firstIsPositive = draw.chance(0.5), judgesFirst = draw.chance(0.5)
            let judgedIsPositive = judgesFirst ? firstIsPositive : !firstIsPositive
            let verdict =
                judgedIsPositive == isPositive
                ? draw.pick(["right", "closer to the truth"]) : draw.pick(["wrong", "further from the truth"])
            let first = clause(&draw, firstIsPositive, negatedShare: 0.3),
                second = clause(&draw, !firstIsPositive, negatedShare: 0.3)
            return
                """
                one review says that \(first) , another that \(second) ; the \(judgesFirst ? "former" : "latter") \
                is \(verdict) .
                """
        default:
            return
                """
                i doubt that anyone will find \(subject) \(adjective(&draw, !isPositive)) or \
                \(adjective(&draw, !isPositive)) , \(draw.pick(["although", "even if"])) \
                \(clause(&draw, !isPositive, negatedShare: 0.3)) .
                """
        }
    }
}
