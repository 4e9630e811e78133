import Core
import Experiments
import TextFormat

/// What README says of the records above its table: sentences that people wrote, each with the condition under which
/// it holds.
struct ReadmeSentences {
    private let results: GLUEResults
    /// EDoRA and LoRA at rank 1, on chapter 6's tasks.
    private let atLikeBudget: GLUEResults
    /// On sentences of other domains.
    private let onDomains: GLUEResults

    /// - Throws: `InputError` for a file of records that is not one.
    init(_ results: GLUEResults, _ grid: GLUEGrid, in store: RunStore) throws {
        let ablation = try Ablation(in: store), small = Ablation.smallLoRA
        self.results = results
        onDomains = try Domains.results(ablation, in: store)
        atLikeBudget = try GLUEResults([.edora, small], tasks: Ablation.tasks, in: store) {
            $0 == small ? ablation.runs($0, $1) : grid.runs($0, $1)
        }
    }

    private func compared(_ setting: Setting, _ other: Setting) -> Comparison? {
        results.comparison(setting, with: other, on: results.averaged)
    }
    private func count(_ setting: Setting) -> String {
        groupedDigits(EncoderConfiguration.miniLM.trainableCount(setting.method, rank: setting.rank))
    }

    /// What was found, in three sentences; empty while there are too few runs for an average.
    ///
    /// - Throws: `InputError` naming a sentence that the records no longer support.
    func findings(_ rows: [VerdictRow]) throws -> String {
        let edora = Setting(.edora), lora = Setting(.lora), magnitude = Setting(.magnitude)
        guard let toLoRA = compared(edora, lora), let toMagnitude = compared(edora, magnitude) else { return "" }
        let tasks = InWords.number(Double(results.averaged.count))
        let widest = ThreeIntervals(results.averagedDifferences(edora, from: lora))?.all.max {
            $0.upperBound - $0.lowerBound < $1.upperBound - $1.lowerBound
        }
        return [
            try Self.require(
                toLoRA.here == .below && toLoRA.beyond == .below && widest == toLoRA.onTasksLikeThese,
                """
                On \(tasks) tasks of GLUE, public tests on short texts, EDoRA, which trains \(count(edora)) values \
                of a small encoder, scores \(Self.points(toLoRA.mean)) points less than LoRA, which trains \
                \(count(lora)). The widest of three 95 % intervals is \(Self.range(toLoRA.onTasksLikeThese)) less.
                """),
            try Self.require(
                toMagnitude.here == .notToldApart && (0 ..< 0.01).contains(toMagnitude.mean),
                """
                Training the magnitudes alone, \(count(magnitude)) values, does nearly as well: it is \
                \(Self.points(toMagnitude.mean)) points below EDoRA, and that may be chance.
                """),
            VerdictRow.tally(rows),
        ].joined(separator: " ")
    }

    /// Why to use this project, and when not to; without the comparison of scores while there are too few runs for it.
    ///
    /// - Throws: `InputError` naming a sentence that the records no longer support.
    func use(_ report: PeersReport, _ decoder: DecoderReport?) throws -> String {
        let edora = Setting(.edora), lora = Setting(.lora)
        let memory = report.plainWorkloads.map(\.memoryRatios.median), miniLM = EncoderConfiguration.miniLM
        func count(_ setting: Setting) -> Double {
            Double(miniLM.trainableCount(setting.method, rank: setting.rank))
        }
        let ofDecoder = decoder?.workloads ?? []
        let ratios = ofDecoder.map(\.ratios.median)
        let alsoOfDecoder = ratios.isEmpty ? "" : " A step of Gemma 3 270M is \(ratios.ends(1)) times as fast."
        let fast = try Self.require(
            (report.plainWorkloads + ofDecoder).allSatisfy { $0.ratios.median > 2 } && memory.allSatisfy { $0 < 0.5 },
            """
            **Why use it?** To train a classifier of texts on a processor, without a GPU. On the same rows a training \
            step of an encoder is \(report.plainRange) times as fast as that of PyTorch with PEFT, the usual library \
            for such methods ([how that was measured](figures/bench/README.md)).\(alsoOfDecoder) Training an encoder \
            takes \(memory.map { 100 * $0 }.ends(0)) % of the memory that PyTorch takes as pip installs it; \
            that build carries code for GPUs, too. \
            Stay with PEFT where you have a GPU, generate text, or train another kind of model.
            """)
        guard let toLoRA = compared(edora, lora) else { return fast }
        let better = try Self.require(
            toLoRA.here == .below,
            """
            EDoRA is the default because this project is about it; `--method lora` scores \
            \(Self.points(toLoRA.mean)) points more with \
            \(decimalText(count(lora) / count(edora), decimals: 0)) times the values.
            """)
        return fast + " " + better
    }

    /// What stands above the table: a list; empty while there are too few runs for an average.
    ///
    /// - Throws: `InputError` naming a sentence that the records no longer support.
    func list() throws -> String {
        let (edora, larger, magnitude) = (Setting(.edora), Setting(.edora, rank: 32), Setting(.magnitude))
        guard let toLoRA = compared(edora, Setting(.lora)), let toMagnitude = compared(edora, magnitude),
            let largerToMagnitude = ThreeIntervals(
                results.wholeDifferences(larger, from: magnitude, on: results.averaged))
        else { return "" }
        let toLoRAByTask = results.wholeDifferences(edora, from: Setting(.lora), on: results.averaged)
        guard let averages = ThreeIntervals(toLoRAByTask)?.ofSeedsAverages else { return "" }
        /// Whether an interval holds zero without this task.
        func loose(_ task: TextTask) -> Bool {
            let rest = zip(results.averaged, toLoRAByTask).filter { $0.0 != task }.map(\.1)
            return ThreeIntervals(rest).map { found in
                found.all.contains { $0.contains(0) }
            } == true
        }
        let sentences = [
            try Self.require(
                toLoRA.here == .below && toLoRA.beyond == .below && Relation(averages) == .below
                    && results.averaged.contains(where: loose),
                """
                - EDoRA at rank 16 is \(Self.points(toLoRA.mean)) points below LoRA. On these tasks the 95 % interval \
                is \(Self.range(toLoRA.onTheseTasks)) points below. If these tasks count as drawn from many like them, \
                it is \(Self.range(toLoRA.onTasksLikeThese)) points below, and of the seeds' averages \
                \(Self.range(averages)). It is close: without \
                \(results.averaged.filter(loose).map(\.name).joined(separator: ", or ")) at least one of the three \
                holds zero.
                """),
            try Self.require(
                toMagnitude.here == .notToldApart && toMagnitude.mean > 0,
                """
                - EDoRA at rank 16 is \(Self.points(toMagnitude.mean)) points above magnitude only. That may be \
                chance: the interval on these tasks is \(Points.text(toMagnitude.onTheseTasks)) points. So these runs \
                do not show that R and its SVD add anything to the magnitudes.
                """),
            try Self.require(
                Relation(largerToMagnitude.onTheseTasks) == .above
                    && Relation(largerToMagnitude.ofSeedsAverages) == .notToldApart
                    && Relation(largerToMagnitude.onTasksLikeThese) == .notToldApart,
                """
                - EDoRA at rank 32, with \(count(larger)) values, is \(Self.points(largerToMagnitude.mean)) points \
                above magnitude only. That is open: on these tasks the interval leaves out zero, \
                \(Points.text(largerToMagnitude.onTheseTasks)) points. The other two intervals hold zero: of the \
                seeds' averages \(Points.text(largerToMagnitude.ofSeedsAverages)), for tasks drawn from many like them \
                \(Points.text(largerToMagnitude.onTasksLikeThese)).
                """),
        ]
        return (sentences.prefix(1) + [try likeBudget()] + sentences.dropFirst() + [domains].compactMap { $0 })
            .joined(separator: "\n")
    }

    /// Two of the comparisons on other domains; nil while runs are missing.
    private var domains: String? {
        func less(_ other: Setting) -> String? {
            let found = ThreeIntervals(onDomains.wholeDifferences(.edora, from: other, on: Domains.tasks))
            return found.map { found in
                """
                \(Points.text(found.mean)) points: on these tasks \(Points.text(found.onTheseTasks)), of the seeds' \
                averages \(Points.text(found.ofSeedsAverages)), for tasks like these \
                \(Points.text(found.onTasksLikeThese)).
                """
            }
        }
        guard let lora = less(.lora), let alone = less(.magnitudesAlone) else { return nil }
        return """
            - Sentences of four other domains (\(enumeration(Domains.tasks.map(\.name)))), at the rates that GLUE \
            chose: EDoRA at rank 16 less LoRA is \(lora) Less magnitude only it is \(alone)
            """
    }

    /// LoRA with a number of values like EDoRA's.
    private func likeBudget() throws -> String {
        let (edora, small, tasks) = (Setting(.edora), Ablation.smallLoRA, Ablation.tasks)
        let found = ThreeIntervals(atLikeBudget.wholeDifferences(edora, from: small, on: tasks))
        return try Self.require(
            found.map { found in
                found.all.allSatisfy { $0.contains(0) }
            } == true,
            """
            - LoRA at rank 1, with \(count(small)) values, ties with EDoRA at rank 16 by all three intervals: on \
            \(enumeration(tasks.map(\.name))) EDoRA less LoRA is \(Points.text(found?.mean ?? .nan)) points \
            (on these tasks \(Points.text(found?.onTheseTasks))). So these runs do not show that EDoRA spends its \
            values better.
            """)
    }

    /// "1.7": a difference without its sign, in points.
    private static func points(_ share: Double) -> String { decimalText(100 * abs(share), decimals: 1) }

    /// "0.8 to 2.5": an interval on one side of zero, without signs, the lesser end first.
    private static func range(_ interval: ClosedRange<Double>) -> String {
        [interval.lowerBound, interval.upperBound].map(abs).sorted().map { decimalText(100 * $0, decimals: 1) }
            .joined(separator: " to ")
    }

    private static func require(_ holds: Bool, _ sentence: String) throws -> String {
        guard holds else {
            throw InputError(
                "README.md", expected: "sentences that the records support", found: "“\(sentence)”, which they do not",
                advice: "Write another in Sources/EdoraTool/ReadmeSentences.swift, with a condition that guards it.")
        }
        return sentence
    }
}
