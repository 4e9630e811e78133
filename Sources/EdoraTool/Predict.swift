import ArgumentParser
import Core
import Foundation
import Terminal
import TextFormat

struct Predict: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Predict labels or scores with a trained adapter, or with a checkpoint's own classifier.",
        discussion: """
            EXAMPLES
              edora predict --adapter out/reviews "A fine film." "Not a fine film."
              edora predict --adapter out/reviews < sentences.txt             (a text a line)
              edora predict --adapter out/reviews --data new.csv --output answers.csv
              edora predict --adapter out/reviews --split dev                 (the rows that evaluated it in training)
              edora predict --adapter out/rte --data data/glue --split dev
              edora predict --model out/rte-merged --task RTE --data data/glue --logits logits.json

            A label and its probability for each row, in the order of the input; scores alone under regression. Rows \
            with answers of their own are scored in place of that, and --output has the predictions. Texts of pairs \
            are taken two by two from the command line, and from standard input with a tab between them.
            """)

    @OptionGroup var model: ModelOptions
    @Option(help: "Adapter folder, in either form.") var adapter: String?
    @Option(help: "Task of GLUE. (default: the adapter's task)") var task: TextTask?
    @Option(help: "A table (.csv, .tsv, .jsonl), or a folder with TASK/SPLIT.tsv.") var data: PathArgument?
    @Option(help: "For a table: the column of the text. (default: as in training, or text)") var text: String?
    @Option(help: "For a table: the column of the second text. (default: as in training, or text_pair)")
    var textPair: String?
    @Option(help: "For a table: the column of the answers, where it has one. (default: as in training, or label)")
    var label: String?
    @Flag(help: "For a table: predict, whatever the column of the answers says.") var unlabelled = false
    @OptionGroup var dialect: DialectOptions
    @Option(help: "Which rows of the task: train, dev or test. (default: dev)") var split: TextTask.Split?
    @Option(help: "Use the first N rows.") var limit: Int?
    @Option(help: "Longest sequence in tokens. (default: the adapter's, or 128)") var maxLength: Int?
    @Option(help: "Write the rows with their predictions to this file (.csv, .tsv or .jsonl).")
    var output: PathArgument?
    @Flag(help: "With --output: the probability of every class, too.") var probabilities = false
    @Option(help: "Write the logits as a JSON array of rows to this file.") var logits: String?
    @OptionGroup var numbers: PrecisionOptions
    @Flag(help: "Accept another base model than the one the adapter was trained on.") var allowBaseMismatch = false
    @Argument(
        help: "Sentences to classify, instead of a file's rows; with -- before the first where one begins with a dash.")
    var sentences: [String] = []

    func run() throws {
        let threads = try model.threadCount(), format = try outputFormat()
        try requireOneInput()
        if let logits { try AtomicFile.requireWritable(URL(fileURLWithPath: logits)) }
        if let output { try AtomicFile.requireWritable(output.url) }
        if let path = sentences.first(where: { FileManager.default.fileExists(atPath: $0) && !isFolder($0) }) {
            throw InputError(
                "\"\(path)\"", expected: "a sentence", found: "the name of a file",
                advice: "Its rows are read by --data \(shellQuoted(path)).")
        }
        let precision = try numbers.ofPredictions()
        let loaded = try LoadedModel(model, adapter: adapter, task: task, allowBaseMismatch: allowBaseMismatch)
        try loaded.model.compute(in: precision, emulated: numbers.emulate)
        guard let own = try task.map(loaded.named) ?? loaded.ownTask(isPair: textPair != nil) else {
            throw InputError(
                "--task", expected: "a task, since neither an adapter nor the checkpoint's labels tell", found: "none")
        }
        guard !probabilities || !own.isRegression else {
            throw InputError("--probabilities", expected: "a task with classes", found: "\(own.name), a regression")
        }
        let task = own.readingTables(text: text, textPair: textPair, label: label),
            source = try source(task, loaded.adapter)
        try OwnFiles.requireDistinct(
            [("--output", output?.description), ("--logits", logits)], inputs: files(source, task),
            models: [loaded.base] + (adapter.map { [URL(fileURLWithPath: $0)] } ?? []))
        let length = maxLength ?? loaded.adapter?.maxLength ?? 128
        let tokenizer = try loadTokenizer(loaded.base)
        try loaded.model.requireFit(tokenizer, maxLength: length, isPair: task.isPair)
        let clock = Stopwatch(), input = try input(source, task, loaded.adapter).first(limit)
        if input.isLabelled { try loaded.requireLabelOrder(of: self.task) }
        let encodings = tokenizer.encodings(of: input.rows, maxLength: length, threads: threads)
        let result = try stoppableLogits(loaded.model, encodings, threads: threads, place: loaded.base.path)
        if model.verbose {
            note("\(encodings.count) rows read, encoded and predicted in \(decimalText(clock.seconds, decimals: 3)) s")
        }
        if let logits { try write(result, to: URL(fileURLWithPath: logits)) }
        let predictions = Predictions(result, task)
        if let output, let format {
            try predictions.write(input, to: output.url, format, probabilities: probabilities)
            print("\(input.rows.count) predictions written to \(output)")
        }
        if input.isLabelled {
            print(try predictions.scores(input))
        } else if output == nil {
            predictions.print()
        }
    }

    private func outputFormat() throws -> Table.Format? {
        guard let output else {
            guard !probabilities else {
                throw InputError("--probabilities", expected: "--output FILE beside it", found: "none")
            }
            return nil
        }
        guard let format = Table.Format(of: output.url) else {
            throw InputError(
                "--output", expected: "a file whose name ends in .csv, .tsv or .jsonl", found: output.description)
        }
        return format
    }

    /// An option that would do nothing is refused.
    private func requireOneInput() throws {
        let isTable = data.map { !isFolder($0.description) } ?? false
        let ofTables =
            [
                ("--text", text != nil), ("--text-pair", textPair != nil), ("--label", label != nil),
                ("--unlabelled", unlabelled),
            ].filter(\.1).map(\.0) + (isTable ? [] : dialect.given)
        let ofRows = [("--limit", limit != nil), ("--data", data != nil), ("--split", split != nil)].filter(\.1).map(
            \.0)
        if !sentences.isEmpty, let option = (ofRows + ofTables).first {
            throw InputError(option, expected: "rows of a file", found: "sentences on the command line")
        }
        if isTable && split != nil {
            throw InputError(
                "--split", expected: "a folder by --data, which has splits",
                found: "the table \(data?.description ?? "")"
            )
        }
        if unlabelled && label != nil {
            throw InputError("--label", expected: "no --unlabelled beside it, which reads no answers", found: "both")
        }
        let readsTable = isTable || readsStandardInput && dialect.format != nil
        if !readsTable, let option = ofTables.first {
            throw InputError(option, expected: "a table by --data FILE", found: data.map { "\($0)" } ?? "none")
        }
    }

    /// Whether a table's answers are read; nil for where it has some.
    private var readsAnswers: Bool? { unlabelled ? false : label.map { _ in true } }

    private var readsStandardInput: Bool { sentences.isEmpty && data == nil && split == nil }

    /// Where the rows come from.
    private enum Source {
        case sentences, standardInput
        /// A table's path.
        case table(String)
        /// A file of a folder.
        case split(TextTask.Split, URL)
        /// The rows that the adapter was trained on, or those that evaluated it.
        case training(TrainedRows, TextTask.Split)
    }

    private func source(_ task: TextTask, _ adapter: AdapterDirectory?) throws -> Source {
        guard sentences.isEmpty else { return .sentences }
        guard textPair == nil || task.isPair else {
            throw InputError(
                "--text-pair", expected: "a task of pairs", found: "\(task.name), which has one text a row")
        }
        let split = split ?? .dev
        if let data { return isFolder(data.description) ? .split(split, data.url) : .table(data.description) }
        guard !readsStandardInput else { return .standardInput }
        // Another task than the adapter's has other rows.
        if let trained = adapter?.trainedOn, self.task == nil || self.task == adapter?.task {
            guard split == .test else { return .training(trained, split) }
            if case .folder(let folder) = trained.data { return .split(split, folder) }
        }
        guard GLUE.task(named: task.name) != nil else {
            throw InputError(
                "--split \(split.rawValue)", expected: "train or dev, the rows that \(task.name) was trained with",
                found: "none of these", advice: "Other rows are named by --data.")
        }
        return .split(split, URL(fileURLWithPath: "data/mini-glue"))
    }

    /// What is read, and so must not be written over.
    private func files(_ source: Source, _ task: TextTask) -> [URL] {
        switch source {
        case .sentences, .standardInput: return []
        case .table(let path): return [URL(fileURLWithPath: path)]
        case .split(_, let folder): return TaskData.files(of: task, in: folder)
        case .training(let trained, _):
            let files = trained.data.files(task, trained.selection.division)
            return [files.train, files.dev]
        }
    }

    private func input(_ source: Source, _ task: TextTask, _ adapter: AdapterDirectory?) throws -> PredictInput {
        switch source {
        case .sentences: try PredictInput(sentences: sentences, task)
        case .standardInput: try standardInput(task)
        case .table(let path): try PredictInput(dialect.file(path).read(), task, labelled: readsAnswers)
        case .split(let split, let folder):
            PredictInput(try task.rows(split, in: folder), "\(task.name) \(split.rawValue)")
        case .training(let trained, let split): try PredictInput(trained, split, task, seed: adapter?.seed ?? 0)
        }
    }

    private func standardInput(_ task: TextTask) throws -> PredictInput {
        guard isatty(STDIN_FILENO) == 0 else {
            throw InputError(
                "edora predict", expected: "sentences, --data FILE, or texts by standard input", found: "none of them",
                advice: "Say edora predict --adapter DIR \"A sentence.\", or --split dev for the rows of the training.")
        }
        let bytes: [UInt8]
        do { bytes = try FileHandle.standardInput.readToEnd().map { [UInt8]($0) } ?? [] } catch {
            throw InputError(
                "standard input", expected: "texts", found: "none that can be read (\(plainReason(of: error)))")
        }
        guard let format = dialect.format else {
            let text = bytes[try Table.startOfText(bytes, "standard input", allowsNUL: true)...]
            let first = String(decoding: text.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
            if let columns = task.columns, Self.names(in: first).isSuperset(of: [columns.text, columns.label]) {
                throw InputError(
                    "standard input:1", expected: "a text a line", found: "the names of columns: \(first.prefix(80))",
                    advice: "A table is read by --format csv, tsv or jsonl.")
            }
            return try PredictInput(lines: bytes, task)
        }
        let table = try Table(bytes, place: "standard input", dialect.dialect(format))
        return try PredictInput(table, task, labelled: readsAnswers)
    }

    /// What would be names of columns if a line were a table's first: its fields, or the keys of an object.
    private static func names(in line: String) -> Set<String> {
        let separators = line.hasPrefix("{") ? ",{:" : ",;\t"
        return Set(
            line.split { separators.contains($0) }.map {
                $0.trimmingCharacters(in: .whitespaces.union(CharacterSet(charactersIn: "\"\r")))
            })
    }

    private func write(_ logits: Matrix, to file: URL) throws {
        // Nine digits restore a float exactly.
        let rows = (0 ..< logits.rows).map { i in
            "[" + (0 ..< logits.columns).map { String(format: "%.9g", Double(logits[i, $0])) }.joined(separator: ", ")
                + "]"
        }
        try AtomicFile.write(Data(("[" + rows.joined(separator: ",\n ") + "]\n").utf8), to: file)
    }
}
