import Testing

@testable import Core

/// Regular expressions over names of layers, as Python's `re.fullmatch` has them.
struct NamePatternTests {
    @Test(arguments: [
        ("query", "query", true), ("query", "a.query", false), (".*\\.query", "a.b.query", true),
        (".*\\.query", "aquery", false), ("a|b.c", "b.c", true), ("(a|b)\\.c", "b.c", true), ("a{2,3}", "aaaa", false),
        ("a{2,3}", "aaa", true), ("a{,2}", "", true), ("a{x", "a{x", true), ("a{2}?b??", "aa", true),
        ("[]a]+", "]a]", true), ("[^.]*\\.\\d+", "layer.12", true), ("[^.]*\\.\\d+", "a.layer.12", false),
        ("[\\w.-]+", "a_b-c.d", true), ("[a-c\\d]+", "abc12", true), ("[a-]+", "a-", true),
        ("(?P<n>ab)+", "abab", true),
        ("(?:x|y)?z", "z", true), ("(?!.*pooler).*dense", "pooler.dense", false),
        ("(?!.*pooler).*dense", "output.dense", true), ("(?=.*9)\\w+", "a9b", true),
        (".*\\blayer\\b.*", "a.layer.0", true),
        (".*\\blayer\\b.*", "a.layers.0", false), ("^a$", "a", true), ("a^", "a", false), ("\\Aab\\Z", "ab", true),
        ("", "", true), ("a||b", "", true), ("(a*)*b", "aaab", true), ("(a?){3}b", "aab", true),
        ("\\S+\\.\\D", "a.b", true),
    ])
    func aNameMatchesAsInPython(_ pattern: String, _ name: String, _ expected: Bool) throws {
        #expect(try NamePattern(pattern, place: "test").matches(name) == expected)
    }

    @Test(arguments: [
        "(", ")", "a**", "*a", "[", "[a", "a{3,2}", "(?<=a)b", "(a)\\1", "(?i)a", "a*+", "\\", "\\x41", "[z-a]",
        "(?P<n", "^*",
        "a{5000}", String(repeating: "(", count: 100) + String(repeating: ")", count: 100),
    ])
    func whatIsNotReadIsRefusedWithItsText(_ pattern: String) {
        let error = #expect(throws: InputError.self) { try NamePattern(pattern, place: "test") }
        #expect(error?.description.contains(pattern) == true)
    }

    /// Backtracking would take longer than the universe has been there.
    @Test func nestedQuantifiersTakeNoExponentialTime() throws {
        let name = "bert.encoder.layer.0.attention.self.query"
        #expect(try !NamePattern("(((([a-z0-9.]*)*)*)*)*!", place: "test").matches(name))
        #expect(try NamePattern("((.+)+)+query", place: "test").matches(name))
        #expect(try !NamePattern(String(repeating: "(a|a)?", count: 200) + "b", place: "test").matches(name))
    }
}
