import Core
import Foundation

/// What a task's official files hold that a reader of its scores must know, as `scripts/task_facts.py` counts it: no
/// text, counts alone. Texts are compared word for word; blanks at their ends do not count.
public struct TaskFacts: Sendable, Equatable {
    /// One of the two files with labels.
    public struct File: Sendable, Equatable {
        /// Its rows, and those that Python's csv module has less, told of tabs and else left as it is: it takes a
        /// quotation mark at the start of a cell for the start of a quoted one.
        public let rows, merged: Int
        /// Rows with the most frequent label; nil where labels are scores.
        public let mostFrequent: Int?
    }

    /// What the training file holds, and what of the dev file stands in it.
    public struct Overlap: Sendable, Equatable {
        public let train: File
        /// Training rows beyond the first with the same text or pair; texts or pairs with more than one label.
        public let repeated, contradictory: Int
        /// Dev rows that stand in train, a pair in either order; those of them whose label is not among those there.
        public let seen, seenOtherwise: Int
        /// Dev pairs whose first text is one in train, whose second is, and whose two both stand anywhere there; nil
        /// for tasks of one text.
        public let halves: (first: Int, second: Int, bothAnywhere: Int)?
        /// Texts of train, of three words or more, that lie inside a dev sentence; nil for tasks of pairs.
        public let insideDev: Int?

        public static func == (a: Overlap, b: Overlap) -> Bool {
            func pair(_ overlap: Overlap) -> [Int]? { overlap.halves.map { [$0.first, $0.second, $0.bothAnywhere] } }
            return a.train == b.train && a.repeated == b.repeated && a.contradictory == b.contradictory
                && a.seen == b.seen && a.seenOtherwise == b.seenOtherwise && a.insideDev == b.insideDev
                && pair(a) == pair(b)
        }
    }

    public let dev: File
    /// Different first texts of the dev pairs; nil for tasks of one text.
    public let devFirstTexts: Int?
    /// nil where the training file was not at hand.
    public let overlap: Overlap?

    public static let file = URL(fileURLWithPath: "data/task-facts.json")
    /// Of the other domains.
    public static let domainsFile = URL(fileURLWithPath: "data/domain-facts.json")

    /// Every task of chapter 5, or those of another file.
    ///
    /// - Throws: `InputError` when the file cannot be read, lacks a task or a count, has another than it should, or
    ///   one that no file can have.
    public static func readAll(
        _ file: URL = file, of tasks: [TextTask] = GLUEGrid.tasks
    ) throws -> [TextTask: TaskFacts] {
        let domains = tasks == Domains.tasks, own = domains ? domainsFile : Self.file
        let advice =
            "`git checkout -- \(own.relativePath)` restores it; "
            + "`scripts/task_facts.py\(domains ? " --domains" : "") --write` counts again."
        let found: [String: [String: Int]]
        do { found = try JSONDecoder().decode([String: [String: Int]].self, from: Data(contentsOf: file)) } catch {
            throw InputError(
                file.relativePath, expected: "whole numbers by task and name", found: plainReason(of: error),
                advice: advice)
        }
        let names = tasks.map(\.name)
        guard found.keys.sorted() == names.sorted() else {
            throw InputError(
                file.relativePath, expected: "the tasks \(enumeration(names))",
                found: found.isEmpty ? "none" : enumeration(found.keys.sorted()), advice: advice)
        }
        return try Dictionary(
            uniqueKeysWithValues: tasks.map { task in
                let counts = Counts(found[task.name] ?? [:], at: "\(file.relativePath): \(task.name)", advice)
                return (task, try TaskFacts(counts, of: task))
            })
    }

    private init(_ counts: Counts, of task: TextTask) throws {
        let hasTrain = counts.found.keys.contains { $0.hasPrefix("train") }, isScored = task.classes == 1
        try counts.require(
            ["devRows", "devMerged"] + (isScored ? [] : ["devFrequent"]) + (task.isPair ? ["devFirstTexts"] : [])
                + (hasTrain ? Self.namesOfOverlap(task) : []))
        dev = try counts.file("dev", isScored: isScored)
        devFirstTexts = try task.isPair ? counts.count("devFirstTexts", upTo: dev.rows) : nil
        overlap = try hasTrain ? Overlap(counts, of: task, dev: dev) : nil
    }

    private static func namesOfOverlap(_ task: TextTask) -> [String] {
        ["trainRows", "trainMerged", "trainRepeated", "trainContradictory", "devInTrain", "devInTrainOtherLabel"]
            + (task.classes == 1 ? [] : ["trainFrequent"])
            + (task.isPair ? ["devFirstInTrain", "devSecondInTrain", "devBothSomewhereInTrain"] : ["trainInsideDev"])
    }
}

extension TaskFacts.Overlap {
    fileprivate init(_ counts: Counts, of task: TextTask, dev: TaskFacts.File) throws {
        train = try counts.file("train", isScored: task.classes == 1)
        repeated = try counts.count("trainRepeated", upTo: train.rows)
        contradictory = try counts.count("trainContradictory", upTo: repeated)
        seen = try counts.count("devInTrain", upTo: dev.rows)
        seenOtherwise = try counts.count("devInTrainOtherLabel", upTo: seen)
        insideDev = try task.isPair ? nil : counts.count("trainInsideDev", upTo: train.rows)
        func half(_ name: String) throws -> Int { try counts.count(name, upTo: dev.rows) }
        halves =
            try task.isPair
            ? (half("devFirstInTrain"), half("devSecondInTrain"), half("devBothSomewhereInTrain")) : nil
    }
}

/// The counts of one task in the file, each asked for by its name.
private struct Counts {
    let found: [String: Int], place: String, advice: String

    init(_ found: [String: Int], at place: String, _ advice: String) {
        (self.found, self.place, self.advice) = (found, place, advice)
    }

    /// These names and no others.
    func require(_ names: [String]) throws {
        let lacking = names.filter { found[$0] == nil }, unknown = found.keys.filter { !names.contains($0) }.sorted()
        guard lacking.isEmpty, unknown.isEmpty else {
            throw InputError(
                place, expected: "the counts \(enumeration(names.sorted()))",
                found: (lacking.map { "no \($0)" } + unknown.map { "\($0) besides" }).joined(separator: ", "),
                advice: advice)
        }
    }

    func file(_ split: String, isScored: Bool) throws -> TaskFacts.File {
        let rows = try count("\(split)Rows", from: 1, upTo: 1 << 40)
        return TaskFacts.File(
            rows: rows, merged: try count("\(split)Merged", upTo: rows - 1),
            mostFrequent: try isScored ? nil : count("\(split)Frequent", from: 1, upTo: rows))
    }

    func count(_ name: String, from least: Int = 0, upTo most: Int) throws -> Int {
        let value = found[name] ?? -1
        guard (least ... max(least, most)).contains(value), value <= most else {
            throw InputError(
                "\(place): \"\(name)\"", expected: "a count from \(least) to \(most)", found: "\(value)",
                advice: advice)
        }
        return value
    }
}
