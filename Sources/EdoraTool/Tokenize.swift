import ArgumentParser
import Core
import Foundation

struct Tokenize: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write the token ids of a task's rows, for comparison with other tokenizers.",
        discussion: """
            One line a row: ids with spaces between them, a tab, token types with spaces between them.

            EXAMPLES
              edora tokenize --data data/glue --task RTE --split train --output ids.txt
              edora tokenize --data data/glue --task SST-2 --split train --time
            """)

    @Option(help: "A checkpoint folder with a tokenizer, or minilm.") var model = "minilm"
    @Option(help: "Folder with TASK/SPLIT.tsv.") var data = "data/mini-glue"
    @Option(help: "Task.") var task: TextTask
    @Option(help: "Which file of the task.") var split: TextTask.Split = .dev
    @Option(help: "Longest sequence in tokens.") var maxLength = 128
    @Option(help: "File to write.") var output: String?
    @Flag(help: "Write nothing; time the encoding on one thread and print JSON.") var time = false

    func validate() throws {
        guard (output == nil) == time else { throw ValidationError("Give either --output FILE or --time.") }
    }

    func run() throws {
        let directory = try ModelDirectory.locate(model), tokenizer = try loadTokenizer(directory)
        if task.isPair, let fault = tokenizer.pairFault { throw fault }
        let least = tokenizer.specialTokenCount(isPair: task.isPair)
        guard maxLength >= least else {
            throw InputError("--max-length", expected: "at least \(least)", found: "\(maxLength)")
        }
        guard let output else { return try measure(tokenizer) }
        try OwnFiles.requireDistinct(
            [("--output", output)], inputs: TaskData.files(of: task, in: URL(fileURLWithPath: data)),
            models: [directory])
        let examples = try FineTuning.examples(task, split, URL(fileURLWithPath: data), tokenizer, maxLength, nil)
        let lines = examples.map { example in
            example.encoding.ids.map { "\($0)" }.joined(separator: " ") + "\t"
                + example.encoding.tokenTypes.map { "\($0)" }.joined(separator: " ") + "\n"
        }
        try AtomicFile.write(Data(lines.joined().utf8), to: URL(fileURLWithPath: output))
        print("\(examples.count) rows written to \(output)")
    }

    private func measure(_ tokenizer: any Tokenizer) throws {
        let rows = try task.rows(split, in: URL(fileURLWithPath: data), limit: nil)
        let clock = Stopwatch()
        var tokens = 0
        for row in rows { tokens += tokenizer.encode(row.first, row.second, maxLength: maxLength).ids.count }
        let seconds = clock.seconds
        try printJSON([
            "rows": Double(rows.count), "tokens": Double(tokens), "seconds": seconds,
            "rowsPerSecond": Double(rows.count) / seconds,
        ])
    }
}
