import ArgumentParser
import Core

/// The command line tool with all its commands.
public struct Edora: ParsableCommand {
    /// Name, help and commands.
    public static let configuration = CommandConfiguration(
        commandName: "edora",
        abstract: "Fine-tune text encoders and decoders on a CPU with adapters (\(adapters)), without Python.",
        discussion: """
            EXAMPLES
              edora train --task RTE --data data/glue --method edora --rank 16 --epochs 4 --output out/rte
              edora compare --data reviews.csv --text review --label sentiment --methods edora,lora --output out/compare
              edora predict --adapter out/rte --data data/glue --split dev
              edora merge --adapter out/rte --output out/rte-merged
              edora info out/rte

            The default model is \(Checkpoint.all[0].title), fetched by `\(Checkpoint.all[0].command)`;
            `make glue` brings the real GLUE.
            """,
        version: "1.0.0",  // that of the newest heading in CHANGELOG.md
        subcommands: [
            Train.self, Compare.self, Predict.self, Merge.self, Import.self, Export.self, Convert.self, SubmitGLUE.self,
            Info.self,
            Tokenize.self,
            Ranks.self, SweepCommand.self, MakeMiniGLUE.self, Bench.self, BenchPage.self, Readme.self, Weave.self,
        ])

    private static let adapters = AdapterMethod.builtIn.filter { $0.scope == .adaptedMatrices && $0.hasRank }
        .map(\.title).joined(separator: ", ")

    /// Without arguments, as the parser asks for.
    public init() {}

    /// Runs the command that this process was started with: all that an executable has to do.
    ///
    /// An executable of your own can register its methods first and then call this.
    public static func main() { runProcess(as: Edora.self) }
}
