import Foundation

/// A GGUF file, the format of llama.cpp, checked before any tensor is read from it, and read tensor by tensor.
///
/// Format, version 3, little-endian: `GGUF`, version (uint32), counts of tensors and of keys (uint64); the keys with
/// their values; for each tensor name, extents (the fastest first), type and offset; then, aligned, the tensors.
package struct GGUF: Sendable {
    /// One tensor's place in the file.
    package struct Entry: Sendable, TensorEntry {
        /// How its values are stored.
        package let format: BlockFormat
        /// The extents, the slowest first, as everywhere here.
        package let shape: [Int]
        /// From the start of the tensors' data.
        let range: Range<Int>
    }

    /// Where the file is, for messages.
    package let path: String
    /// The keys in the file's order.
    package let keys: [String]
    /// The metadata by key.
    package let values: [String: GGUFValue]
    /// The tensors by name.
    package let entries: [String: Entry]
    let file: StableFile
    /// Where the tensors' data begins.
    let start: Int

    static let magic = Array("GGUF".utf8)
    static let version: UInt32 = 3
    /// Extents that ggml's tensors have at most, and bytes of their names.
    private static let mostExtents = 4, longestName = 63
    /// Bytes that a key takes at least (length, type, value), and the description of a tensor (length, extents, type,
    /// offset).
    private static let leastKey = 13, leastTensor = 32

    /// - Throws: `InputError` for a file of another kind or version, one that is truncated or damaged, and for tensors
    ///   that overlap, leave gaps, are not aligned or leave the file.
    package init(contentsOf url: URL) throws {
        path = url.path
        let file = try StableFile(url, expected: "a GGUF file")
        self.file = file
        var cursor = GGUFCursor(file)
        try Self.requireVersion(&cursor)
        let tensorCount = try cursor.count(of: "tensors", bytesEach: Self.leastTensor)
        let keyCount = try cursor.count(of: "keys", bytesEach: Self.leastKey)
        var keys: [String] = [], values: [String: GGUFValue] = [:]
        for _ in 0 ..< keyCount {
            let before = cursor, key = try cursor.text()
            do {
                guard values.updateValue(try cursor.value(), forKey: key) == nil else {
                    throw before.wrong("each key once", "\(key) a second time")
                }
            } catch let fault as InputError {
                throw InputError(
                    "\(fault.place), key \(key)", expected: fault.expected, found: fault.found,
                    adviceLines: fault.adviceLines)
            }
            keys.append(key)
        }
        (self.keys, self.values) = (keys, values)
        let alignment = try Self.alignment(values["general.alignment"], path)
        var entries: [String: Entry] = [:]
        for _ in 0 ..< tensorCount {
            let before = cursor, name = try cursor.text()
            guard !name.isEmpty, name.utf8.count <= Self.longestName else {
                throw before.wrong("a tensor's name of 1 to \(Self.longestName) bytes", "\(name.utf8.count)")
            }
            guard entries.updateValue(try Self.entry(&cursor, "\(path): tensor \(name)"), forKey: name) == nil else {
                throw before.wrong("each tensor once", "\(name) a second time")
            }
        }
        self.entries = entries
        guard let start = Self.padded(cursor.offset, alignment), start <= file.size || entries.isEmpty else {
            throw cursor.wrong("tensors from the next multiple of \(alignment) on", "the end of the file")
        }
        self.start = min(start, file.size)
        try requireTiling(alignment)
    }

    private static func requireVersion(_ cursor: inout GGUFCursor) throws {
        let before = cursor
        guard cursor.left >= 8, try Array(cursor.take(4)) == magic else {
            throw InputError(before.place, expected: "a GGUF file, which starts with GGUF", found: "something else")
        }
        let number = try cursor.uint32()
        guard number == version else {
            let isSwapped = number.byteSwapped == version
            throw InputError(
                before.place, expected: "GGUF version \(version), little-endian",
                found: isSwapped ? "a big-endian file" : "version \(number)",
                advice: "Convert it again with a recent llama.cpp.")
        }
    }

    /// 32 where nothing is said.
    private static func alignment(_ value: GGUFValue?, _ path: String) throws -> Int {
        guard let value else { return 32 }
        guard let number = value.integer, (1 ... 1 << 20).contains(number), number & (number - 1) == 0 else {
            throw InputError(
                "\(path): general.alignment", expected: "a power of two up to \(1 << 20)", found: value.summary)
        }
        return number
    }

    private static func padded(_ offset: Int, _ alignment: Int) -> Int? {
        let (sum, overflow) = offset.addingReportingOverflow(alignment - 1)
        return overflow ? nil : sum & ~(alignment - 1)
    }

    private static func entry(_ cursor: inout GGUFCursor, _ place: String) throws -> Entry {
        func wrong(_ expected: String, _ found: String) -> InputError {
            InputError(place, expected: expected, found: found, advice: GGUFCursor.advice)
        }
        let extents = try cursor.uint32()
        guard extents >= 1, extents <= mostExtents else { throw wrong("1 to \(mostExtents) extents", "\(extents)") }
        let numbers = try (0 ..< extents).map { _ in try cursor.uint64() }
        let number = try cursor.uint32(), offset = try cursor.uint64()
        guard let format = BlockFormat.numbered(number) else {
            throw InputError(
                place, expected: "a type of tensor that is known here", found: "number \(number)",
                advice: "It may be newer than this program, or the file is damaged.")
        }
        var bytes = format.bytes, shape: [Int] = []
        for (place, value) in numbers.enumerated() {
            // Rows are whole blocks.
            guard let extent = Int(exactly: value), extent > 0, place > 0 || extent % format.values == 0 else {
                throw wrong("rows of a multiple of \(format.values) values for \(format.name)", "\(numbers)")
            }
            let blocks = place == 0 ? extent / format.values : extent
            let (product, overflow) = bytes.multipliedReportingOverflow(by: blocks)
            guard !overflow else { throw wrong("a sensible shape", "\(numbers)") }
            bytes = product
            shape.insert(extent, at: 0)
        }
        guard let from = Int(exactly: offset), !from.addingReportingOverflow(bytes).overflow else {
            throw wrong("an offset within the file", "\(offset)")
        }
        return Entry(format: format, shape: shape, range: from ..< from + bytes)
    }

    /// Tensors must fill the data one after the other, each from the next multiple of the alignment on. The last one
    /// may be filled up, too.
    private func requireTiling(_ alignment: Int) throws {
        let size = file.size - start
        var next = 0, end = 0
        for (name, entry) in entries.inFileOrder {
            guard entry.range.lowerBound == next else {
                throw InputError(
                    "\(path): tensor \(name)", expected: "data from byte \(next) of the tensors",
                    found: (entry.range.lowerBound < next ? "an overlap" : "a gap, or another alignment")
                        + ": \(entry.range.lowerBound)", advice: GGUFCursor.advice)
            }
            end = entry.range.upperBound
            guard end <= size, let padded = Self.padded(end, alignment) else {
                throw InputError(
                    "\(path): tensor \(name)", expected: "\(end) bytes of tensors up to its end", found: "\(size)",
                    advice: GGUFCursor.advice)
            }
            next = padded
        }
        guard size == end || size == next else {
            throw InputError(path, expected: "\(end) bytes of tensors", found: "\(size)", advice: GGUFCursor.advice)
        }
    }

    /// The names in byte order.
    package var names: [String] { entries.namesInByteOrder }
}
