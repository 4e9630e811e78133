import Foundation

/// A file that tells by itself whether a byte of it has changed: its last tensor is the SHA-256 of all bytes before,
/// header included.
extension Safetensors {
    /// The name of that tensor, which comes last in byte order.
    static let sealName = "~sha256"

    /// SHA-256 of the file that was opened, in hexadecimal, wherever its path leads meanwhile.
    ///
    /// - Throws: `InputError` for a file that has changed since.
    func digest() throws -> String { hexadecimal(try file.digest()) }

    /// Reads the whole file once.
    ///
    /// - Throws: `InputError` for a file without a digest at its end, and for one whose bytes have another.
    func requireSeal(_ what: String, advice: String) throws {
        guard let seal = entries[Self.sealName], seal.type == "U8", seal.shape == [SHA256Digest.length],
            start + seal.range.upperBound == file.size
        else {
            throw InputError(
                path, expected: "\(what) with its digest at the end", found: "none in the file", advice: advice)
        }
        let end = file.size - SHA256Digest.length
        var sealed = [UInt8](repeating: 0, count: SHA256Digest.length)
        try sealed.withUnsafeMutableBytes { try file.read($0, at: end) }
        guard try sealed == file.digest(upTo: end) else {
            throw InputError(
                path, expected: "\(what) as it was written", found: "bytes that are not those of its digest",
                advice: advice)
        }
    }
}
