/// How one sentence, or a pair, and special tokens are put together.
struct SequenceTemplate: Sendable, Equatable {
    enum Part: Sendable, Equatable {
        case special(id: Int32, type: UInt8)
        case first(type: UInt8)
        case second(type: UInt8)
    }

    let single: [Part]
    let pair: [Part]
    /// Whether a sentence that is too long loses its start; otherwise its end.
    var cutsStart = false
    /// Why pairs cannot be encoded, where files leave it open how.
    var pairFault: InputError?

    init(single: [Part], pair: [Part]) { (self.single, self.pair) = (single, pair) }

    /// `[CLS] A [SEP]` and `[CLS] A [SEP] B [SEP]`; the second sentence has a token type of its own.
    static func pairWithOneSeparator(classification: Int32, separator: Int32) -> SequenceTemplate {
        let single: [Part] = [
            .special(id: classification, type: 0), .first(type: 0), .special(id: separator, type: 0),
        ]
        return SequenceTemplate(
            single: single, pair: single + [.second(type: 1), .special(id: separator, type: 1)])
    }

    /// `<s> A </s>` and `<s> A </s> </s> B </s>`; there is one token type only.
    static func pairWithTwoSeparators(start: Int32, end: Int32) -> SequenceTemplate {
        let single: [Part] = [.special(id: start, type: 0), .first(type: 0), .special(id: end, type: 0)]
        return SequenceTemplate(
            single: single, pair: single + [.special(id: end, type: 0), .second(type: 0), .special(id: end, type: 0)])
    }

    /// `<bos> A` and `<bos> A <bos> B`; there is one token type only.
    static func pairWithStarts(_ start: Int32) -> SequenceTemplate {
        let single: [Part] = [.special(id: start, type: 0), .first(type: 0)]
        return SequenceTemplate(single: single, pair: single + [.special(id: start, type: 0), .second(type: 0)])
    }

    func specialTokenCount(isPair: Bool) -> Int {
        (isPair ? pair : single).count { if case .special = $0 { true } else { false } }
    }

    /// The same with type 0 throughout.
    var withoutTokenTypes: SequenceTemplate {
        func plain(_ part: Part) -> Part {
            switch part {
            case .special(let id, _): .special(id: id, type: 0)
            case .first: .first(type: 0)
            case .second: .second(type: 0)
            }
        }
        var other = SequenceTemplate(single: single.map(plain), pair: pair.map(plain))
        (other.cutsStart, other.pairFault) = (cutsStart, pairFault)
        return other
    }

    /// The largest token type that an encoding can hold.
    func largestTokenType(isPair: Bool) -> Int {
        (isPair ? pair : single).map { part in
            switch part {
            case .special(_, let type), .first(let type), .second(let type): Int(type)
            }
        }.max() ?? 0
    }

    /// Cuts the sentences so that the whole has at most `maxLength` tokens, and joins the parts.
    func assemble(_ first: [Int32], _ second: [Int32]?, maxLength: Int) -> Encoding {
        let special = specialTokenCount(isPair: second != nil)
        precondition(maxLength >= special, "maxLength \(maxLength) is under the \(special) special tokens")
        let kept = Self.longestFirst(first.count, second?.count, room: maxLength - special)
        var ids: [Int32] = []
        var types: [UInt8] = []
        ids.reserveCapacity(special + kept.first + kept.second)
        types.reserveCapacity(special + kept.first + kept.second)
        for part in second == nil ? single : pair {
            switch part {
            case .special(let id, let type): ids.append(id); types.append(type)
            case .first(let type):
                ids += cutsStart ? first.suffix(kept.first) : first.prefix(kept.first)
                types += repeatElement(type, count: kept.first)
            case .second(let type):
                let second = second ?? []
                ids += cutsStart ? second.suffix(kept.second) : second.prefix(kept.second)
                types += repeatElement(type, count: kept.second)
            }
        }
        return Encoding(ids: ids, typeOf: { types[$0] })
    }

    /// How many tokens of each sentence stay when both together may have `room`.
    ///
    /// Only the longer one is cut where that is enough. Otherwise each gets half, and an odd token goes
    /// to the longer, or to the second when they are equally long (the rule of Hugging Face's tokenizers).
    static func longestFirst(_ first: Int, _ second: Int?, room: Int) -> (first: Int, second: Int) {
        guard let second else { return (min(first, room), 0) }
        guard first + second > room else { return (first, second) }
        var shorter = min(first, second)
        var longer = room - shorter
        if longer < shorter {
            shorter = room / 2
            longer = room - shorter
        }
        return first > second ? (longer, shorter) : (shorter, longer)
    }
}
