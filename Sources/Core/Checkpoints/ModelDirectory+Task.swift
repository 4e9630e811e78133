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
        let file = directory.appending(path: "config.json"), json = try JSONFile(file)
        let problem = json.object["problem_type"] as? String
        guard problem != "multi_label_classification" else {
            throw InputError(
                "\(file.path): \"problem_type\"", expected: "one label or one score for a text",
                found: "several labels")
        }
        guard json.has("id2label") else { return nil }
        let named = json.object["id2label"] as? [String: String] ?? [:]
        let labels = (0 ..< named.count).compactMap { named["\($0)"] }
        guard !labels.isEmpty, labels.count == named.count, Set(labels).count == labels.count else {
            throw InputError(
                "\(file.path): \"id2label\"", expected: "a different name for each class, numbered from 0",
                found: "\(json.object["id2label"] ?? "")")
        }
        let title = TextTask.plainName(directory.lastPathComponent)
        guard labels.count > 1, problem != "regression" else {
            return TextTask(name: title, isPair: isPair, answer: .anyScore)
        }
        return TextTask(name: title, isPair: isPair, labels: labels)
    }
}
