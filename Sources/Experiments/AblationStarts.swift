import Core
import Foundation
import TextFormat

/// What chapter 6 says of the start of R.
extension AblationSentences {
    /// Losses of the last epoch that differ by no more are called alike.
    private static let alike = 0.02

    /// Which starts of R end at the loss of EDoRA's own, which above or below, and which diverge, beside the loss of a model that knows only how often each answer occurs.
    public func reading(_ starts: [Setting]) -> String {
        let records = starts.map { results.records($0, Ablation.deviationTask).first ?? nil }, made = records.compactMap { $0 }.count
        guard made == starts.count, let own = starts.firstIndex(of: Self.edora), let reference = records[own]?.last?.trainLoss else {
            return "Only \(made) of the \(starts.count) starts \(made == 1 ? "has its" : "have their") record so far."
        }
        let diverged = zip(starts, records).filter { $1?.divergedAtStep != nil }.map(\.0.deviationTitle)
        let losses = zip(starts, records).compactMap { start, record in
            record?.divergedAtStep == nil ? record?.last.map { (start: start, more: $0.trainLoss - reference, text: "\(start.deviationTitle) (\(decimalText($0.trainLoss, decimals: 3)))") } : nil
        }
        let near = losses.filter { abs($0.more) <= Self.alike && $0.start != Self.edora }.map(\.text)
        let parts = [
            ("alike, within \(Self.alike), with ", near), ("higher with ", losses.filter { $0.more > Self.alike }.map(\.text)), ("lower with ", losses.filter { $0.more < -Self.alike }.map(\.text)),
        ]
        return "Beside \(Self.edora.deviationTitle) (\(decimalText(reference, decimals: 3))) the loss of the last epoch is "
            + parts.filter { !$0.1.isEmpty }.map { $0.0 + listed($0.1) }.joined(separator: "; ") + ". "
            + (diverged.isEmpty ? "No run diverged." : "With \(listed(diverged)) the run diverged.")
            + (constantLoss.map { " A model that gave every row the training rows' share of each answer would have a loss of about \(decimalText($0, decimals: 2))." } ?? "")
    }

    /// −Σ p·log p over the two answers' shares p of the training rows.
    private var constantLoss: Double? {
        guard let facts = GLUEFacts.of[Ablation.deviationTask], let frequent = facts.mostFrequentInTraining else { return nil }
        let share = Double(frequent) / Double(facts.train)
        return -share * log(share) - (1 - share) * log(1 - share)
    }
}
