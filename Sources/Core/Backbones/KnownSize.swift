/// The size of a published encoder, as far as the shapes of its adapted matrices ask.
///
/// It is enough to time work on random weights.
public struct KnownSize: Sendable {
    /// The name for people.
    public let title: String
    /// H, the width of a token's state, and the number of transformer layers.
    public let hidden, layers: Int

    /// Those of the checkpoints, and beyond them the next larger size; ascending.
    public static let all: [KnownSize] =
        Checkpoint.all.filter { $0.configuration is EncoderConfiguration }.map { checkpoint in
            KnownSize(
                title: checkpoint.title, hidden: checkpoint.configuration.hiddenSize,
                layers: checkpoint.configuration.layerCount)
        } + [KnownSize(title: "RoBERTa-large", hidden: 1024, layers: 24)]
}
