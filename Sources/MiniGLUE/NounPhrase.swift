/// A noun with what stands before it: `the old violin`, `three violins`, `Anna Brown`.
struct NounPhrase: Equatable {
    /// `the`, `a`, `two`, or empty before a name.
    var determiner: String
    var adjective: String?
    var noun: Noun
    var isPlural = false

    var text: String {
        let words = (adjective.map { $0 + " " } ?? "") + noun.form(plural: isPlural)
        if determiner.isEmpty { return words }
        return (determiner == "a" ? Inflection.article(before: words) : determiner) + " " + words
    }

    static func name(_ name: String) -> NounPhrase { NounPhrase(determiner: "", noun: Noun(name: name)) }
}
