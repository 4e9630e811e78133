@testable import Core
@testable import Experiments
import Foundation
import Testing

@Suite struct PlanTests {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    /// The committed records on mini-glue.
    static func records() throws -> [(file: URL, record: RunRecord)] {
        try RunRecord.readAll(below: root.appending(path: "data/runs/minilm/mini-glue"))
    }

    @Test func aPlanComesBackFromItsFile() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "plan-\(UUID().uuidString).jsonl")
        defer { try? FileManager.default.removeItem(at: file) }
        for name in Plan.names {
            let plan = try Plan.named(name)
            try Data(plan.map { $0.line + "\n" }.joined().utf8).write(to: file)
            #expect(try PlannedRun.readPlan(file) == plan)
            #expect(Set(plan.map(\.id)).count == Set(plan.map(\.line)).count, "ids tell runs apart")
            #expect(Estimate.seconds(plan) > 0)
            #expect(Set(plan.map(\.line)).count == plan.count, "no run twice, in whatever tables it stands")
        }
        #expect(throws: InputError.self) { try Plan.named("99") }
        let plan = try Plan.named("3")
        try Data(plan.map { $0.line + "\r\n\r\n" }.joined().utf8).write(to: file)
        #expect(try PlannedRun.readPlan(file) == plan, "a plan from another system's editor")
        try Data("{\"backbone\": 3}\n".utf8).write(to: file)
        #expect(throws: InputError.self) { try PlannedRun.readPlan(file) }
        #expect(throws: InputError.self) { try PlannedRun.readPlan(file.appending(path: "none")) }
        try Data("\r\n\n".utf8).write(to: file)
        let empty = #expect(throws: InputError.self) { try PlannedRun.readPlan(file) }
        #expect(empty?.found == "an empty file" && empty?.advice?.contains("sweep plan") == true)
        let line = plan[0].line, warmup = "\"warmup\":0.06"
        try #require(line.contains(warmup))
        for twice in [warmup + ",\"warmup\":0.5", "\"warmup\":0.5," + warmup] {
            try Data((line.replacing(warmup, with: twice) + "\n").utf8).write(to: file)
            let refused = #expect(throws: InputError.self) { try PlannedRun.readPlan(file) }
            #expect(refused?.place.hasSuffix(":1: \"warmup\"") == true && refused?.found == "it twice")
        }
    }

    /// What the head reads, and whether the pooler trains, beside the setting that they are compared with.
    @Test func poolingAndPoolerCanBePlanned() throws {
        func run(_ setting: Setting) -> PlannedRun {
            .glue(.mrpc, setting, rate: 5e-3, seed: 1, division: nil, backbone: "minilm")
        }
        let mean = Setting(.edora, .pooling(.mean)), trained = Setting(.lora, .trainedPooler)
        #expect(mean.title == "EDoRA, r = 16, mean pooling" && trained.title == "LoRA, r = 16, pooler trained")
        #expect(run(mean).configuration.adapter.pooling == .mean)
        #expect(run(trained).configuration.adapter.trainsPooler == true)
        let runs = [mean, Setting(.edora), trained, Setting(.lora), Setting(.full, .pooling(.mean))].map(run)
        #expect(Set(runs.map(\.id)).count == runs.count)
        #expect(!run(.edora).line.contains("pool"), "what is not asked for leaves no trace")
        let file = FileManager.default.temporaryDirectory.appending(path: "plan-\(UUID().uuidString).jsonl")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(runs.map { $0.line + "\n" }.joined().utf8).write(to: file)
        #expect(try PlannedRun.readPlan(file) == runs)
        let line = run(mean).line.replacing("\"pooling\":\"mean\"", with: "\"pooling\":\"max\"")
        try Data((line + "\n").utf8).write(to: file)
        let refused = #expect(throws: InputError.self) { try PlannedRun.readPlan(file) }
        #expect(refused?.found.contains("\"max\", which is none of mean at ") == true, "\(refused?.found ?? "")")
    }

    /// A machine that took twice the estimate for what it has finished will take twice that for the rest.
    @Test func thePaceIsMeasuredOverEstimated() throws {
        let record = try #require(try Self.records().first).record
        let run = PlannedRun(data: record.data, record.configuration)
        var pace = Estimate.Pace()
        #expect(pace.factor == 1)
        pace.add(run, record)
        let circumstances = record.circumstances
        let seconds = circumstances.trainingSeconds + circumstances.evaluationSeconds
        #expect(abs(pace.factor * Estimate.seconds(run) * 2 / (seconds * Double(circumstances.threads)) - 1) < 1e-12)
        pace.add(run, record)
        #expect((0.05 ... 20).contains(pace.factor), "the estimate is of the right size: \(pace.factor)")
    }

    /// What pages are computed from must make sense; a score of 9999 would send a bootstrap astray.
    @Test func aRecordWithAbsurdValuesIsRefused() throws {
        let found = try #require(try Self.records().first { $0.record.epochs.count > 1 })
        let text = try String(contentsOf: found.file, encoding: .utf8)
        let file = FileManager.default.temporaryDirectory.appending(path: "record-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        func read(_ old: Regex<Substring>, _ new: String) throws -> RunRecord {
            try #require(text.contains(old))
            try Data(text.replacing(old, with: new).utf8).write(to: file)
            return try RunRecord.read(file)
        }
        #expect(try read(/"format" : 1/, "\"format\" : 1") == found.record)
        #expect(throws: InputError.self) { try read(/"format" : 1/, "\"format\" : 2") }
        #expect(throws: InputError.self) { try read(/"bestEpoch" : [0-9]+/, "\"bestEpoch\" : 99") }
        #expect(throws: InputError.self) { try read(/"accuracy" : [0-9.]+/, "\"accuracy\" : 9999") }
    }

    @Test func theEqualBudgetIsEqual() {
        let miniLM = EncoderConfiguration.miniLM, roberta = EncoderConfiguration.robertaBase
        let edora = miniLM.trainableCount(.edora, rank: 16)
        let ratio = Double(miniLM.trainableCount(.loraXS, rank: Plan.equalBudgetRank)) / Double(edora)
        #expect(abs(ratio - 1) < 0.03)
        #expect((1 ..< 2).contains(Double(miniLM.trainableCount(.lora, rank: Plan.leastRank)) / Double(edora)))
        #expect(roberta.trainableCount(.loraXS, rank: 32) == roberta.trainableCount(.edora, rank: 16))
    }

    @Test func heldOutRowsAreATenthAndNeverTrain() throws {
        let rows = try TextTask.rte.rows(.train, in: Self.root.appending(path: "data/mini-glue"))
        let parts = Division.heldOut.divide(rows)
        #expect(parts.evaluation.count == rows.count / 10)
        #expect(parts.train.count + parts.evaluation.count == rows.count)
        let order = parts.train.map(\.first) + parts.evaluation.map(\.first)
        #expect(order != rows.map(\.first), "the rows are drawn, not cut off")
        let again = Division.heldOut.divide(rows)
        #expect(again.evaluation.map(\.first) == parts.evaluation.map(\.first))
    }

    @Test func aQuestionIsOnOneSideOnly() throws {
        func row(_ question: String, _ i: Int) -> TextTask.Row {
            .init(first: Array(question.utf8), second: Array("\(i)".utf8), target: .label(0))
        }
        let rows = (0 ..< 100).map { row("question \($0 / 4)", $0) }
        let parts = Division.devByQuestion.divide(rows)
        #expect(parts.evaluation.count == 20 && parts.train.count == 80)
        #expect(Set(parts.train.map(\.first)).isDisjoint(with: Set(parts.evaluation.map(\.first))))
    }
}
