/// What a tensor of an adapter is for: the last part of its name, in the program and in files.
///
/// PEFT wraps A and B into layers of their own, so in its files, and in ours, `.weight` follows their names.
public struct TensorRole: RawRepresentable, Hashable, Sendable {
    /// The last part of the name: `lora_A`.
    public let rawValue: String
    /// Whether files keep it with one dimension.
    public let isVector: Bool
    /// Whether its numbers are whole ones from 0 to `largestInteger`, which files keep as such.
    public let isInteger: Bool
    /// What files of PEFT's own, where these are read as the method's, call it otherwise: `lora_A.weight`.
    let foreignName: String?

    /// A matrix of this name.
    public init(rawValue: String) { self.init(rawValue) }

    /// A matrix, or a vector, of this name.
    public init(_ rawValue: String, isVector: Bool = false, isInteger: Bool = false) {
        (self.rawValue, self.isVector, self.isInteger, foreignName) = (rawValue, isVector, isInteger, nil)
    }

    /// A matrix that PEFT's own files have under another role's name.
    init(_ rawValue: String, inPEFT other: TensorRole) {
        (self.rawValue, isVector, isInteger, foreignName) = (rawValue, false, false, other.fileSuffix)
    }

    /// Up to here every whole number is a Float: 2^24.
    static let largestInteger = 1 << 24

    /// The factor on the input side.  [r, in]
    public static let loraA = TensorRole("lora_A")
    /// The factor on the output side, as PEFT multiplies it with A.  [out, r]
    public static let loraB = TensorRole("lora_B")
    /// One magnitude for each output.  [out]
    public static let magnitude = TensorRole("lora_magnitude_vector", isVector: true)
    /// The square matrix R between two frozen factors.  [r, r]
    public static let core = TensorRole("edora_R")
    /// The frozen factor on the output side of R.  [out, r]
    public static let basisB = TensorRole("edora_B")
    /// A whole matrix that trains.  [out, in]
    public static let weight = TensorRole("weight")

    public static func == (a: TensorRole, b: TensorRole) -> Bool { a.rawValue == b.rawValue }
    public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }

    /// What follows the layer's path in an adapter's file: `.lora_A.weight`, `.lora_magnitude_vector`.
    var fileSuffix: String { "." + rawValue + (self == .loraA || self == .loraB ? ".weight" : "") }
}
