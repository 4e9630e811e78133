import ChapterSupport
import Core
import Experiments
import Foundation
import Notebook
import TextFormat

/// What the records say of the grid; they may be all, some or none.
struct DecoderStudy {
    static let model = Checkpoint.gemma270M
    /// The first are in the plan's order of worth.
    private static let leading: [Setting] = [.edora, .lora, .magnitudesAlone]
    static let command = "edora sweep run --chapter \(Plan.nameOfDecoder)"

    let store = RunStore(), grid: DecoderGrid, results: GLUEResults
    /// Chapter 5's, on the tasks of its averages: EDoRA beside LoRA, and beside its magnitudes alone. Chapter 6's:
    /// beside LoRA at rank 1.
    let miniLM: (toLoRA: Comparison?, toMagnitudes: Comparison?, toSmallLoRA: ThreeIntervals?)
    /// Cells' runs that have a record.
    let made: Int
    /// Settings whose search has a record.
    let searched: [Setting]

    /// - Throws: `InputError` for a file in the folder of records that is not one.
    init() throws {
        let (store, grid) = (store, try DecoderGrid(in: store))
        results = try GLUEResults(DecoderGrid.settings, tasks: DecoderGrid.tasks, in: store, runs: grid.runs)
        made = try store.records(
            of: DecoderGrid.settings.flatMap { one in
                DecoderGrid.tasks.flatMap { grid.runs(one, $0) }
            }
        ).count
        searched = try DecoderGrid.settings.filter { setting in
            try grid.searches[setting].map { try !store.records(of: $0.runs).isEmpty } ?? false
        }
        let glue = try GLUEResults(GLUEGrid(in: store), in: store)
        let ablation = try Ablation(in: store)
        let small = try GLUEResults([.edora, Ablation.smallLoRA], tasks: Ablation.tasks, in: store) {
            ablation.runs($0, $1)
        }
        miniLM = (
            glue.comparison(.edora, with: .lora, on: glue.averaged),
            glue.comparison(.edora, with: .magnitudesAlone, on: glue.averaged),
            ThreeIntervals(small.wholeDifferences(.edora, from: Ablation.smallLoRA, on: Ablation.tasks))
        )
        self.grid = grid
    }

    var hours: String { decimalText(grid.estimatedHours, decimals: 0) }
    /// The tasks of the averages.
    var averaged: [TextTask] { results.tasks(completeFor: Self.leading) }
    /// Settings of which a run has its record.
    var begun: [Setting] {
        DecoderGrid.table.filter { setting in
            DecoderGrid.tasks.contains { task in results.records(setting, task).contains { $0 != nil } }
        }
    }

    /// A line a setting that lacks runs.
    var missing: [String] {
        let fewer = DecoderGrid.settings.filter { DecoderGrid.tasks($0).count < DecoderGrid.tasks.count }
        return results.missingRuns(
            DecoderGrid.table.filter { !fewer.contains($0) }, on: DecoderGrid.tasks, rate: grid.rate)
            + fewer.flatMap { results.missingRuns([$0], on: DecoderGrid.tasks($0), rate: grid.rate) }
    }

    /// How many runs have their record.
    var progress: String {
        switch made {
        case 0: "None of its \(DecoderGrid.cellCount) runs has its record yet."
        case DecoderGrid.cellCount: "All of its \(made) runs have their records."
        default: "Of its \(DecoderGrid.cellCount) runs \(made) have their record."
        }
    }

    /// What is measured and what is not; the numbers may come at any time.
    var state: String {
        guard !missing.isEmpty else {
            let diverged = results.divergedRuns(DecoderGrid.table, on: DecoderGrid.tasks)
            return "All runs have their records." + (diverged.isEmpty ? "" : " Diverged: \(enumeration(diverged)).")
        }
        return """
            **Not all of it is measured yet.** \(progress) `\(Self.command)` trains what is missing, after \
            `make gemma` and `make glue`. The whole grid with its searches takes about \(hours) hours of two recent \
            cores; stopping loses no run that is finished.
            """
    }
}

extension Notebook {
    func values(of study: DecoderStudy, line: Int = #line, file: String = #fileID) {
        let averaged = study.averaged
        for (key, text) in [
            ("model", DecoderStudy.model.title), ("progress", study.progress), ("state", study.state),
            ("verdict", DecoderVerdict(study.results).text), ("small.grid", study.hours),
            ("average.tasks", averaged.isEmpty ? "none yet" : enumeration(averaged.map(\.name))),
            ("head.rate", Rates.text(Rates.head)),
            ("head.rate.stsb", Rates.text(LearningRates.head(Rates.head, for: .stsb))),
            ("rule.date", DecoderVerdict.date), ("rule.tasks", enumeration(DecoderGrid.tasks.map(\.name))),
            ("rule.limit", decimalText(100 * Competitive().limit, decimals: 0) + " point"),
            ("mini.lora", study.miniLM.toLoRA.map { decimalText(-100 * $0.mean, decimals: 1) } ?? "–"),
        ] { value(key, text, line: line, file: file) }
        require(
            DecoderGrid.settings.count == 9 && DecoderGrid.tasks.count == 5 && Plan.seeds.count == 3,
            """
            Nine settings train on up to five tasks, with three [seeds](../../chapters/README.md#seed) each.
            """, line: line, file: file)
        value("sst2.rows", DecoderGrid.rowsOfSST2, line: line, file: file)
        require(
            study.miniLM.toLoRA?.here == .below && study.miniLM.toMagnitudes?.here == .notToldApart,
            """
            There EDoRA scored {{mini.lora}} points less than LoRA, and $`R`$ was not shown to add anything to the \
            magnitudes.
            """, line: line, file: file)
        require(
            study.miniLM.toSmallLoRA?.count(.notToldApart) == 3,
            """
            Yes, by a factor of {{times|.1f}} to LoRA at rank 16; to LoRA at rank 1, which tied with EDoRA on MiniLM, \
            by {{times.small|.1f}}.
            """, line: line, file: file)
    }

    /// The files of spectra and seconds that the page stands on.
    ///
    /// - Throws: what the notebook throws for a file that it cannot read.
    func readsMeasurements() throws {
        let mayBeMissing = [RoundingRecord.file, DecoderCost.file, SpeedPage.file]
        try reads(
            SpectrumRecord.backbones.map { SpectrumRecord.file($0).relativePath }
                + [PairRecord.file(Plan.asked.decoder).relativePath]
                + mayBeMissing.filter { FileManager.default.fileExists(atPath: $0.path) }.map(\.relativePath))
    }
}
