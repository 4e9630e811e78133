import ArgumentParser
import Core
import Foundation

struct SubmitGLUE: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit-glue",
        abstract: "Predict the test rows of the GLUE tasks and write what the leaderboard takes.",
        discussion: """
            EXAMPLE
              edora submit-glue --data data/glue --adapter out/cola --adapter out/rte --output out/glue-submission

            Each adapter says which task it is for. Tasks without one, and those that this project does not train, are filled with one label, as the
            leaderboard asks for a file of every task. The folder is packed to a zip beside it.
            """)

    @OptionGroup var model: ModelOptions
    @Option(help: "Folder with TASK/test.tsv.") var data = "data/glue"
    @Option(help: "Adapter folder written by edora train; once for each task.") var adapter: [String] = []
    @Option(help: "Folder to write.") var output: String
    @Flag(help: "Take test files of any length, for trying out on data that is not GLUE.") var anyLength = false

    func run() throws {
        let threads = try model.threadCount(), folder = URL(fileURLWithPath: output)
        var trained: [GLUETask: String] = [:]
        for path in adapter {
            let task = try AdapterDirectory.read(URL(fileURLWithPath: path)).task
            guard trained[task] == nil else { throw InputError("--adapter", expected: "one adapter for \(task.rawValue)", found: "\(trained[task] ?? "") and \(path)") }
            trained[task] = path
        }
        guard !trained.isEmpty else { throw InputError("--adapter", expected: "at least one adapter", found: "none") }
        try AtomicFile.makeDirectory(folder)
        for task in GLUETask.allCases {
            let predictions = try trained[task].map { try predict(task, $0, threads) }
            note("\(GLUESubmission.fileName(task)): " + (predictions.map { "\($0.count) predictions" } ?? "no adapter, filled"))
            try write(predictions ?? Array(repeating: GLUESubmission.filler(task), count: GLUESubmission.rows(task)), to: folder.appending(path: GLUESubmission.fileName(task)))
        }
        for other in GLUESubmission.others {
            note("\(other.file): not trained here, filled")
            try write(Array(repeating: other.filler, count: other.rows), to: folder.appending(path: other.file))
        }
        try pack(folder)
    }

    private func predict(_ task: GLUETask, _ path: String, _ threads: Int) throws -> [String] {
        let loaded = try LoadedModel(model, adapter: path, task: task, allowBaseMismatch: false)
        let tokenizer = try loadTokenizer(loaded.base), length = loaded.adapter?.maxLength ?? 128
        try loaded.model.requireFit(tokenizer, maxLength: length, isPair: task.isPair)
        let examples = try FineTuning.examples(task, .test, URL(fileURLWithPath: data), tokenizer, length, nil)
        guard anyLength || examples.count == GLUESubmission.rows(task) else {
            throw InputError(
                task.file(.test, in: URL(fileURLWithPath: data)).path, expected: "\(GLUESubmission.rows(task)) rows, as on the leaderboard",
                found: "\(examples.count)", advice: "Real GLUE comes by `make glue`; --any-length takes other files.")
        }
        let logits = Evaluator(loaded.model, threads: threads).logits(examples.map(\.encoding))
        guard logits.isFinite else { throw InputError(path, expected: "finite logits", found: "an infinity or NaN") }
        return GLUESubmission.predictions(task, logits: logits)
    }

    private func write(_ predictions: [String], to file: URL) throws {
        try AtomicFile.write(Data(GLUESubmission.text(predictions).utf8), to: file)
    }

    private func pack(_ folder: URL) throws {
        let archive = URL(fileURLWithPath: folder.path + ".zip")
        try? FileManager.default.removeItem(at: archive)
        try runProgram(
            ["python3", "-m", "zipfile", "-c", archive.path] + GLUETask.allCases.map(GLUESubmission.fileName) + GLUESubmission.others.map(\.file), in: folder,
            expected: "an archive of \(folder.path)", advice: "The files themselves are complete; pack them with any program.")
        print("written to \(archive.path)")
    }
}
