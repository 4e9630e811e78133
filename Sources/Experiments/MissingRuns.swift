import Core

/// What a page's tables lack, so that nobody takes a gap for a result.
extension GLUEResults {
    /// "EDoRA, r = 16: CoLA (seed 2), MRPC": a line a setting, with the tasks that lack runs, and the seeds where only
    /// some do.
    ///
    /// - Parameters:
    ///   - rate: of a setting; nil where its search is not finished, so that its runs are not known.
    ///   - name: of a task, as the page has it.
    public func missingRuns(
        _ settings: [Setting], on tasks: [TextTask], rate: (Setting) -> Double?,
        name: (TextTask) -> String = { $0.name }
    ) -> [String] {
        settings.compactMap { setting in
            guard rate(setting) != nil else { return "\(setting.title): its rate is not searched yet" }
            let lacking = tasks.compactMap { task -> String? in
                let records = records(setting, task)
                let seeds = zip(self.seeds, records).filter { $1 == nil }.map { "\($0.0)" }
                if records.isEmpty || seeds.count == records.count { return name(task) }
                return seeds.isEmpty ? nil : "\(name(task)) (seed \(enumeration(seeds)))"
            }
            return lacking.isEmpty ? nil : "\(setting.title): \(enumeration(lacking))"
        }
    }

    /// "EDoRA, r = 16 on CoLA, seed 2": each run that diverged; it has a record and no score.
    public func divergedRuns(
        _ settings: [Setting], on tasks: [TextTask], name: (TextTask) -> String = { $0.name }
    ) -> [String] {
        settings.flatMap { setting in
            tasks.flatMap { task in
                records(setting, task).compactMap { $0 }.filter { $0.divergedAtStep != nil }
                    .map { "\(setting.title) on \(name(task)), seed \($0.configuration.seed)" }
            }
        }
    }

    /// Settings with all their scores on dev rows and not all on training rows, which older records lack.
    public func withoutTrainingScores(_ settings: [Setting], on tasks: [TextTask]) -> [Setting] {
        settings.filter { average($0, over: tasks).count > 0 && gaps($0, on: tasks).isEmpty }
    }
}
