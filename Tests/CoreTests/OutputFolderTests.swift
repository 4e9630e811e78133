import Foundation
import Testing

@testable import Core

/// Outputs are replaced all or none, by one process at a time, and never through a link.
@Suite struct OutputFolderTests {
    let tensors = AdapterDirectory.tensorsName
    private let adapters = AdapterFolderTests()

    func link(_ place: URL, to target: URL) throws {
        try FileManager.default.createSymbolicLink(at: place, withDestinationURL: target)
    }

    func contents(_ folder: URL) throws -> [String: Data] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        return Dictionary(
            uniqueKeysWithValues: try names.map { ($0, try Data(contentsOf: folder.appending(path: $0))) })
    }

    /// A hub's cache consists of links into a store.
    @Test func aLinkInAnOutputFolderIsReplaced() throws {
        let folder = try Fixtures.temporary(), store = try Fixtures.temporary(), blob = store.appending(path: "blob"),
            edora = try adapters.adapted(.edora)
        try Data("of others".utf8).write(to: blob)
        try link(folder.appending(path: tensors), to: blob)
        try adapters.write(edora, to: folder)
        #expect(try Data(contentsOf: blob) == Data("of others".utf8))
        #expect(try AdapterDirectory.read(folder).adapter.method == .edora)
        let merged = try Fixtures.temporary(), base = Fixtures.directory.appending(path: "tiny-bert")
        try ModelDirectory.write(edora, task: .rte, base: base, to: merged)
        try FileManager.default.removeItem(at: merged.appending(path: "model.safetensors"))
        try link(merged.appending(path: "model.safetensors"), to: blob)
        try ModelDirectory.write(edora, task: .rte, base: base, to: merged)
        #expect(try Data(contentsOf: blob) == Data("of others".utf8))
        #expect(try SequenceClassifier(directory: merged, seed: 1).classes == 2)
    }

    /// It may be the only copy; one that this project wrote is replaced.
    @Test func aModelOfOthersIsNotReplaced() throws {
        let base = Fixtures.directory.appending(path: "tiny-bert"), folder = try Fixtures.temporary(),
            edora = try adapters.adapted(.edora)
        for name in ["config.json", "model.safetensors"] {
            try FileManager.default.copyItem(at: base.appending(path: name), to: folder.appending(path: name))
        }
        let before = try contents(folder)
        let refused = #expect(throws: InputError.self) {
            try ModelDirectory.write(edora, task: .rte, base: base, to: folder)
        }
        #expect(refused?.found == "config.json")
        #expect(try contents(folder) == before)
        let own = try Fixtures.temporary()
        for task in [TextTask.rte, .cola] {
            try ModelDirectory.write(edora, task: task, base: base, run: "k", to: own)
            #expect(ModelDirectory.run(of: own) == "k" && ModelDirectory.isPair(own) == task.isPair)
        }
    }

    @Test func aLinkInThePlaceOfAFileIsRefused() throws {
        let folder = try Fixtures.temporary(), file = folder.appending(path: "file"),
            place = folder.appending(path: "link")
        try Data("of others".utf8).write(to: file)
        try link(place, to: file)
        let attempts = [
            { try AtomicFile.requireWritable(place) }, { try AtomicFile.write(Data("new".utf8), to: place) },
        ]
        for attempt in attempts {
            let error = #expect(throws: InputError.self) { try attempt() }
            #expect(error?.found == "a link")
        }
        #expect(try Data(contentsOf: file) == Data("of others".utf8))
    }

    /// The names of a process's temporary files cannot be foreseen, so nothing can wait there.
    @Test func aPlantedNameIsNotWrittenThrough() throws {
        let folder = try Fixtures.temporary(), victim = folder.appending(path: "victim"),
            file = folder.appending(path: "file")
        try Data("of others".utf8).write(to: victim)
        let planted = folder.appending(path: "file.\(getpid()).part")
        try link(planted, to: victim)
        try AtomicFile.write(Data("new".utf8), to: file)
        #expect(try Data(contentsOf: victim) == Data("of others".utf8))
        #expect(try Data(contentsOf: file) == Data("new".utf8))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: planted.path) == victim.path, "nor removed")
    }

    /// A part that a living process writes stays; one that nobody holds goes.
    @Test func onlyPartsOfDeadProcessesAreRemoved() throws {
        let folder = try Fixtures.temporary(), handle = try FolderHandle(folder)
        let living = try PartFile(of: "file", in: handle)
        try Data("half".utf8).write(to: folder.appending(path: "file.0123456789abcdef.part"))
        try Data("mine".utf8).write(to: folder.appending(path: "file.2024.part"))
        try AtomicFile.write(Data("new".utf8), to: folder.appending(path: "file"))
        #expect(try adapters.files(folder) == ["file", "file.2024.part", living.name])
    }

    /// Between its last byte and its name a part is still held: a record's lease is looked at there.
    @Test func aPartIsHeldUntilItHasItsName() throws {
        let folder = try Fixtures.temporary(), handle = try FolderHandle(folder), file = folder.appending(path: "file")
        try AtomicFile.write(
            to: file,
            beforeReplacing: {
                let before = try adapters.files(folder)
                PartFile.removeLeftovers(of: "file", in: handle)
                #expect(try before.count == 1 && adapters.files(folder) == before)
            }
        ) { append in try Data("new".utf8).withUnsafeBytes { try append($0) } }
        #expect(try Data(contentsOf: file) == Data("new".utf8) && adapters.files(folder) == ["file"])
    }

    /// From every state in which a process may end, the next one comes to the new files, or has the old.
    @Test func aReplacementIsFinishedFromAnyState() throws {
        let old = ["config.json": "old", "vocab.txt": "old", "merges.txt": "old", "notes": "mine"],
            new = [("model.safetensors", "new"), ("vocab.txt", "new"), ("config.json", "new")]
        let removed = ["config.json", "vocab.txt", "merges.txt"]
        let complete = ".output-complete",
            list = removed.map { "remove \($0)\n" } + new.map { "place \($0.0)\n" }
        for done in 0 ... list.count + 2 {
            let folder = try Fixtures.temporary(), stage = folder.appending(path: complete)
            for (name, text) in old { try Data(text.utf8).write(to: folder.appending(path: name)) }
            try FileManager.default.createDirectory(at: stage, withIntermediateDirectories: true)
            for (name, text) in new { try Data(text.utf8).write(to: stage.appending(path: name)) }
            try Data(list.joined().utf8).write(to: stage.appending(path: "replacement"))
            for line in list.prefix(done) {
                let name = String(line.dropLast().split(separator: " ")[1])
                if line.hasPrefix("remove") {
                    #expect(unlink(folder.appending(path: name).path) == 0)
                } else {
                    #expect(rename(stage.appending(path: name).path, folder.appending(path: name).path) == 0)
                }
            }
            if done > list.count { #expect(unlink(stage.appending(path: "replacement").path) == 0) }
            if done > list.count + 1 { #expect(rmdir(stage.path) == 0) }
            try OutputFolder.finish(folder)
            let expected = ["model.safetensors": "new", "vocab.txt": "new", "config.json": "new", "notes": "mine"]
            #expect(try contents(folder).mapValues { String(decoding: $0, as: UTF8.self) } == expected, "after \(done)")
        }
    }

    /// What ended before all was written is of no account, and goes with the next output.
    @Test func aReplacementThatWasNotCompleteIsRemoved() throws {
        let folder = try Fixtures.temporary(), stage = folder.appending(path: ".output-0123456789abcdef.part")
        try adapters.write(adapters.adapted(.lora), to: folder)
        try FileManager.default.createDirectory(at: stage, withIntermediateDirectories: true)
        try Data("half".utf8).write(to: stage.appending(path: tensors))
        #expect(try AdapterDirectory.read(folder).adapter.method == .lora)
        try adapters.write(adapters.adapted(.edora), to: folder)
        #expect(try AdapterDirectory.read(folder).adapter.method == .edora)
        #expect(try adapters.files(folder) == ["edora_config.json", "adapter_config.json", tensors])
    }

    /// A folder that others made may hold such a list, too.
    @Test(arguments: [
        "remove config.json", "place ../victim", "remove ../victim", "remove notes", "place edora_config.json/x",
        "other",
    ])
    func aForeignReplacementStaysInItsFolder(line: String) throws {
        let parent = try Fixtures.temporary(), folder = parent.appending(path: "adapter"),
            stage = folder.appending(path: ".output-complete")
        try FileManager.default.createDirectory(at: stage, withIntermediateDirectories: true)
        for file in [parent.appending(path: "victim"), folder.appending(path: "notes")] {
            try Data("of others".utf8).write(to: file)
        }
        try Data((line + "\n").utf8).write(to: stage.appending(path: "replacement"))
        let error = #expect(throws: InputError.self) { try AdapterFolder.read(folder) }
        #expect(error?.place.hasSuffix("replacement") == true, "\(error.map { "\($0)" } ?? "")")
        for file in [parent.appending(path: "victim"), folder.appending(path: "notes")] {
            #expect(try Data(contentsOf: file) == Data("of others".utf8))
        }
    }

    @Test func aFileKeepsItsPermissions() throws {
        let file = try Fixtures.temporary().appending(path: "file")
        try Data("old".utf8).write(to: file)
        #expect(chmod(file.path, 0o600) == 0)
        try AtomicFile.write(Data("new".utf8), to: file)
        var facts = stat()
        #expect(stat(file.path, &facts) == 0 && facts.st_mode & 0o777 == 0o600)
    }

    /// Magnitudes have nothing to scale there, and what is read again is the matrix itself.
    @Test func aMatrixOfZerosIsWritten() throws {
        for method in [AdapterMethod.dora, .magnitude, .lora] {
            let base = Fixtures.directory.appending(path: "tiny-bert"), folder = try Fixtures.temporary()
            func model() throws -> (model: SequenceClassifier, layer: Linear) {
                let model = try SequenceClassifier(directory: base, classes: 2, seed: 1)
                let layer = try #require(model.linear("encoder.layer.0.attention.self.query"))
                layer.assign(weight: Matrix(layer.outputs, layer.inputs), bias: nil)
                return (model, layer)
            }
            let (trained, _) = try model(), (restored, layer) = try model()
            #expect(try trained.adapt(.standard(method, rank: 2), seed: 1, threads: 1).isEmpty, "\(method)")
            try adapters.write(trained, to: folder)
            try AdapterDirectory.read(folder).install(
                on: restored, from: folder, baseDigest: "base", allowBaseMismatch: false)
            #expect(layer.weight.largest == 0, "\(method)")
        }
    }

    /// A list that is a pipe, or empty, says nothing, so nothing is removed.
    @Test func aReplacementWithoutAListRemovesNothing() throws {
        for isPipe in [true, false] {
            let folder = try Fixtures.temporary(), stage = folder.appending(path: ".output-complete")
            try FileManager.default.createDirectory(at: stage, withIntermediateDirectories: true)
            try Data("of others".utf8).write(to: stage.appending(path: "config.json"))
            let list = stage.appending(path: "replacement")
            if isPipe { #expect(mkfifo(list.path, 0o600) == 0) } else { try Data().write(to: list) }
            #expect(throws: InputError.self) { try OutputFolder.finish(folder) }
            #expect(try adapters.files(stage) == ["replacement", "config.json"])
        }
    }

    @Test func aForeignReplacementIsNoLink() throws {
        let folder = try Fixtures.temporary(), elsewhere = try Fixtures.temporary()
        try Data("place config.json\n".utf8).write(to: elsewhere.appending(path: "replacement"))
        try Data("of others".utf8).write(to: elsewhere.appending(path: "config.json"))
        try link(folder.appending(path: ".output-complete"), to: elsewhere)
        #expect(throws: InputError.self) { try OutputFolder.finish(folder) }
        #expect(try adapters.files(elsewhere) == ["replacement", "config.json"])
    }

    @Test func oneProcessAtATimeWritesToAFolder() throws {
        let folder = try Fixtures.temporary(), held = try OutputFolder(folder)
        #expect(held.lockFault == nil)
        let error = #expect(throws: InputError.self) { try adapters.write(adapters.adapted(.lora), to: folder) }
        #expect(error?.expected == "no other training or export")
        try AdapterDirectory(
            of: adapters.adapted(.lora), task: .rte, maxLength: 24, baseDigest: "base", run: "run", seed: 1
        ).write(adapters.adapted(.lora), to: held)
        #expect(try AdapterDirectory.read(folder).adapter.method == .lora)
    }

    /// Tensors of one adapter beside the description of another would load without a word.
    @Test func tensorsOfAnotherAdapterAreRefused() throws {
        for isNative in [false, true] {
            let (first, second) = (try Fixtures.temporary(), try Fixtures.temporary())
            let name = isNative ? NativeAdapter.tensorsName : tensors
            for (folder, deviation) in [(first, 0.3), (second, 0.4)] {
                let model = try SequenceClassifier(
                    directory: Fixtures.directory.appending(path: "tiny-bert"), classes: 2, seed: 1)
                var configuration = AdapterConfiguration.standard(.edora, rank: 2)
                configuration.deviation = deviation
                _ = try model.adapt(configuration, seed: 1, threads: 1)
                try adapters.write(model, to: folder)
                if isNative { try NativeAdapter(AdapterDirectory.read(folder)).write(model, to: folder) }
            }
            #expect(unlink(first.appending(path: name).path) == 0)
            try FileManager.default.copyItem(at: second.appending(path: name), to: first.appending(path: name))
            let model = try SequenceClassifier(
                directory: Fixtures.directory.appending(path: "tiny-bert"), classes: 2, seed: 1)
            let error = #expect(throws: InputError.self) {
                try AdapterFolder.read(first).install(
                    on: model, from: first, baseDigest: "base", allowBaseMismatch: false, threads: 1)
            }
            #expect(error?.expected.contains("the tensors of this adapter") == true)
        }
    }
}
