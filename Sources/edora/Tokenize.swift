import ArgumentParser
import Core
import Foundation

struct Tokenize: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write the token ids of a task's rows, for comparison with other tokenizers.",
        discussion: """
            One line a row: ids with spaces between them, a tab, token types with spaces between them.

            EXAMPLE
              edora tokenize --data data/glue --task RTE --split train --output ids.txt
            """)

    @Option(help: "A checkpoint folder with a tokenizer, or minilm.") var model = "minilm"
    @Option(help: "Folder with TASK/SPLIT.tsv.") var data = "data/mini-glue"
    @Option(help: "Task.") var task: GLUETask
    @Option(help: "Which file of the task.") var split: GLUETask.Split = .dev
    @Option(help: "Longest sequence in tokens.") var maxLength = 128
    @Option(help: "File to write.") var output: String

    func run() throws {
        let tokenizer = try loadTokenizer(ModelDirectory.locate(model))
        let least = tokenizer.specialTokenCount(isPair: task.isPair)
        guard maxLength >= least else { throw InputError("--max-length", expected: "at least \(least)", found: "\(maxLength)") }
        let examples = try FineTuning.examples(task, split, URL(fileURLWithPath: data), tokenizer, maxLength, nil)
        let lines = examples.map { example in
            example.encoding.ids.map { "\($0)" }.joined(separator: " ") + "\t"
                + example.encoding.tokenTypes.map { "\($0)" }.joined(separator: " ") + "\n"
        }
        try AtomicFile.write(Data(lines.joined().utf8), to: URL(fileURLWithPath: output))
        print("\(examples.count) rows written to \(output)")
    }
}
