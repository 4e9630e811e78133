import Foundation
import Testing

/// Slurm's script as `edora sweep submit --dry-run` prints it, for names that mean something to Slurm or to a shell.
@Suite(.timeLimit(.minutes(10))) struct SweepSubmitTests {
    /// A folder without records, with the plan of chapter 3.
    private func folder(_ name: String, plan: String) throws -> URL {
        let folder = try Tool.temporary().appending(path: name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let written = try run(["plan", "--chapter", "3", "--output", "./" + plan], at: folder)
        try #require(written.status == 0, "\(written.errors)")
        return folder
    }

    private func run(_ arguments: [String], at folder: URL) throws -> Tool.Result {
        try Tool.start("edora", ["sweep"] + arguments, in: Tool.temporary(), at: folder).end()
    }

    @Test func percentSignsAndQuotesStandForThemselves() throws {
        let folder = try folder("it's 50%a", plan: "-%j; x.jsonl")
        let result = try run(["submit", "--dry-run", "--", "-%j; x.jsonl"], at: folder)
        #expect(result.status == 0, "\(result.errors)")
        let lines = result.output.split(separator: "\n")
        let path = folder.resolvingSymlinksInPath().path.replacing("'", with: "'\\''")
        #expect(lines.contains { $0 == "cd '\(path)'" }, "\(result.output)")
        let log = path.replacing("%", with: "%%") + "/-%%j; x.jsonl.logs/%a.log"
        #expect(lines.contains { $0 == "#SBATCH --output='\(log)'" }, "\(result.output)")
        #expect(lines.contains { $0.hasSuffix("edora sweep status './-%j; x.jsonl'") }, "\(result.output)")
        #expect(lines.filter { $0.hasPrefix("#SBATCH") }.count == 8, "\(result.output)")
    }

    @Test func whatIsAskedOfSlurmStandsInTheScript() throws {
        let folder = try folder("plain", plan: "x.jsonl")
        let asked = ["--cpus", "3", "--minutes", "7", "--at-once", "5", "--partition", "short"]
        let result = try run(["submit", "--dry-run"] + asked + ["x.jsonl"], at: folder)
        let lines = result.output.split(separator: "\n").filter { $0.hasPrefix("#SBATCH") }
        for option in ["--time=7", "--cpus-per-task=3", "--partition=short"] {
            #expect(lines.contains { $0 == "#SBATCH \(option)" }, "\(option): \(result.output)\(result.errors)")
        }
        #expect(lines.contains { $0.wholeMatch(of: /#SBATCH --array=0-\d+%5/) != nil }, "\(result.output)")
    }

    @Test func bfloat16IsEmulatedWhereItIsAskedTo() throws {
        let folder = try folder("plain", plan: "x.jsonl"), plan = folder.appending(path: "x.jsonl")
        let submit = ["submit", "--dry-run", "--emulate", "x.jsonl"]
        let wide = try run(submit, at: folder)
        #expect(wide.status == 1 && wide.errors.contains("a plan with runs in bfloat16 that"), "\(wide.errors)")
        let line = try String(contentsOf: plan, encoding: .utf8).split(separator: "\n")[0]
        let narrow = line.replacing("\"seed\"", with: "\"precision\":\"bfloat16\",\"seed\"", maxReplacements: 1)
        try Data(narrow.utf8).write(to: plan)
        #expect(try run(submit, at: folder).output.contains("\"$SLURM_CPUS_PER_TASK\" --emulate\n"))
    }

    @Test(arguments: [
        ("plain", "x\n#SBATCH --uid=0\n.jsonl"), ("a\nb", "x.jsonl"), ("plain", "x\r.jsonl"),
        ("plain", "x\u{1B}[2J.jsonl"),
        ("plain", "x\\.jsonl"), ("a\\b", "x.jsonl"),
    ])
    func aNameThatNoLineHoldsIsRefused(name: String, plan: String) throws {
        let folder = try folder(name, plan: plan)
        let result = try run(["submit", "--dry-run", plan], at: folder)
        #expect(result.status == 1 && result.output.isEmpty, "\(result.output)")
        #expect(result.errors.contains("expected a path without"), "\(result.errors)")
        // The place, expected and found on one line, and the advice on another.
        #expect(result.errors.split(separator: "\n").count == 2, "\(result.errors)")
        #expect(!result.errors.contains("\u{1B}") && !result.errors.contains("\r"))
        let comparison = try run(["submit", "--dry-run", "--compare", plan], at: folder)
        #expect(comparison.status == 1 && comparison.output.isEmpty)
    }
}
