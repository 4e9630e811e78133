/// Regular English spelling rules; the irregular forms stand in the word lists.
enum Inflection {
    /// `fox` to `foxes`, `city` to `cities`, `dog` to `dogs`; also the third person of a verb.
    static func withS(_ word: String) -> String {
        if ["s", "x", "z", "ch", "sh"].contains(where: word.hasSuffix) { return word + "es" }
        return endsInConsonantAndY(word) ? word.dropLast() + "ies" : word + "s"
    }

    static func past(_ verb: String) -> String {
        if verb.hasSuffix("e") { return verb + "d" }
        return endsInConsonantAndY(verb) ? verb.dropLast() + "ied" : verb + "ed"
    }

    /// The form in -ing. A verb that doubles its last letter in the past (`hug`, `hugged`) doubles it here too.
    static func gerund(_ verb: String, past: String) -> String {
        if let last = verb.last, past == verb + String(last) + "ed" { return verb + String(last) + "ing" }
        let keepsE = ["ee", "ye", "oe"].contains(where: verb.hasSuffix)
        return verb.hasSuffix("e") && !keepsE ? verb.dropLast() + "ing" : verb + "ing"
    }

    /// `a` or `an` before `phrase`, by its first letter and the few words where sound and spelling differ.
    static func article(before phrase: String) -> String {
        if ["honest", "hour"].contains(where: phrase.hasPrefix) { return "an" }
        if ["uni", "use", "one", "eu"].contains(where: phrase.hasPrefix) && !phrase.hasPrefix("unin") { return "a" }
        return phrase.first.map { "aeiou".contains($0) } == true ? "an" : "a"
    }

    static func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

    private static func endsInConsonantAndY(_ word: String) -> Bool {
        word.hasSuffix("y") && word.dropLast().last.map { !"aeiou".contains($0) } == true
    }
}

/// A countable noun. `kind` is its hypernym's key (`vehicle`); `synonym` another word for the same thing.
struct Noun: Equatable, Sendable {
    let singular: String
    let plural: String
    var kind = ""
    var synonym: [Noun] = []

    func form(plural isPlural: Bool) -> String { isPlural ? plural : singular }

    /// Reads `child/children`, or `dog` where the plural is regular.
    init(_ entry: some StringProtocol, kind: String = "") {
        let forms = String(entry).split(separator: "/" as Character).map(String.init)
        singular = forms[0]
        plural = forms.count > 1 ? forms[1] : Inflection.withS(forms[0])
        self.kind = kind
    }

    init(name: String) { singular = name; plural = name }

    /// Reads lists of the form `kind: noun, noun/plural=synonym, ...`, one kind a line.
    static func list(_ text: String) -> [Noun] {
        text.split(separator: "\n").flatMap { line in
            let parts = line.split(separator: ":")
            precondition(parts.count == 2, "a word list's line is `kind: nouns`, got \(line)")
            return Words.entries(parts[1]).map { entry in
                let pair = entry.split(separator: "=")
                var noun = Noun(pair[0], kind: String(parts[0]))
                if pair.count > 1 { noun.synonym = [Noun(pair[1], kind: noun.kind)] }
                return noun
            }
        }
    }
}

/// A verb with its principal parts.
struct Verb: Equatable, Sendable {
    let base: String
    let past: String
    let participle: String
    var synonym: [Verb] = []

    var third: String { inflected(Inflection.withS) }
    var gerund: String { inflected { Inflection.gerund($0, past: past) } }
    func present(plural: Bool) -> String { plural ? base : third }

    /// The first word takes the ending: `giving away`.
    private func inflected(_ ending: (String) -> String) -> String {
        let words = base.split(separator: " ").map(String.init)
        return ([ending(words[0])] + words.dropFirst()).joined(separator: " ")
    }

    /// Reads `steal/stole/stolen`, `buy/bought` or `paint`.
    init(_ entry: some StringProtocol) {
        let forms = String(entry).split(separator: "/" as Character).map(String.init)
        base = forms[0]
        past = forms.count > 1 ? forms[1] : Inflection.past(forms[0])
        participle = forms.count > 2 ? forms[2] : past
    }

    /// Reads `verb, verb=synonym, ...`.
    static func list(_ text: String) -> [Verb] {
        Words.entries(text).map { entry in
            let pair = entry.split(separator: "=")
            var verb = Verb(pair[0])
            if pair.count > 1 { verb.synonym = [Verb(pair[1])] }
            return verb
        }
    }
}

/// The word lists; their entries are in the other files of this folder.
enum Words {
    /// The entries of a comma-separated list, which may run over several lines.
    static func entries(_ text: some StringProtocol) -> [String] {
        text.split(whereSeparator: { $0 == "," || $0 == "\n" })
            .map { $0.split(separator: " ").joined(separator: " ") }
            .filter { !$0.isEmpty }
    }
}
