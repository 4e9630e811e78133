import ArgumentParser
import Core

/// Which matrices a run adapts, what the head reads, and whether the pooler trains beside the classifier.
struct MatrixOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            Matrices that get adapters, with commas, by the ends of their paths as PEFT's target_modules: query, \
            intermediate.dense, pooler.dense and so on; output.dense means attention.output.dense, too. Or \
            \(TargetNames.allLinear). (default: query,value,attention.output.dense,output.dense; of a decoder \
            q_proj,v_proj,o_proj,down_proj)
            """, valueName: "names"))
    var target: TargetList?
    @Flag(
        help: """
            Train the pooler whole beside the classifier, by any method, where a model has one that else stays as it \
            is; PEFT finds it in modules_to_save.
            """)
    var trainPooler = false
    @Option(
        help: """
            What the head reads of a sequence: mean, the mean of its tokens' states, without a pooler between. Neither \
            PEFT nor transformers has such a head, so what is written is for edora alone. (default: as the model's own \
            head: an encoder's first token, a decoder's last)
            """)
    var pooling: Pooling?

    /// What is not given leaves no trace in the configuration, so that a run's key is the one it had before there was
    /// a choice.
    func apply(to configuration: inout AdapterConfiguration) {
        configuration.targets = target?.names
        configuration.trainsPooler = trainPooler ? true : nil
        configuration.pooling = pooling
    }

    /// - Throws: `ValidationError` for two options that exclude each other.
    func validate() throws {
        guard trainPooler, let pooling else { return }
        throw ValidationError("--train-pooler has no effect with --pooling \(pooling), which leaves a pooler out")
    }

    /// - Throws: `ValidationError` for an option without effect.
    func validate(for method: AdapterMethod) throws {
        if target != nil && method.scope != .adaptedMatrices {
            throw ValidationError(
                "--target has no effect under --method \(method.id), which puts adapters on no matrix")
        }
        if trainPooler && method.scope == .wholeModel {
            throw ValidationError("--train-pooler has no effect under --method \(method.id), which trains every layer")
        }
    }
}

/// Names with commas, each once, in one order: the same matrices are the same run.
struct TargetList: ExpressibleByArgument {
    let names: [String]

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map {
            String($0.filter { !$0.isWhitespace })
        }
        guard parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        names = Set(parts).sorted()
    }
}
