import ArgumentParser
import Core
import Foundation

/// A model with an adapter from disk, if one was named: what `predict` and `merge` work on.
struct LoadedModel {
    let model: SequenceClassifier
    let base: URL
    let adapter: AdapterDirectory?
    /// SHA-256 of the base's weights; empty without an adapter, when nobody asks for it.
    let digest: String

    /// The description of an adapter in either form.
    static func description(_ path: String) throws -> AdapterDirectory {
        let directory = URL(fileURLWithPath: path)
        return NativeAdapter.isAt(directory)
            ? try NativeAdapter.read(directory).description : try AdapterDirectory.read(directory)
    }

    /// - Throws: `InputError` for anything missing or mismatched.
    init(_ options: ModelOptions, adapter path: String?, task: GLUETask?, allowBaseMismatch: Bool) throws {
        base = try options.directory()
        guard let path else {
            if allowBaseMismatch {
                throw InputError("--allow-base-mismatch", expected: "--adapter beside it", found: "none")
            }
            (adapter, digest) = (nil, "")
            model = try SequenceClassifier(directory: base, classes: nil, seed: 1)
            guard model.hasPretrainedHead else {
                throw InputError(
                    base.path, expected: "a classifier in the checkpoint, or --adapter DIR", found: "neither",
                    advice: "Train one first: edora train --task RTE --output DIR")
            }
            if let task, task.classes != model.classes {
                throw InputError(
                    base.path, expected: "\(task.classes) outputs for \(task.rawValue)", found: "\(model.classes)")
            }
            if let task { try ModelDirectory.requireLabelOrder(base, of: task) }
            return
        }
        let directory = URL(fileURLWithPath: path)
        let native = NativeAdapter.isAt(directory) ? try NativeAdapter.read(directory) : nil
        let description = try native?.description ?? AdapterDirectory.read(directory)
        if let task, task != description.task, task.classes != description.classes {
            throw InputError(
                "--task \(task.rawValue)", expected: "a task like the adapter's, \(description.task.rawValue)",
                found: "another number of outputs")
        }
        let named = task ?? description.task
        // The names of labels, and the metrics, are the task's.
        guard description.classes == named.classes else {
            throw InputError(
                path, expected: "an adapter of \(named.classes) outputs, as \(named.rawValue) has",
                found: "one of \(description.classes)",
                advice: "Adapters with classes of their own are for the library: AdapterDirectory.install.")
        }
        if named != description.task {
            note(
                """
                warning: the adapter was trained on \(description.task.rawValue); its outputs are read as \
                \(named.rawValue)'s
                """
            )
        }
        adapter = description
        model = try SequenceClassifier(directory: base, classes: description.classes, seed: 1)
        digest = try fileDigest(base.appending(path: "model.safetensors"))
        if let native {
            try native.install(
                on: model, from: directory, baseDigest: digest, allowBaseMismatch: allowBaseMismatch,
                threads: options.threadCount())
        } else {
            try description.install(
                on: model, from: directory, baseDigest: digest, allowBaseMismatch: allowBaseMismatch)
        }
    }
}
