import ArgumentParser
import Core
import Foundation

/// What an adapter that others trained answers: PEFT's files do not say.
struct ImportedTask: ParsableArguments {
    @Option(help: "The task of GLUE that it was trained for.") var task: TextTask?
    @Option(
        name: .customLong("class"),
        help: """
            In place of --task: a class by its name, repeated, in the order of the outputs. (default: those that the \
            checkpoint's config.json names)
            """)
    var classes: [String] = []
    @Flag(help: "In place of --task: it answers with a score, not a class.") var regression = false
    @Flag(help: "Without --task: a row is a pair of texts.") var pair = false

    func validate() throws {
        guard [task != nil, !classes.isEmpty, regression].count(where: { $0 }) < 2 else {
            throw ValidationError("--task, --class and --regression each say what it answers: give one of them")
        }
        if pair && task != nil { throw ValidationError("--task says whether rows are pairs: leave --pair out") }
    }

    /// - Parameters:
    ///   - adapter: whose folder gives a task of one's own its name.
    ///   - base: the checkpoint, which may name the classes.
    /// - Throws: `InputError` for names that are not two or more, all different, and where nothing says what is
    ///   answered.
    func task(of adapter: URL, base: URL) throws -> TextTask {
        if let task { return task }
        let name = TextTask.plainName(adapter.lastPathComponent)
        if regression { return TextTask(name: name, isPair: pair, answer: .anyScore) }
        guard classes.isEmpty else {
            guard classes.count > 1, Set(classes).count == classes.count, !classes.contains("") else {
                throw InputError(
                    "--class", expected: "two names or more, all different", found: classes.joined(separator: ", "))
            }
            return TextTask(name: name, isPair: pair, labels: classes)
        }
        guard let task = try ModelDirectory.task(of: base, isPair: pair) else {
            throw InputError(
                "the adapter's task", expected: "--task, --class NAME for each output, or --regression",
                found: "none of them, nor \"id2label\" in \(base.appending(path: "config.json").relativePath)")
        }
        return task.isRegression
            ? TextTask(name: name, isPair: pair, answer: .anyScore)
            : TextTask(name: name, isPair: pair, labels: task.labels)
    }
}
