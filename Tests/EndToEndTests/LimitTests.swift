import Foundation
import Testing

/// The tool under limits that a user or a cluster has set: an error with its reason, nothing half written, and no wait
/// without end.
@Suite(.serialized, .timeLimit(.minutes(10))) struct LimitTests {
    static let training = [
        "train", "--task", "RTE", "--data", "data/mini-glue", "--rank", "2", "--svd", "randomised", "--batch-size", "8",
        "--limit", "16", "--limit-dev", "8", "--epochs", "1",
    ]

    /// Runs the tool behind a `ulimit`, for at most a minute.
    func run(_ limit: String, _ arguments: [String]) throws -> Tool.Result {
        let shell = #"ulimit -c 0; ulimit \#(limit) || exit 99; exec "$0" "$@""#
        return try Tool.start("/bin/sh", ["-c", shell, Tool.path(of: "edora")] + arguments, in: Tool.temporary())
            .end(seconds: 60)
    }

    func names(_ folder: URL) throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder.path) }

    /// A trained adapter, for what reads one.
    static let adapter: URL? = {
        guard let folder = try? Tool.temporary().appending(path: "adapter"),
            (try? Tool.run("edora", training + ["--output", folder.path]))?.status == 0
        else { return nil }
        return folder
    }()

    /// From a limit that hardly lets the program load to one that suffices.
    @Test(arguments: [180_000, 400_000, 600_000, 620_000, 640_000, 4_000_000])
    func whereMemoryIsLimitedEveryCommandEnds(kilobytes: Int) throws {
        let adapter = try #require(Self.adapter), folder = try Tool.temporary(), limit = "-v \(kilobytes)"
        let output = folder.appending(path: "output"), merged = folder.appending(path: "merged")
        for arguments in [
            Self.training + ["--output", output.path], ["merge", "--adapter", adapter.path, "--output", merged.path],
            ["predict", "--adapter", adapter.path, "--", "a", "b"], ["info", "data/models/minilm"],
        ] {
            let result = try run(limit, arguments), isShort = result.status != 0
            #expect(!result.wasSignalled && result.status < 2, "\(arguments[0]): \(result.status) \(result.errors)")
            #expect(!isShort || result.errors.contains("emory"), "\(arguments[0]): \(result.errors)")
            #expect(!isShort || kilobytes < 4_000_000, "\(arguments[0]): \(result.errors)")
            let left = try names(folder)
            #expect(!isShort || left.isEmpty, "\(arguments[0]) left \(left)")
            for made in [output, merged] { try? FileManager.default.removeItem(at: made) }
        }
    }

    /// 100 blocks of 512 bytes hold no tensors.
    @Test func whereFilesMustStaySmallNothingHalfWrittenIsLeft() throws {
        let adapter = try #require(Self.adapter), folder = try Tool.temporary()
        for arguments in [
            ["merge", "--adapter", adapter.path, "--output", folder.appending(path: "merged").path],
            [
                "export", "--adapter", adapter.path, "--format", "peft", "--output",
                folder.appending(path: "exported").path,
            ],
            Self.training + ["--output", folder.appending(path: "output").path],
        ] {
            let result = try run("-f 100", arguments)
            #expect(!result.wasSignalled && result.status == 1, "\(arguments[0]): \(result.status) \(result.errors)")
            #expect(result.errors.contains("File too large"), "\(arguments[0]): \(result.errors)")
            let left =
                FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey])?
                .compactMap { $0 as? URL }.filter { !$0.hasDirectoryPath } ?? []
            #expect(left.isEmpty, "\(arguments[0]) left \(left)")
        }
    }

    /// A page's program ends, too, even where it has nothing to do but to refuse an option.
    @Test func aChapterEndsWhereMemoryIsLimited() throws {
        let shell = #"ulimit -v 180000; exec "$0" --no-such-option"#
        let chapter = try Tool.start("/bin/sh", ["-c", shell, Tool.path(of: "chapter1-svd")], in: Tool.temporary())
        let result = try chapter.end(seconds: 60)
        #expect(!result.wasSignalled && result.status == 64, "\(result.status): \(result.errors)")
    }

    @Test func whereHardlyAFileCanBeOpenedTheLimitIsNamed() throws {
        let folder = try Tool.temporary()
        for arguments in [
            Self.training + ["--output", folder.appending(path: "output").path], ["sweep", "run", "plan.jsonl"],
            ["predict", "--", "a"], ["merge", "--adapter", "a", "--output", folder.appending(path: "merged").path],
        ] {
            let result = try run("-n 8", arguments)
            #expect(!result.wasSignalled && result.status == 1, "\(arguments[0]): \(result.status) \(result.errors)")
            #expect(result.errors.contains("ulimit -n 1024"), "\(arguments[0]): \(result.errors)")
            #expect(try names(folder).isEmpty)
        }
    }
}
