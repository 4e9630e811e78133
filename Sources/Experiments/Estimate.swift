import Core

/// Rough times of planned runs, so that a person knows whether to wait or to come back tomorrow.
public enum Estimate {
    private static let miniRows = (train: 2_000.0, dev: 400.0, tokens: 22.0)

    /// Seconds on two recent cores: those of a token and training step, 1.8 times that under full fine-tuning, half of
    /// it for the head alone, a third in evaluation (medians of the first 160 records of real GLUE). A task of one's
    /// own whose rows nobody counted counts as one of mini-glue.
    public static func seconds(_ run: PlannedRun) -> Double {
        let configuration = run.configuration, (train, dev, tokens) = rows(run)
        let cost = configuration.adapter.method.cost.time
        return Double(configuration.steps.epochs) * tokens * (train * cost + dev / 3) * secondsOfToken(run.model)
    }

    /// On MiniLM by its records; on Gemma half of what a step of EDoRA on 1,696 tokens takes one core
    /// (`data/decoder/cost.json`).
    private static let measured = [Checkpoint.miniLM.name: 0.22e-3, Checkpoint.gemma270M.name: 2.6e-3]

    /// Another backbone takes as many times longer than MiniLM as its tokens need products.
    private static func secondsOfToken(_ model: String) -> Double {
        measured[model] ?? 0.22e-3 * size(of: model)
    }

    /// Those that train, those that evaluate, and the mean tokens of one.
    private static func rows(_ run: PlannedRun) -> (train: Double, dev: Double, tokens: Double) {
        if let cost = run.places?.cost { return (Double(cost.train), Double(cost.dev), cost.tokens) }
        let configuration = run.configuration
        let known = run.data == Domains.folder ? Domains.facts : GLUEFacts.of
        let facts = run.data == "mini-glue" ? nil : known[configuration.task]
        var (tokens, train, dev) =
            facts.map { ($0.tokens, Double($0.train), Double($0.dev)) } ?? (
                miniRows.tokens, miniRows.train, miniRows.dev
            )
        switch configuration.rows.division {
        case .heldOut: (train, dev) = (0.9 * train, 0.1 * train)
        case .devByQuestion: (train, dev) = (0.8 * dev, 0.2 * dev)
        case nil: break
        }
        train =
            min(train, configuration.rows.trainLimit.map(Double.init) ?? train) * (configuration.rows.trainShare ?? 1)
        dev = min(dev, configuration.rows.devLimit.map(Double.init) ?? dev)
        if configuration.rows.maxLength < 64 { tokens = min(tokens, Double(configuration.rows.maxLength)) }
        return (train, dev, tokens)
    }

    /// How many times MiniLM's products a token of the model needs; 1 where its shape is not known.
    private static func size(of model: String) -> Double {
        func products(_ shape: any BackboneConfiguration) -> Double {
            shape.adapterTargets.reduce(0) { $0 + Double($1.outputs * $1.inputs) } * Double(shape.layerCount)
        }
        let known: (any BackboneConfiguration)? =
            Checkpoint.named(model)?.configuration
            ?? (try? BackboneFamily.configuration(of: ModelDirectory.locate(model)))
        return known.map { products($0) / products(EncoderConfiguration.miniLM) } ?? 1
    }

    public static func seconds(_ runs: [PlannedRun]) -> Double { runs.reduce(0) { $0 + seconds($1) } }

    /// How this machine compares with the estimate, from the runs that it has finished.
    struct Pace {
        private var measured = 0.0, estimated = 0.0

        mutating func add(_ run: PlannedRun, _ record: RunRecord) {
            measured += 60 * RunRecord.minutes([record])
            estimated += Estimate.seconds(run)
        }

        /// Measured over estimated seconds of two cores; 1 before the first run.
        var factor: Double { estimated > 0 ? measured / estimated : 1 }
    }
}
