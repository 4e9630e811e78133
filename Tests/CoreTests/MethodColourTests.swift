import Core
import Foundation
import Testing

/// The colours of figures, seen without red or green receptors: by the matrices of Machado, Oliveira and Fernandes
/// (2009) for full severity, on linear RGB; distances are Euclidean in CIELAB (ΔE of 1976) under D65.
@Suite struct MethodColourTests {
    private static let sights: [(name: String, matrix: [[Double]])] = [
        ("all receptors", [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
        (
            "deuteranopia",
            [
                [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881],
            ]
        ),
        (
            "protanopia",
            [
                [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998],
            ]
        ),
    ]

    private static func multiply(_ matrix: [[Double]], _ vector: [Double]) -> [Double] {
        matrix.map { row in zip(row, vector).map { $0 * $1 }.reduce(0, +) }
    }

    /// L, a and b of `#rrggbb` as someone with these receptors sees it.
    private static func lab(_ colour: String, _ sight: [[Double]]) throws -> [Double] {
        let value = try #require(Int(colour.dropFirst(), radix: 16))
        let linear = [16, 8, 0].map { shift -> Double in
            let part = Double(value >> shift & 255) / 255
            return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
        }
        let seen = multiply(sight, linear).map { min(1, max(0, $0)) }
        let toXYZ = [
            [0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041],
        ]
        let relative = zip(multiply(toXYZ, seen), [0.95047, 1, 1.08883]).map { $0 / $1 }
        let f = relative.map { $0 > 216.0 / 24389 ? cbrt($0) : (24389.0 / 27 * $0 + 16) / 116 }
        return [116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])]
    }

    private static func difference(_ a: String, _ b: String, _ sight: [[Double]]) throws -> Double {
        sqrt(zip(try lab(a, sight), try lab(b, sight)).map { ($0 - $1) * ($0 - $1) }.reduce(0, +))
    }

    /// Red and green, and orange and green, as figures had them, were 7 and 5 apart.
    @Test func knowsColoursThatCannotBeTold() throws {
        #expect(abs(try Self.difference("#d62728", "#2ca02c", Self.sights[1].matrix) - 7.3) < 0.05)
        #expect(abs(try Self.difference("#ff7f0e", "#2ca02c", Self.sights[2].matrix) - 4.6) < 0.05)
    }

    /// Those that figures set side by side. The nearest two are magnitude only and LoRA-XS under deuteranopia, 17.9.
    @Test func everyComparedMethodHasAColourOfItsOwn() throws {
        let compared: [AdapterMethod] = [.full, .lora, .dora, .loraXS, .magnitude, .edora, .directions, .head]
        let least = try Self.leastDifference(
            compared.flatMap { method in Set([method.style.colour, method.style.pale]).map { (method.id, $0) } })
        #expect(least > 15 && abs(least - 17.9) < 0.05)
    }

    /// Those of chapter 8, where ranks above 16 take the paler colour. The nearest are EDoRA and Uni-LoRA under
    /// protanopia or deuteranopia, 17.5.
    @Test func everyRelativeHasAColourOfItsOwn() throws {
        let others: [AdapterMethod] = [.vera, .psoft, .psoftFree, .loraSB, .loraXS, .uniLoRA]
        let beside = [AdapterMethod.edora, .magnitude, .lora].map { ($0.id, $0.style.colour) }
        let least = try Self.leastDifference(
            others.map { ($0.id, $0.style.pale) } + beside + [("higher rank", AdapterMethod.edora.style.pale)])
        #expect(least > 15 && abs(least - 17.5) < 0.05)
    }

    /// Over all sights and pairs.
    private static func leastDifference(_ colours: [(String, String)]) throws -> Double {
        var least = Double.infinity
        for (_, sight) in sights {
            for (i, one) in colours.enumerated() {
                for other in colours[..<i] { least = min(least, try difference(one.1, other.1, sight)) }
            }
        }
        return least
    }

    /// In print without colours the marks are left.
    @Test func everyMethodHasAMarkOfItsOwn() {
        let marks = AdapterMethod.builtIn.map(\.style.mark)
        #expect(Set(marks).count == marks.count)
    }
}
