import Core
import Foundation

/// The claims of `data/paper/claims.json`, the main one first; `Verdict.glossary` names the rules' own limits in this
/// order.
public enum ClaimID: String, Codable, Sendable, CaseIterable {
    case competitive
    case higher = "above-others"
    case higherOfRank32 = "above-others-r32"
    case averageOfRank32 = "glue-avg-r32"
    case averageOfRank4 = "glue-avg-r4"
    case sst2OfRank16 = "sst2-r16"
    case initialisation = "svd-init"
    case convergence = "svd-convergence"
    case dynamics
    case dynamicsAsFull = "dynamics-as-full"
    case overfitting
    case remedies = "overfitting-remedies"
    case costOfSVD = "svd-cost"
    case valuesOfRank16 = "params-49k"
    case ratioOfValues = "params-30x"
    case orderOfValues = "params-order"

    /// Whether it is decided by arithmetic, without any measurement.
    public var isArithmetic: Bool { [.valuesOfRank16, .ratioOfValues, .orderOfValues].contains(self) }
}

/// What the paper states, from `data/paper/claims.json`.
public struct PaperClaim: Codable, Sendable, Equatable {
    public let id: ClaimID
    public let statement: String
    /// The figure as the paper gives it, with its unit.
    public let value: String?
    /// The figure as a number, for rules; a share for percentages.
    public let number: Double?
    /// Where the paper says so.
    public let source: String
    /// What a comparison needs.
    public let needs: String

    public static let file = URL(fileURLWithPath: "data/paper/claims.json")

    /// Every claim once, in the order of the file.
    ///
    /// - Throws: `InputError` when the file cannot be read, has a claim of no `ClaimID`, or has not each exactly once.
    public static func readAll(_ file: URL = file) throws -> [PaperClaim] {
        let claims: [PaperClaim]
        do { claims = try JSONDecoder().decode([PaperClaim].self, from: Data(contentsOf: file)) } catch {
            throw InputError(
                file.path, expected: "a list of claims", found: plainReason(of: error),
                advice: "It is part of the repository: run this from the project's folder.")
        }
        let ids = claims.map(\.id.rawValue)
        guard ids.sorted() == ClaimID.allCases.map(\.rawValue).sorted() else {
            let known = ClaimID.allCases.map(\.rawValue).joined(separator: ", ")
            throw InputError(file.path, expected: "each of these once: \(known)", found: ids.joined(separator: ", "))
        }
        return claims
    }

    /// The number that a rule judges by.
    ///
    /// - Throws: `InputError` when the claim has none above zero.
    func figure() throws -> Double {
        guard let number, number > 0 else {
            throw InputError(
                "\(Self.file.relativePath): \(id.rawValue): \"number\"",
                expected: "a number above zero, which its rule needs", found: number.map { "\($0)" } ?? "none")
        }
        return number
    }
}
