extension Words {
    /// Looks and state of a thing.
    static let thingAdjectives = entries(
        """
        old, new, red, blue, green, yellow, heavy, light, small, large, broken, dusty, expensive, cheap, wooden, shiny,
        dirty, clean, strange, famous, ugly, rare, plain, empty, golden, grey, tiny, huge, rusty, damaged, elegant,
        foreign, simple, modern
        """)
    /// Traits of a person.
    static let personAdjectives = entries(
        """
        tall, young, old, clever, tired, rich, poor, angry, honest, famous, shy, brave, careful, lazy, cheerful,
        nervous, proud, quiet, rude, polite, clumsy, friendly, gloomy, greedy, hungry, jealous, lonely, modest,
        patient, retired, sleepy, stubborn, wise, anxious
        """)
    /// Comparable traits and their opposites: `taller=shorter`.
    static let comparatives = pairs(
        """
        taller=shorter, older=younger, richer=poorer, stronger=weaker, faster=slower, heavier=lighter, happier=sadder,
        braver=more timid, smarter=more foolish, luckier=unluckier, louder=quieter, kinder=crueller, bigger=smaller,
        busier=idler
        """)

    static func pairs(_ text: String) -> [(String, String)] {
        entries(text).map { entry in
            let pair = entry.split(separator: "=").map(String.init)
            precondition(pair.count == 2, "a pair of words is written a=b, got \(entry)")
            return (pair[0], pair[1])
        }
    }
}
