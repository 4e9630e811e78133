import ArgumentParser
import Core
import Foundation
import Terminal

struct SubmitGLUE: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit-glue",
        abstract: "Predict the test rows of the GLUE tasks and write what the leaderboard takes.",
        discussion: """
            EXAMPLE
              edora submit-glue --data data/glue --adapter out/cola --adapter out/rte --output out/glue-submission

            Each adapter says which task it is for. Tasks without one, and those that this project does not train, \
            are filled with one label, as the
            leaderboard asks for a file of every task. The folder is packed to a zip beside it.
            """)

    @OptionGroup var model: ModelOptions
    @Option(help: "Folder with TASK/test.tsv.") var data = "data/glue"
    @Option(help: "Adapter folder, in either form; once for each task.") var adapter: [String] = []
    @Option(help: "Folder to write.") var output: PathArgument
    @Flag(help: "Take test files of any length, for trying out on data that is not GLUE.") var anyLength = false
    @Flag(help: "Accept another base model than the one the adapters were trained on.") var allowBaseMismatch = false

    /// What is predicted for a task: by which adapter, for which rows.
    private struct Job {
        let task: TextTask
        let adapter: String
        let examples: [Example]
    }

    /// A base model of adapters, as far as their rows depend on it.
    private struct Base {
        let shape: any BackboneConfiguration
        let tokenizer: any Tokenizer
        let digest: String

        init(_ directory: URL) throws {
            shape = try BackboneFamily.configuration(of: directory)
            (tokenizer, digest) = (try loadTokenizer(directory), try ModelWeights.digest(of: directory))
        }
    }

    /// Everything is read and checked before the first prediction, and nothing is written before the last.
    func run() throws {
        let threads = try model.threadCount(), folder = output.url, jobs = try jobs()
        let held = try holdOutput(folder)
        defer { held.removeIfEmpty() }
        try AtomicFile.requireWritable(archive)
        var files: [(name: String, predictions: [String])] = GLUESubmission.others.map {
            ($0.file, Array(repeating: $0.filler, count: $0.rows))
        }
        for task in GLUE.tasks {
            let predictions = try jobs.first { $0.task == task }.map { try predict($0, threads) }
            note(
                "\(GLUESubmission.fileName(task)): "
                    + (predictions.map { "\($0.count) predictions" } ?? "no adapter, filled"))
            files.append(
                (
                    GLUESubmission.fileName(task),
                    predictions ?? Array(repeating: GLUESubmission.filler(task), count: GLUESubmission.rows(task))
                ))
        }
        for other in GLUESubmission.others { note("\(other.file): not trained here, filled") }
        try? FileManager.default.removeItem(at: archive)
        for file in files {
            try AtomicFile.write(
                Data(GLUESubmission.text(file.predictions).utf8), to: folder.appending(path: file.name))
        }
        try AtomicFile.write(try ZipArchive.packed(files.map { folder.appending(path: $0.name) }), to: archive)
        print("written to \(archive.path)")
    }

    private var archive: URL { URL(fileURLWithPath: output.url.path + ".zip") }

    private func jobs() throws -> [Job] {
        guard !adapter.isEmpty else { throw InputError("--adapter", expected: "at least one adapter", found: "none") }
        let descriptions = try adapter.map {
            (path: $0, adapter: try AdapterFolder.read(URL(fileURLWithPath: $0)).description)
        }
        if let other = descriptions.first(where: { !GLUE.tasks.contains($0.adapter.task) }) {
            throw InputError(
                "--adapter \(other.path)",
                expected: "an adapter of GLUE's tasks: \(GLUE.tasks.map(\.name).joined(separator: ", "))",
                found: "one of \(other.adapter.task.name)")
        }
        for task in GLUE.tasks {
            let paths = descriptions.filter { $0.adapter.task == task }.map(\.path)
            guard paths.count < 2 else {
                throw InputError(
                    "--adapter", expected: "one adapter for \(task.name)", found: paths.joined(separator: " and "))
            }
        }
        // Most have one base, and its weights are read whole.
        var bases: [String: Base] = [:]
        return try descriptions.map { path, description in
            let task = description.task, directory = try model.directory(of: description)
            let base = try bases[directory.path] ?? Base(directory)
            bases[directory.path] = base
            try base.shape.requireFit(base.tokenizer, maxLength: description.maxLength, isPair: task.isPair)
            try description.requireBase(base.digest, URL(fileURLWithPath: path), allowMismatch: allowBaseMismatch)
            let examples = try FineTuning.examples(
                task, .test, URL(fileURLWithPath: data), base.tokenizer, description.maxLength, nil)
            guard anyLength || examples.count == GLUESubmission.rows(task) else {
                throw InputError(
                    task.file(.test, in: URL(fileURLWithPath: data)).path,
                    expected: "\(GLUESubmission.rows(task)) rows, as on the leaderboard",
                    found: "\(examples.count)",
                    advice: "Real GLUE comes by `make glue`; --any-length takes other files.")
            }
            return Job(task: task, adapter: path, examples: examples)
        }
    }

    private func predict(_ job: Job, _ threads: Int) throws -> [String] {
        let loaded = try LoadedModel(model, adapter: job.adapter, task: job.task, allowBaseMismatch: allowBaseMismatch)
        let logits = try stoppableLogits(
            loaded.model, job.examples.map(\.encoding), threads: threads, place: job.adapter)
        return GLUESubmission.predictions(job.task, logits: logits)
    }
}
