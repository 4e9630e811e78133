import Foundation
import Testing

/// The page of the speed comparison, made by the real command from a small report.
@Suite(.timeLimit(.minutes(10))) struct BenchPageTests {
    private static let report = """
        {"measured": "2026-01-02", "processor": "Example CPU", "blasKernel": "Haswell", "threads": 2, "rounds": 2, \
        "steps": 3, "batchSize": 32, "rank": 16,
         "versions": {"torch": "2.0", "peft": "0.1"},
         "workloads": [
          {"name": "edora-rte", "title": "EDoRA, RTE", "task": "RTE", "target": 4, "pytorch": \
        [{"examplesPerSecond": 10}, {"examplesPerSecond": 20}],
           "edora": [{"examplesPerSecond": 50, "shareOfPeak": 0.5, "peakGFLOPS": 200, "allocationsPerStep": 30}, \
        {"examplesPerSecond": 60, "shareOfPeak": 0.5, "peakGFLOPS": 210, "allocationsPerStep": 30}],
           "ratios": [5, 3], "memoryRatios": [0.25, 0.25]},
          {"name": "lora-rte", "title": "LoRA, RTE", "target": 6, "pytorch": [{"examplesPerSecond": 10}], "edora": \
        [{"examplesPerSecond": 40, "shareOfPeak": 0.8}],
           "ratios": [4], "memoryRatios": [0.5]}],
         "own": [{"name": "over-lora", "title": "step over step", "ratios": [1.02, 1.06], "atMost": 1.03, \
        "atLeast": null}],
         "cost": {"overBatchSize": [{"batchSize": 8, "microsecondsPerToken": 100, "attentionShare": 0.1}, \
        {"batchSize": 16, "microsecondsPerToken": 90, "attentionShare": 0.1}],
                  "overLength": [{"length": 8, "microsecondsPerToken": 80, "attentionShare": 0.05}, {"length": 16, \
        "microsecondsPerToken": 85, "attentionShare": 0.07}]},
         "svd": {"matrices": 48, "rank": 32, "seconds": [1.2, 1.4], "largestError": 2e-6},
         "tokenizers": {"rows": 10, "ratios": [7.5]}}
        """

    /// What the command makes of the reports in a folder.
    private static func page(in folder: URL) throws -> String {
        let made = try Tool.edora("bench-page", "--folder", folder.path)
        #expect(made.status == 0, "\(made.errors)")
        return try String(contentsOf: folder.appending(path: "README.md"), encoding: .utf8)
    }

    @Test func showsRatiosVerdictsAndCeilings() throws {
        let folder = try Tool.temporary()
        try Data(Self.report.utf8).write(to: folder.appending(path: "peers.json"))
        let page = try Self.page(in: folder)
        // Medians with the range of the rounds; a ceiling is the ratio over the share of the peak.
        #expect(page.contains("| EDoRA, RTE | 4.00 (3.00–5.00) | 4: met | 8.00 |"))
        #expect(page.contains("| EDoRA, RTE | 15.0 (10.0–20.0) | 55.0 (50.0–60.0) |"))
        #expect(page.contains("it is 4.0 to 4.0 times as fast.\n"))
        let padding = try #require(try /by these factors: ([0-9.]+) on RTE\./.firstMatch(in: page)?.1)
        let row = try #require(try /\| EDoRA, RTE \| 4\.00 .* \| 8\.00 \| ([0-9.]+) \|/.firstMatch(in: page)?.1)
        #expect(try abs(4 / #require(Double(padding)) - #require(Double(row))) < 0.02, "by token: \(row)")
        #expect(
            page.contains(
                "\nAims met on this page: 4 of 7; missed: LoRA, RTE; EDoRA, RTE: needed products over SGEMM peak; "))
        #expect(
            page.contains("EDoRA, RTE: needed products over SGEMM peak | 50 (50–50) % | at least 65 %: **missed** |"))
        #expect(
            page.contains("peak memory over PyTorch's | 0.25 (0.25–0.25) | at most 0.5: met |")
                && page.contains("allocations a step | 30 (30–30)"))
        #expect(page.contains("SGEMM peak 205 (200–210) GFLOP/s"))
        #expect(page.contains("| LoRA, RTE | 4.00 (4.00–4.00) | 6: **missed** | 5.00 |"))
        #expect(page.contains("| step over step | 1.04 (1.02–1.06) | at most 1.03: **missed** |"))
        #expect(page.contains("within 1e-4 of LAPACK's | 1.30 (1.20–1.40) s | under 1.5 s: met |"))
        #expect(page.contains("7.5 (7.5–7.5) | at least 1.0: met"))
        for name in ["fig-ratios.svg", "fig-cost.svg"] {
            let drawing = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            #expect(drawing.contains("<svg") && page.contains("(\(name))"))
        }
        #expect(try Tool.edora("bench-page", "--folder", folder.path, "--check").status == 0)
        try Data((page + "x").utf8).write(to: folder.appending(path: "README.md"))
        let stale = try Tool.edora("bench-page", "--folder", folder.path, "--check")
        #expect(stale.status != 0 && stale.output.contains("stale"))
    }

    /// On a processor without its instructions nothing of bfloat16 is in the report.
    @Test func saysWhetherBFloat16WasMeasured() throws {
        let folder = try Tool.temporary(), file = folder.appending(path: "peers.json")
        func page(_ report: String) throws -> String {
            try Data(report.utf8).write(to: file)
            return try Self.page(in: folder)
        }
        #expect(try page(Self.report).contains("How much faster that trains was not measured yet"))
        let narrow = """
            {"name": "narrow", "title": "fp32 over bfloat16", "ratios": [1.6], "atMost": null, "atLeast": 1.55},
            """
        let measured = Self.report.replacingOccurrences(of: "\"own\": [", with: "\"own\": [" + narrow)
        let told = try page(measured)
        #expect(told.contains("the rows *fp32 over bfloat16* above say") && !told.contains("was not measured yet"))
        #expect(told.contains("| fp32 over bfloat16 | 1.60 (1.60–1.60) | at least 1.55: met |"))
    }

    @Test func showsTheDecoderWhereItWasMeasured() throws {
        let folder = try Tool.temporary(), file = folder.appending(path: "decoder.json")
        func page() throws -> String { try Self.page(in: folder) }
        try Data(Self.report.utf8).write(to: folder.appending(path: "peers.json"))
        #expect(try !page().contains("## A decoder"))
        let report = """
            {"measured": "2026-01-04", "processor": "Other CPU", "blasKernel": "Zen", "threads": 2, "rounds": 2, \
            "steps": 8, "batchSize": 32, "rank": 16, "versions": {"torch": "2.0", "peft": "0.1"},
             "workloads": [
              {"name": "edora-gemma", "title": "EDoRA, Gemma", "target": 6, "pytorch": [{"examplesPerSecond": 1}, \
            {"examplesPerSecond": 1}], "edora": [{"examplesPerSecond": 5, "shareOfPeak": 0.8, "peakGFLOPS": 160}, \
            {"examplesPerSecond": 6, "shareOfPeak": 0.8, "peakGFLOPS": 170}], "ratios": [5, 6], \
            "memoryRatios": [0.12, 0.14]},
              {"name": "lora-gemma", "title": "LoRA, Gemma", "target": 6, "pytorch": [{"examplesPerSecond": 1}], \
            "edora": [{"examplesPerSecond": 4, "shareOfPeak": 0.8}], "ratios": [4], "memoryRatios": [0.3]}]}
            """
        try Data(report.utf8).write(to: file)
        let told = try page()
        #expect(told.contains("it is\n4.0 to 5.5 times as fast as PyTorch with PEFT."))
        #expect(
            told.contains(
                "| EDoRA, Gemma | 1.0 (1.0–1.0) | 5.5 (5.0–6.0) | 5.50 (5.00–6.00) | 6: **missed** | 6.88 | "
                    + "0.13 (0.12–0.14), at most 0.25: met |"))
        #expect(told.contains("at most 0.25: **missed** |"))
        #expect(told.contains("at the peak of SGEMM the ratio would be 5.0 for LoRA, Gemma."))
        #expect(told.contains("EDoRA, Gemma; LoRA, Gemma; LoRA, Gemma: peak memory."))
        #expect(told.contains("Measured 2026-01-04 on Other CPU, 2 threads, by `make bench-decoder`: 2 rounds"))
        try Data("{}".utf8).write(to: file)
        let refused = try Tool.edora("bench-page", "--folder", folder.path)
        #expect(refused.status != 0 && refused.errors.contains("make bench-decoder"), "\(refused.errors)")
    }

    @Test func showsPredictingWhereItWasMeasured() throws {
        let folder = try Tool.temporary(), file = folder.appending(path: "predict.json")
        func page() throws -> String { try Self.page(in: folder) }
        try Data(Self.report.utf8).write(to: folder.appending(path: "peers.json"))
        #expect(try !page().contains("Predicting"))
        let report = """
            {"measured": "2026-01-03", "processor": "Example CPU", "threads": 2, "rows": 100, "tokens": 1000, \
            "batchSize": 64, "differentLabels": 0,
             "edora": [{"seconds": 2, "wholeSeconds": 2.5, "peakResidentMiB": 250}],
             "edoraOneThread": [{"seconds": 4, "wholeSeconds": 4.5, "peakResidentMiB": 240}],
             "peers": [
              {"name": "pipeline", "aim": 4, "versions": {"torch": "2.0"},
               "runs": [{"seconds": 10, "wholeSeconds": 20, "peakResidentMiB": 900}], "ratios": [5],
               "wholeRatios": [8]},
              {"name": "onnxruntime", "aim": 1.3, "versions": {"onnxruntime": "1.0"},
               "runs": [{"seconds": 2.5, "wholeSeconds": 3, "peakResidentMiB": 300}], "ratios": [1.25],
               "wholeRatios": [1.2]}],
             "blasKernel": "Zen", "peakGFLOPS": 180, "torchGFLOPS": 90}
            """
        try Data(report.utf8).write(to: file)
        let text = try page()
        #expect(text.contains("| rows/s, from texts to labels | 50 (50–50) | 10 (10–10) | 40 (40–40) |"))
        #expect(text.contains("| ours over it, rows/s | – | 5.00 (5.00–5.00) | 1.25 (1.25–1.25) |"))
        #expect(text.contains("| aim | – | 4.0: met | 1.3: **missed** |"))
        #expect(text.contains("| seconds of the whole process | 2.5 (2.5–2.5) | 20.0 (20.0–20.0) | 3.0 (3.0–3.0) |"))
        #expect(text.contains("| 2 threads over one | 2.00 (2.00–2.00) | – | – |"))
        #expect(text.contains("missed: ") && text.contains("predicting, beside ONNX Runtime"))
        #expect(!text.contains("predicting, beside transformers"))
        #expect(
            text.contains("They agree on the label of each of the 100 rows.")
                && text.contains("500 (500–500) tokens/s") && text.contains("(onnxruntime 1.0, torch 2.0)"))
        #expect(text.contains("OpenBLAS's kernel is Zen, its SGEMM runs\n> 180 GFLOP/s, and PyTorch's torch.mm 90."))
        try Data("{}".utf8).write(to: file)
        let refused = try Tool.edora("bench-page", "--folder", folder.path)
        #expect(refused.status != 0 && refused.errors.contains("make bench-predict"))
    }

    @Test(arguments: ["", "{}", "not JSON"])
    func refusesWhatIsNoReport(text: String) throws {
        let folder = try Tool.temporary()
        if !text.isEmpty { try Data(text.utf8).write(to: folder.appending(path: "peers.json")) }
        let refused = try Tool.edora("bench-page", "--folder", folder.path)
        #expect(refused.status != 0 && !refused.wasSignalled && refused.errors.contains("make bench-peers"))
        #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "README.md").path))
    }

    @Test func theTokenizerCanBeTimed() throws {
        let timed = try Tool.edora("tokenize", "--task", "CoLA", "--data", "data/mini-glue", "--time")
        let report = try JSONDecoder().decode([String: Double].self, from: Data(timed.output.utf8))
        #expect(
            timed.status == 0 && report["rows", default: 0] > 0
                && report["tokens", default: 0] > report["rows", default: 0])
        #expect(try Tool.edora("tokenize", "--task", "CoLA").status != 0, "neither a file to write nor --time")
    }
}
