/// Arguments that begin with a dash and are no options, which the parser cannot tell from them.
enum DashedArguments {
    /// A negative number after the name of an option is its value: `--sigma -1` becomes `--sigma=-1`, so that the
    /// option's own message says what it takes.
    static func joined(_ arguments: [String]) -> [String] {
        let options = arguments.firstIndex(of: "--") ?? arguments.count
        var result: [String] = []
        for (i, argument) in arguments.enumerated() {
            if i < options, argument.hasPrefix("-"), Double(argument) != nil, let last = result.last,
                last.hasPrefix("--"), !last.contains("=")
            {
                result[result.count - 1] = last + "=" + argument
            } else {
                result.append(argument)
            }
        }
        return result
    }

    /// The first argument before `--` that the parser takes for options of one letter each: a word such as -hello, with
    /// an h, asks it for help.
    static func shortOptions(in arguments: [String]) -> String? {
        arguments.prefix { $0 != "--" }.first { $0.hasPrefix("-") && !$0.hasPrefix("--") && $0.count > 2 }
    }

    /// The first text before `--` that begins with a dash: no option has a blank in its name.
    static func text(in arguments: [String]) -> String? {
        arguments.prefix { $0 != "--" }.first { argument in
            argument.hasPrefix("-")
                && argument.prefix { $0 != "=" }.contains { $0.isWhitespace || !$0.isASCII }
        }
    }
}
