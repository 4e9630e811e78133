import Foundation

extension ModelDirectory {
    /// What a checkpoint's own classifier answers, by `id2label` and `problem_type` of its config.json: classes of
    /// these names, whose rows have them as labels, or a score, which may be any number.
    ///
    /// - Parameters:
    ///   - directory: the checkpoint, such as `merge` writes.
    ///   - isPair: whether rows are pairs of texts; a checkpoint does not say.
    /// - Returns: a task without layouts, scored by accuracy or Pearson's correlation; nil where there are no labels.
    /// - Throws: `InputError` for labels that are not numbered from 0 or not all different, and for several at once.
    public static func task(of directory: URL, isPair: Bool) throws -> TextTask? {
        let json = try settings(directory), labels = try ModelLabels(json)
        guard json.node["problem_type"]?.text != "multi_label_classification" else {
            throw InputError(
                "\(json.place): \"problem_type\"", expected: "one label or one score for a text",
                found: "several labels")
        }
        guard let names = labels.names else { return nil }
        let title = TextTask.plainName(directory.lastPathComponent)
        return labels.isScore
            ? TextTask(name: title, isPair: isPair, answer: .anyScore)
            : TextTask(name: title, isPair: isPair, labels: names)
    }

    /// The task with the names that a checkpoint's own classifier gives its outputs, where it names as many; words that
    /// files have for them stay, unless the classifier has the task's classes in another order.
    ///
    /// - Throws: as `task(of:isPair:)`.
    public static func named(_ task: TextTask, in directory: URL) throws -> TextTask {
        guard let names = try ModelLabels(settings(directory)).spoken, !task.isRegression, names.count == task.classes
        else { return task }
        let isOther = task.hasInAnotherOrder(names)
        return TextTask(
            name: task.name, isPair: task.isPair,
            answer: .classes(zip(task.labels, names).map { isOther ? TaskLabel($1) : TaskLabel($0, name: $1) }),
            metrics: task.metrics, layouts: task.layouts, columns: task.columns)
    }

    /// A checkpoint's own classifier must number the task's classes as the task does: what it calls `entailment` would
    /// else be counted as its opposite.
    ///
    /// - Throws: `InputError` where `id2label` has the task's names in another order, however they are spelt, and where
    ///   config.json says another number of outputs than the task has.
    public static func requireLabelOrder(_ directory: URL, of task: TextTask) throws {
        let json = try settings(directory), labels = try ModelLabels(json)
        try labels.require(outputs: task.classes)
        guard let names = labels.spoken, task.hasInAnotherOrder(names) else { return }
        throw InputError(
            "\(json.place): \"id2label\"",
            expected: "\(task.labelNames.joined(separator: ", ")), the order of \(task.name)",
            found: names.joined(separator: ", "),
            advice: "Put the rows of the classifier and its labels into that order.")
    }

    /// - Throws: `InputError` where config.json says another number of outputs than a checkpoint's own classifier has.
    public static func requireLabels(_ directory: URL, outputs: Int) throws {
        try ModelLabels(settings(directory)).require(outputs: outputs)
    }

    static func settings(_ directory: URL) throws -> JSONSettings {
        try OutputFolder.finish(directory)
        let (text, path) = try configuration(directory)
        return try JSONSettings(object: [UInt8](text), place: path)
    }
}
