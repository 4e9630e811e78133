import ArgumentParser
import Core
import Experiments
import Foundation

/// The data sets of a comparison: options of `DataOptions`, of which some may be given once for each data set.
struct ComparedDataOptions: ParsableArguments {
    @Option(
        help: """
            A table of your own (.csv, .tsv, .jsonl), repeated for several; or with --task a folder with \
            TASK/train.tsv and TASK/dev.tsv.
            """)
    var data: [PathArgument] = []
    @Option(help: "For a folder: the task, \(enumeration(GLUE.tasks.map(\.name), "or")), repeated for several.")
    var task: [TextTask] = []
    @Option(help: "The column of the text, once for all tables or once for each. (default: text)")
    var text: [String] = []
    @Option(help: "For pairs: the column of the second text, once for all tables or once for each.")
    var textPair: [String] = []
    @Option(help: "The column of the class or score, once for all tables or once for each. (default: label)")
    var label: [String] = []
    @Flag(help: "Labels are scores, not classes.") var regression = false
    @Option(help: "Another table, whose rows evaluate, once for each --data.") var dev: [PathArgument] = []
    @OptionGroup var share: DevShareOptions
    @OptionGroup var dialect: DialectOptions

    /// Each data set, with a task whose name is its own.
    ///
    /// - Throws: `InputError` for options that do not go together, and for a table whose labels make no classes.
    func sources() throws -> [DataOptions.Source] {
        if !task.isEmpty { return try tasks() }
        guard !data.isEmpty else {
            throw InputError(
                "edora compare", expected: "--data FILE with your own rows, or --task with one of GLUE's",
                found: "neither", advice: "Your own: --data reviews.csv --text review --label sentiment.")
        }
        guard dev.isEmpty || dev.count == data.count else {
            throw InputError("--dev", expected: "none, or \(data.count), one for each --data", found: "\(dev.count)")
        }
        let texts = try each(text, "--text"), pairs = try each(textPair, "--text-pair"),
            labels = try each(label, "--label")
        let found = try data.indices.map { i in
            try source(
                [
                    ("--data", data[i].description), ("--text", texts[i]), ("--text-pair", pairs[i]),
                    ("--label", labels[i]), ("--dev", dev.isEmpty ? nil : dev[i].description),
                ])
        }
        let names = try Self.names(data.map(\.url))
        return zip(found, names).map { source, name in
            let task = source.task
            return DataOptions.Source(
                task: TextTask(
                    name: name, isPair: task.isPair, answer: task.answer, metrics: task.metrics, columns: task.columns),
                data: source.data, devShare: source.devShare)
        }
    }

    /// Every folder with every task; `DataOptions` refuses what belongs to tables.
    private func tasks() throws -> [DataOptions.Source] {
        guard data.count <= 1, Set(task.map(\.name)).count == task.count else {
            throw InputError(
                "--task", expected: "each task once, with one folder by --data",
                found: "\(task.map(\.name).joined(separator: ", ")) with \(data.count) of --data")
        }
        for (option, values) in [("--text", text), ("--text-pair", textPair), ("--label", label)] where !values.isEmpty
        {
            throw InputError(option, expected: "a table by --data FILE", found: "--task \(task[0].name)")
        }
        return try task.map {
            try source(
                [("--data", data.first?.description), ("--task", $0.name), ("--dev", dev.first?.description)])
        }
    }

    /// What `edora train` would make of the options.
    private func source(_ given: [(option: String, value: String?)]) throws -> DataOptions.Source {
        let common: [(String, String?)] = [
            ("--dev-share", share.devShare.map { "\($0)" }), ("--dev-seed", share.devSeed.map { "\($0)" }),
            ("--format", dialect.format?.rawValue),
        ]
        let flags = [
            ("--regression", regression), ("--no-header", dialect.noHeader), ("--no-quotes", dialect.noQuotes),
        ]
        let arguments =
            (given + common).flatMap { option, value in value.map { ["\(option)=\($0)"] } ?? [] }
            + flags.filter(\.1).map(\.0)
        return try DataOptions.parse(arguments).source()
    }

    /// A value for each table: none, one for all, or as many as tables.
    private func each(_ values: [String], _ option: String) throws -> [String?] {
        switch values.count {
        case 0: return data.map { _ in nil }
        case 1: return data.map { _ in values[0] }
        case data.count: return values
        default:
            throw InputError(
                option, expected: "once, or \(data.count) times, once for each --data", found: "\(values.count) times")
        }
    }

    /// What the data sets are called: by the table, or by its folder where the table is `train` or two have one name.
    ///
    /// - Throws: `InputError` where both leave two alike.
    static func names(_ tables: [URL]) throws -> [String] {
        let own = tables.map { TextTask.plainName($0.deletingPathExtension().lastPathComponent) }
        let names = zip(own, tables).map { name, table in
            guard name == "train" || own.count(where: { $0 == name }) > 1 else { return name }
            let folder = table.absoluteURL.standardizedFileURL.deletingLastPathComponent().lastPathComponent
            return folder.isEmpty || folder == "/" ? name : TextTask.plainName(folder)
        }
        guard Set(names).count == names.count else {
            throw InputError(
                "--data", expected: "tables with other names, or in folders with other names",
                found: names.joined(separator: ", "), advice: "Rename one; the page calls data sets by these names.")
        }
        return names
    }
}
