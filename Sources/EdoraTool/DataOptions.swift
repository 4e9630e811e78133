import ArgumentParser
import Core
import Experiments
import Foundation

/// How a table of one's own is written.
struct DialectOptions: ParsableArguments {
    @Option(help: "How a table is written: csv, tsv or jsonl. (default: by its name)") var format: Table.Format?
    @Flag(help: "The table has no header: its columns are called 1, 2, …") var noHeader = false
    @Flag(help: "Quotes in the table are ordinary characters.") var noQuotes = false

    /// Options that were given, for messages.
    var given: [String] {
        [("--format", format != nil), ("--no-header", noHeader), ("--no-quotes", noQuotes)].filter(\.1).map(\.0)
    }

    /// A table at a path, written as the options say.
    ///
    /// - Throws: `InputError` where neither an option nor the name says how.
    func file(_ path: String) throws -> TaskData.TableFile {
        guard let format = format ?? Table.Format(of: URL(fileURLWithPath: path)) else {
            throw InputError(
                path, expected: "a file whose name ends in .csv, .tsv or .jsonl", found: "another ending",
                advice: "Say how it is written by --format.")
        }
        return TaskData.TableFile(path: path, try dialect(format))
    }

    /// - Throws: `InputError` for an option that such a table has no use for.
    func dialect(_ format: Table.Format) throws -> Table.Dialect {
        if format == .jsonLines, let option = given.first(where: { $0 != "--format" }) {
            throw InputError(option, expected: "a table in CSV or TSV", found: "JSON Lines, whose keys are its header")
        }
        return Table.Dialect(format, hasHeader: !noHeader, hasQuotes: !noQuotes)
    }
}

/// Which rows of a table evaluate, where no other table does.
struct DevShareOptions: ParsableArguments {
    @Option(
        help: """
            Without --dev: the share of a table's rows that evaluates, drawn with every class in proportion. \
            (default: 0.1)
            """)
    var devShare: Double?
    @Option(help: "Seed of that draw, apart from the seeds of runs. (default: 0)") var devSeed: UInt64?

    /// Options that were given, for messages.
    var given: [String] {
        [("--dev-share", devShare != nil), ("--dev-seed", devSeed != nil)].filter(\.1).map(\.0)
    }

    var value: DevShare { DevShare(share: devShare ?? 0.1, seed: devSeed ?? 0) }
}

/// Whose rows train and evaluate: those of a table of one's own, or of one of GLUE's tasks.
struct DataOptions: ParsableArguments {
    @Option(
        help: """
            A table of your own (.csv, .tsv, .jsonl), or a folder with TASK/train.tsv and TASK/dev.tsv. (default: \
            data/mini-glue)
            """)
    var data: [PathArgument] = []
    @Option(help: "For a folder: the task, \(enumeration(GLUE.tasks.map(\.name), "or")).") var task: TextTask?
    @Option(help: "For a table: the column of the text. (default: text)") var text: String?
    @Option(help: "For a table of pairs: the column of the second text.") var textPair: String?
    @Option(help: "For a table: the column of the class or score. (default: label)") var label: String?
    @Flag(help: "For a table: labels are scores, not classes.") var regression = false
    @Option(
        name: .customLong("class"),
        help: "For a table: a class by its name, repeated, in the order of the outputs. (default: those that occur)")
    var classes: [String] = []
    @Option(help: "Another table, whose rows evaluate.") var dev: PathArgument?
    @OptionGroup var share: DevShareOptions
    @OptionGroup var dialect: DialectOptions

    /// The task, where its rows are, and the share of them that evaluates.
    struct Source {
        let task: TextTask
        let data: TaskData
        let devShare: DevShare?
    }

    /// - Throws: `InputError` for options that do not go together, and for a table whose labels make no classes.
    func source() throws -> Source {
        guard data.count < 2 else {
            throw InputError(
                "--data", expected: "one table", found: data.map(\.description).joined(separator: " and "),
                advice: "Put the rows into one file; `edora compare` takes several, each as data of its own.")
        }
        guard let data = data.first, !isFolder(data.description) else { return try folder(data.first) }
        guard task == nil else {
            throw InputError(
                "--task", expected: "a folder by --data, in the layout of the task",
                found: "the file \(data) by --data",
                advice: "For a table leave --task out and name its columns by --text and --label.")
        }
        if let dev, let option = share.given.first {
            throw InputError(option, expected: "no --dev beside it", found: "--dev \(dev)")
        }
        guard !regression || classes.isEmpty else {
            throw InputError("--class", expected: "no --regression beside it", found: "both")
        }
        let columns = TextColumns(text: text ?? "text", textPair: textPair, label: label ?? "label")
        let train = try dialect.file(data.description)
        let source = TaskData.tables(train: train, dev: try dev.map { try dialect.file($0.description) })
        let name = TextTask.plainName(source.name)
        return Source(
            task: try task(name, columns, train), data: source,
            devShare: dev == nil ? share.value : nil)
    }

    private func task(_ name: String, _ columns: TextColumns, _ train: TaskData.TableFile) throws -> TextTask {
        if regression { return TextTask(scoresOf: name, columns: columns) }
        if !classes.isEmpty { return TextTask(name: name, labels: classes, columns: columns) }
        return try TextTask(name: name, columns: columns, classesOf: try train.read())
    }

    private func folder(_ data: PathArgument?) throws -> Source {
        let ofTables =
            [
                ("--text", text != nil), ("--text-pair", textPair != nil), ("--label", label != nil),
                ("--regression", regression), ("--class", !classes.isEmpty), ("--dev", dev != nil),
            ].filter(\.1).map(\.0) + share.given + dialect.given
        if let option = ofTables.first {
            throw InputError(
                option, expected: "a table by --data FILE", found: data.map { "the folder \($0)" } ?? "no --data")
        }
        guard let task else {
            throw InputError(
                "edora train", expected: "--data FILE with your own rows, or --task with one of GLUE's",
                found: data.map { "the folder \($0), and no --task" } ?? "neither",
                advice: "Your own: --data reviews.csv --text review --label sentiment. "
                    + "One that comes with the project: --task SST-2.")
        }
        return Source(task: task, data: .folder(data?.url ?? URL(fileURLWithPath: "data/mini-glue")), devShare: nil)
    }
}

extension Table.Format: ExpressibleByArgument {}
