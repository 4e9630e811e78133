/// STS-B: how similar are two sentences, from 0 to 5?
///
/// The score starts at 5 and every change takes its share of what is left, so that two changes count for more than one.
enum MiniSTSB {
    struct Example {
        let change: String
        let first, second: String
        let score: Double
    }

    static let header = "index\tgenre\tfilename\tyear\told_index\tsource1\tsource2\tsentence1\tsentence2\tscore"

    /// The share of the score that a change leaves.
    static func kept(_ change: Event.Change) -> Double {
        switch change {
        case .roles: 0.52
        case .number: 0.80
        case .negation: 0.44
        case .patient: 0.50
        case .agent: 0.62
        case .verb: 0.40
        case .place: 0.76
        case .time: 0.84
        }
    }

    static func kept(_ rewording: Event.Rewording) -> Double {
        switch rewording {
        case .voice, .timeFirst: 0.97
        case .cleft: 0.95
        case .verbSynonym, .patientSynonym, .agentSynonym: 0.93
        }
    }

    static let keptByHypernym = 0.78, keptByDropping = 0.86

    static func files() -> [(path: String, contents: [UInt8])] {
        let rows = RowSet<Example>(task: "STS-B", hardShare: MiniGLUE.Difficulty.HardShare.stsb) {
            [$0.first, $0.second]
        }
        let (train, dev) = rows.examples(share: 0.5) { draw, isClose, isHard in
            pair(&draw, isClose: isClose, isHard: isHard)
        }
        func lines(_ examples: [Example]) -> [String] {
            examples.enumerated().map { index, example in
                let score = MiniGLUE.threeDecimals(example.score), pair = "\(example.first)\t\(example.second)"
                return "\(index)\tmini-glue\t\(example.change)\tnone\t\(index)\tnone\tnone\t\(pair)\t\(score)"
            }
        }
        return MiniGLUE.task("STS-B", header: header, train: lines(train), dev: lines(dev))
    }

    /// - Parameter isClose: whether at most one change is made; else two or three, or another event altogether.
    static func pair(_ draw: inout Draw, isClose: Bool, isHard: Bool) -> Example {
        let first = Event.make(&draw, reversible: draw.chance(0.6))
        if !isClose && draw.chance(0.2) { return unrelated(&draw, first) }
        var second = first
        var share = 1.0
        var names: [String] = []
        let changes = isClose ? draw.below(2) : 2 + draw.below(2)
        var kinds = draw.permutation(Event.Change.allCases.count).map { Event.Change.allCases[$0] }
        // Who did it to whom is what a frozen encoder misses: half of the changed pairs begin with it.
        if draw.chance(0.4) { kinds = [.roles] + kinds.filter { $0 != .roles } }
        for change in kinds where names.count < changes {
            if change.apply(&second, &draw) {
                share *= kept(change)
                names.append("\(change)")
            }
        }
        if draw.chance(0.3), !second.patient.noun.kind.isEmpty, second.patient.noun == first.patient.noun {
            second.patient.noun = Words.hypernym(of: second.patient.noun)
            share *= keptByHypernym
        }
        if draw.chance(0.3), second.patient.adjective != nil {
            second.patient.adjective = nil
            share *= keptByDropping
        }
        let rewordings = draw.below(isHard ? 4 : 3)
        var done = 0
        for index in draw.permutation(Event.Rewording.allCases.count) where done < rewordings {
            let rewording = Event.Rewording.allCases[index]
            if rewording.apply(&second) {
                share *= kept(rewording)
                done += 1
            }
        }
        return Example(
            change: names.isEmpty ? "reworded" : names.joined(separator: "-"), first: first.sentence,
            second: second.sentence, score: 5 * share)
    }

    /// Another event, which may share a place or a person: from 0 to 1.
    private static func unrelated(_ draw: inout Draw, _ first: Event) -> Example {
        var second = Event.make(&draw, reversible: draw.chance(0.5))
        var score = 0.0
        if draw.chance(0.5), let place = first.place {
            second.place = place
            score += 0.4
        }
        if draw.chance(0.4) {
            second.agent = first.agent
            score += 0.6
        }
        return Example(change: "unrelated", first: first.sentence, second: second.sentence, score: score)
    }
}
