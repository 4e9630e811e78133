import CLibcrypto
import Foundation

/// SHA-256 (FIPS 180-4) of the bytes, in hexadecimal: 64 digits, small letters.
///
/// By OpenSSL's libcrypto, which uses what instructions the processor has for it.
package func sha256(_ data: Data) -> String {
    let digest = SHA256Digest()
    data.withUnsafeBytes(digest.update)
    return hexadecimal(digest.finish())
}

/// SHA-256 of bytes that come in parts, one after the other.
final class SHA256Digest: @unchecked Sendable {
    private let context: OpaquePointer
    /// Bytes of a digest.
    static let length = 32

    init() {
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            preconditionFailure("libcrypto has no SHA-256: its configuration forbids it")
        }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    func update(_ bytes: UnsafeRawBufferPointer) {
        let status = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
        precondition(status == 1, "libcrypto took no more bytes")
    }

    /// The same while `work` goes on with the bytes: a digest of 1.5 GB takes a second, as writing them does.
    ///
    /// - Throws: what `work` throws.
    func update(_ bytes: UnsafeRawBufferPointer, during work: () throws -> Void) throws {
        nonisolated(unsafe) let part = bytes
        let updated = DispatchGroup()
        DispatchQueue.global().async(group: updated) { self.update(part) }
        defer { updated.wait() }
        try work()
    }

    /// The digest of all parts; to be called once, at their end.
    func finish() -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Self.length)
        let status = EVP_DigestFinal_ex(context, &digest, nil)
        precondition(status == 1, "libcrypto gave no digest")
        return digest
    }
}

/// SHA-256 of a file, in hexadecimal.
///
/// - Throws: `InputError` when the file cannot be read, is no ordinary one, or changes meanwhile.
public func fileDigest(_ place: URL) throws -> String {
    hexadecimal(try StableFile(place, expected: "a file").digest())
}

func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
