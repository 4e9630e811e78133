import ArgumentParser
import ChapterSupport
import Core
import Experiments
import Foundation

/// The chapter on another model.
struct ChapterOptions: ChapterArguments {
    static let configuration = CommandConfiguration(
        commandName: "chapter1-svd",
        abstract: "Chapter 1: the singular value decomposition, on a plane, a picture and real weights.",
        discussion: """
            Without options it makes the published page, chapters/chapter1-svd/README.md. With --model it makes a draft
            in .build/notebook/chapter1-svd and leaves the page alone.

            EXAMPLES
              swift run chapter1-svd
              swift run chapter1-svd --model path/to/a/bert-checkpoint
            """)

    @Option(help: "A Hugging Face checkpoint folder, or minilm.") var model: String?

    var isDraft: Bool { model != nil }

    /// - Throws: `InputError` for a model whose matrices have fewer singular values than the page shows.
    static func requireSize(_ shape: any BackboneConfiguration, _ directory: URL) throws {
        guard shape.hiddenSize >= 128, shape.adapterTargets.allSatisfy({ $0.inputs >= $0.outputs }) else {
            throw InputError(
                directory.path, expected: "a hidden size of at least 128, and an intermediate size no smaller",
                found: enumeration(shape.adapterTargets.map { "\($0.outputs) × \($0.inputs)" }))
        }
    }
}
