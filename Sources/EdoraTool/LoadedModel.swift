import ArgumentParser
import Core
import Foundation
import Terminal
import TextFormat

/// A model with an adapter from disk, if one was named: what `predict` and `merge` work on.
struct LoadedModel {
    let model: SequenceClassifier
    let base: URL
    /// The base's other files as they were when the model was loaded.
    let source: ModelSource
    let adapter: AdapterDirectory?
    /// SHA-256 of the base's weights; empty without an adapter, when nobody asks for it.
    let digest: String

    /// - Throws: `InputError` for anything missing or mismatched.
    init(_ options: ModelOptions, adapter path: String?, task: TextTask?, allowBaseMismatch: Bool) throws {
        guard let path else {
            base = try options.directory()
            if allowBaseMismatch {
                throw InputError("--allow-base-mismatch", expected: "--adapter beside it", found: "none")
            }
            (adapter, digest, source) = (nil, "", try ModelSource(base))
            model = try SequenceClassifier(directory: base, classes: nil, seed: 1)
            guard model.hasPretrainedHead else {
                throw InputError(
                    base.path, expected: "a classifier of texts in the checkpoint, or --adapter DIR",
                    found: model.startNotes.isEmpty ? "neither" : "none: " + model.startNotes.joined(separator: "; "),
                    advice:
                        "Train one: edora train --model \(shellQuoted(base.relativePath)) --data FILE "
                        + "--output DIR, then name it by --adapter DIR.")
            }
            try ModelDirectory.requireLabels(base, outputs: model.classes)
            if let task, task.classes != model.classes {
                throw InputError(
                    base.path, expected: "\(task.classes) outputs for \(task.name)", found: "\(model.classes)")
            }
            return
        }
        let directory = URL(fileURLWithPath: path)
        try OutputFolder.finish(directory)
        if let task, PEFTAdapter.isAt(directory) {
            guard !allowBaseMismatch else {
                throw InputError(
                    "--allow-base-mismatch", expected: "an adapter that knows its base",
                    found: "one of PEFT's, which does not")
            }
            base = try options.directory()
            source = try ModelSource(base)
            model = try SequenceClassifier(
                directory: base, classes: task.classes, ignoresMismatchedHead: true, seed: 1)
            digest = try ModelWeights.digest(of: base)
            let peft = try PEFTAdapter(directory: directory)
            try peft.install(on: model)
            if let left = peft.skippedNote { note(left) }
            adapter = try AdapterDirectory(
                of: model, task: task, maxLength: 128, baseDigest: digest, run: "imported", seed: nil)
            return
        }
        let folder = try AdapterFolder.read(directory), description = folder.description
        try Self.requireFit(task, description)
        (adapter, base) = (description, try options.directory(of: description))
        source = try ModelSource(base)
        model = try SequenceClassifier(
            directory: base, classes: description.classes, ignoresMismatchedHead: true,
            pooling: description.adapter.pooling, seed: 1)
        digest = try ModelWeights.digest(of: base)
        try folder.install(
            on: model, from: directory, baseDigest: digest, allowBaseMismatch: allowBaseMismatch,
            threads: options.threads ?? Machine.cores)
    }

    /// The task of the adapter; without one, as far as the checkpoint's config.json names it, else nil.
    ///
    /// - Parameter isPair: whether rows are said to be pairs of texts; a checkpoint of this project's says so itself.
    /// - Throws: `InputError` when config.json does not fit the classifier.
    func ownTask(isPair: Bool) throws -> TextTask? {
        if let adapter { return adapter.task }
        let isPair = isPair || ModelDirectory.isPair(base) == true
        guard let task = try ModelDirectory.task(of: base, isPair: isPair) else { return nil }
        guard task.classes == model.classes else {
            throw InputError(
                base.appending(path: "config.json").path, expected: "\(model.classes) labels, as the classifier has",
                found: "\(task.classes)")
        }
        return task
    }

    /// The task, with the checkpoint's own names of its classes where its own classifier answers.
    func named(_ task: TextTask) throws -> TextTask {
        adapter == nil ? try ModelDirectory.named(task, in: base) : task
    }

    /// - Throws: `InputError` where scores of the checkpoint's own classifier would count a class as another.
    func requireLabelOrder(of task: TextTask?) throws {
        if adapter == nil, let task { try ModelDirectory.requireLabelOrder(base, of: task) }
    }

    /// The names of labels, and the metrics, are the task's.
    private static func requireFit(_ task: TextTask?, _ description: AdapterDirectory) throws {
        let own = description.task, named = task ?? own
        guard description.classes == named.classes else {
            throw InputError(
                "--task \(named.name)",
                expected: "a task of \(description.classes) outputs, as the adapter for \(own.name) has",
                found: "one of \(named.classes)")
        }
        guard !named.hasInAnotherOrder(own.labelNames) else {
            throw InputError(
                "--task \(named.name)",
                expected: "\(own.labelNames.joined(separator: ", ")), the adapter's order of labels",
                found: named.labelNames.joined(separator: ", "))
        }
        guard named != own else { return }
        let names = (shownText(own.name), shownText(named.name))
        note("warning: the adapter was trained on \(names.0); its outputs are read as \(names.1)'s")
    }
}
