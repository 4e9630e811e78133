import Testing

@testable import Core

@Suite("Choice of the OpenBLAS kernel")
struct OpenBLASTests {
    private static let avx2: Set = ["sse3", "avx", "avx2", "fma"]
    private static let avx512 = avx2.union(["avx512f", "avx512dq", "avx512bw", "avx512vl", "avx512cd"])

    @Test(
        "A kernel older than the processor is replaced",
        arguments: [
            ("Haswell", avx512, "SkylakeX"), ("Zen", avx512, "SkylakeX"), ("Prescott", avx512, "SkylakeX"),
            ("Prescott", avx2, "Haswell"), ("Sandybridge", avx2, "Haswell"),
        ] as [(String, Set<String>, String)])
    func replaced(picked: String, flags: Set<String>, expected: String) {
        #expect(OpenBLAS.betterKernel(than: picked, flags: flags) == expected)
    }

    @Test(
        "A fitting kernel stays, and so does any kernel where nothing is known",
        arguments: [
            ("SkylakeX", avx512), ("Cooperlake", avx512), ("SapphireRapids", avx512), ("Haswell", avx2), ("Zen", avx2),
            ("Prescott", ["sse3"]), ("Prescott", []),
        ] as [(String, Set<String>)])
    func stays(picked: String, flags: Set<String>) {
        #expect(OpenBLAS.betterKernel(than: picked, flags: flags) == nil)
    }
}
