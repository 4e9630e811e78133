import Core
import Foundation
import Testing

@Suite(.timeLimit(.minutes(10))) struct SubmitTests {
    @Test func theLeaderboardsFilesAreComplete() throws {
        let folder = try Tool.temporary(), adapter = folder.appending(path: "rte").path,
            output = folder.appending(path: "glue")
        let trained = try Tool.edora(
            "train", "--task", "RTE", "--rank", "2", "--svd", "randomised", "--limit", "16", "--limit-dev", "4",
            "--epochs", "1", "--output", adapter)
        #expect(trained.status == 0, "\(trained.errors)")
        let data = folder.appending(path: "data/RTE")
        try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
        try Data("index\tsentence1\tsentence2\n0\tA dog runs.\tAn animal runs.\n1\tA cat sits.\tA dog sits.\n".utf8)
            .write(to: data.appending(path: "test.tsv"))
        let arguments = [
            "submit-glue", "--data", folder.appending(path: "data").path, "--adapter", adapter, "--output", output.path,
        ]

        let refused = try Tool.run("edora", arguments)
        #expect(refused.status == 1 && refused.errors.contains("3000 rows"), "\(refused.errors)")
        #expect(!FileManager.default.fileExists(atPath: output.path), "nothing is written before everything is checked")
        // A module of that name in the output is not Python's own. It would leave a marker, and no archive.
        let marker = folder.appending(path: "marker"), archive = output.path + ".zip"
        try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
        try Data("open(\"\(marker.path)\", \"w\").close()\n".utf8).write(to: output.appending(path: "zipfile.py"))
        // Debian's Python; others may have loaded their own module before they look.
        let result = try Tool.run(
            "/usr/bin/env", ["PATH=/usr/bin:/bin", Tool.path(of: "edora")] + arguments + ["--any-length"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(!FileManager.default.fileExists(atPath: marker.path))

        let rte = try String(contentsOf: output.appending(path: "RTE.tsv"), encoding: .utf8).split(separator: "\n")
        #expect(rte.count == 3 && rte[0] == "index\tprediction")
        #expect(rte.dropFirst().allSatisfy { $0.hasSuffix("\tentailment") || $0.hasSuffix("\tnot_entailment") })
        let rows = [
            "AX": 1104, "CoLA": 1063, "MNLI-m": 9796, "MNLI-mm": 9847, "MRPC": 1725, "QNLI": 5463, "QQP": 390_965,
            "SST-2": 1821, "STS-B": 1379, "WNLI": 146,
        ]
        for (name, count) in rows {
            let text = try String(contentsOf: output.appending(path: "\(name).tsv"), encoding: .utf8)
            #expect(text.utf8.count { $0 == 0x0A } == count + 1, "\(name)")
        }
        let stsb = try String(contentsOf: output.appending(path: "STS-B.tsv"), encoding: .utf8)
        #expect(stsb.hasPrefix("index\tprediction\n0\t0.000\n"))
        let unpacked = folder.appending(path: "unpacked").path
        let unpacking = try Tool.run("/usr/bin/unzip", ["-q", archive, "-d", unpacked])
        #expect(unpacking.status == 0, "\(unpacking.errors)")
        let names = try FileManager.default.contentsOfDirectory(atPath: unpacked)
        #expect(names.sorted() == (rows.keys.map { $0 + ".tsv" } + ["RTE.tsv"]).sorted())
        for name in names {
            #expect(FileManager.default.contentsEqual(atPath: "\(unpacked)/\(name)", andPath: "\(output.path)/\(name)"))
        }

        // A Python that ends well and makes nothing.
        let stub = folder.appending(path: "bin/python3")
        try FileManager.default.createDirectory(at: stub.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data("#!/bin/sh\n".utf8).write(to: stub)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: stub.path)
        let path = "PATH=\(stub.deletingLastPathComponent().path):/usr/bin:/bin"
        let nothing = try Tool.run("/usr/bin/env", [path, Tool.path(of: "edora")] + arguments + ["--any-length"])
        #expect(nothing.status == 1 && nothing.errors.contains("pack them with any program"), "\(nothing.errors)")
        #expect(!nothing.output.contains("written") && !FileManager.default.fileExists(atPath: archive))

        let twice = try Tool.run("edora", arguments + ["--adapter", adapter])
        #expect(twice.status == 1 && twice.errors.contains("one adapter for RTE"), "\(twice.errors)")

        // An adapter of a task of one's own, with RTE's labels the other way round.
        let own = TextTask(name: "Mine", isPair: true, labels: ["not_entailment", "entailment"])
        let side = URL(fileURLWithPath: adapter).appending(path: "edora_config.json")
        var description = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: side)) as? [String: Any])
        description["labels"] = own.labelNames
        description["task"] = try JSONSerialization.jsonObject(with: JSONEncoder().encode(own))
        try JSONSerialization.data(withJSONObject: description).write(to: side)
        let foreign = try Tool.run("edora", arguments + ["--any-length"])
        #expect(foreign.status == 1 && foreign.errors.contains("found one of Mine"), "\(foreign.errors)")
        let reversed = try Tool.edora("predict", "--adapter", adapter, "--task", "RTE", "A dog runs.", "It runs.")
        #expect(reversed.status == 1 && reversed.errors.contains("the adapter's order"), "\(reversed.errors)")
    }
}
