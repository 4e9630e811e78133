import Foundation
import Testing

@testable import Core

/// Where the tests' files are.
enum Fixtures {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let directory = root.appending(path: "Tests/CoreTests/Fixtures")
    static let minilm = root.appending(path: "data/models/minilm")
    static let miniGLUE = root.appending(path: "data/mini-glue")

    /// Holds the folders of this process, and goes with it.
    private static let parent: URL = {
        let parent = FileManager.default.temporaryDirectory.appending(path: "edora-test-\(UUID().uuidString)")
        atexit { try? FileManager.default.removeItem(at: Fixtures.parent) }
        return parent
    }()

    /// A folder of its own for one test.
    static func temporary() throws -> URL {
        let folder = parent.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }
}

extension Matrix {
    /// Random values of N(0, 1), the same in every run.
    static func sample(_ rows: Int, _ columns: Int, _ name: String) -> Matrix {
        var random = Random(seed: 7, purpose: name)
        return .normal(rows, columns, deviation: 1, using: &random)
    }

    var largest: Float { values.reduce(0) { max($0, abs($1)) } }
}

extension AdapterConfiguration {
    /// The adapter of one layer, with the frozen factors of a basis where one is given.
    func made(for layer: Linear, _ basis: Basis? = nil) throws -> any Adapter {
        let stored: AdapterSite.Stored? = basis.map { basis in { role, _, _ in role == .loraA ? basis.A : basis.B } }
        var site = AdapterSite(layer.base, at: layer.name, self, seed: 0, stored: stored)
        let make = try #require(method.make)
        return try make(&site)
    }
}

extension SequenceClassifier {
    /// Makes the classifier's last layer the one that fixtures were computed with.
    func setFixtureClassifier() {
        backbone.trainedHead.last?.assign(
            weight: Matrix(2, 384) { i, j in Float(0.1 * sin(Double(1 + 384 * i + j))) }, bias: Matrix(1, 2))
    }
}
