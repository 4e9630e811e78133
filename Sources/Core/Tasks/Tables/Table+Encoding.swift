/// Files of other kinds, told by their bytes.
extension Table {
    /// Where the text starts, behind a byte-order mark if there is one.
    ///
    /// - Parameter allowsNUL: whether single NUL bytes pass, as in GLUE's layout, where any byte is a character.
    /// - Throws: `InputError` for UTF-16, a compressed file or a spreadsheet, and for a NUL byte, which no text has.
    package static func startOfText(_ bytes: [UInt8], _ place: String, allowsNUL: Bool = false) throws -> Int {
        let others: [(start: [UInt8], found: String, advice: String)] = [
            ([0xFF, 0xFE], "UTF-16", utf16Advice("UTF-16")), ([0xFE, 0xFF], "UTF-16", utf16Advice("UTF-16")),
            ([0x1F, 0x8B], "a gzip file", "Unpack it, say by `gunzip`."),
            (Array("PK\u{3}\u{4}".utf8), "a zip file or a spreadsheet", "Save the sheet as CSV in UTF-8."),
        ]
        for other in others where bytes.starts(with: other.start) {
            throw InputError(place, expected: "text in UTF-8", found: other.found, advice: other.advice)
        }
        if let nul = bytes.firstIndex(of: 0) {
            // In text of any western language every second byte of UTF-16 is a NUL.
            let start = bytes.prefix(64), nuls = start.indices.filter { start[$0] == 0 }
            if nuls.count * 3 > start.count, Set(nuls.map { $0 % 2 }).count == 1 {
                throw InputError(
                    place, expected: "text in UTF-8", found: "UTF-16, without a byte-order mark",
                    advice: utf16Advice(nul % 2 == 1 ? "UTF-16LE" : "UTF-16BE"))
            }
            guard !allowsNUL else { return bytes.starts(with: mark) ? mark.count : 0 }
            let line = 1 + bytes[..<nul].count { $0 == UInt8(ascii: "\n") }
            throw InputError(
                "\(place):\(line)", expected: "text in UTF-8", found: "a NUL byte",
                advice: "No text has one. If the file is UTF-16: \(utf16Advice("UTF-16"))")
        }
        return bytes.starts(with: mark) ? mark.count : 0
    }

    /// UTF-8's byte-order mark.
    static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private static func utf16Advice(_ name: String) -> String {
        "Convert the file, say by `iconv -f \(name) -t UTF-8`."
    }

    /// - Throws: `InputError` where bytes are not UTF-8.
    static func requireUTF8(_ text: [UInt8], _ place: @autoclosure () -> String) throws {
        guard text.contains(where: { $0 >= 0x80 }), String(validating: text, as: UTF8.self) == nil else { return }
        throw InputError(
            place(), expected: "text in UTF-8", found: "other bytes",
            advice: "Convert the file, say by `iconv -f latin1 -t utf-8`.")
    }

    /// The start of a field for a message, on one line.
    static func excerpt(_ text: some Collection<UInt8>) -> String {
        String(String(decoding: text.prefix(160), as: UTF8.self).prefix(40)).debugDescription
    }
}
