import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// The deviation σ of R at the start, on one task and with one seed.
struct StartSection {
    private let starts: [(setting: Setting, record: RunRecord?)]
    private let losses: StartLosses?

    init(_ study: AblationStudy) {
        let settings = ([.edora] + Ablation.deviations).sorted { $0.adapter.deviation < $1.adapter.deviation }
        starts = settings.map { setting in
            (setting, study.results.records(setting, Ablation.deviationTask).first ?? nil)
        }
        losses = StartLosses(starts.map { ($0.setting, $0.record) })
    }

    var table: Grid {
        Grid(
            caption: "MRPC by the deviation of R at the start; seed 1.",
            header: ["σ", "training loss, epoch 1", "training loss, last", "dev accuracy, last"],
            rows: starts.map { setting, record in
                let losses = [record?.epochs.first, record?.last].map { epoch in
                    epoch.map { decimalText($0.trainLoss, decimals: 3) } ?? "–"
                }
                let score =
                    record?.divergedAtStep.map { "diverged at step \($0)" }
                    ?? record?.lastScore.map { decimalText(100 * $0, decimals: 1) }
                return [setting.deviationText] + losses + [score ?? "–"]
            }, words: [])
    }

    func require(on page: Notebook, line: Int = #line, file: String = #fileID) {
        let found = Findings(page, line, file)
        found.value("sigma.tolerance", "\(StartLosses.tolerance)")
        found.require(
            losses?.alike.map(\.deviationText) == ["0", "0.03"],
            "Up to {{lit:0.03}} the last loss is within {{sigma.tolerance}} of EDoRA's own, even from zero.")
        found.require(
            losses?.higher.map(\.deviationText) == ["0.1", "0.3", "1"] && losses?.diverged.isEmpty == true,
            "From {{lit:0.1}} on it is higher, and no run diverged.")
    }
}
