import CLibcrypto
import Foundation

/// SHA-256 (FIPS 180-4) of the bytes, in hexadecimal: 64 digits, small letters.
///
/// By OpenSSL's libcrypto, which uses what instructions the processor has for it.
package func sha256(_ data: Data) -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    let status = data.withUnsafeBytes { EVP_Digest($0.baseAddress, $0.count, &digest, nil, EVP_sha256(), nil) }
    precondition(status == 1, "libcrypto has no SHA-256: its configuration forbids it")
    return hexadecimal(digest)
}

/// SHA-256 of a file, in hexadecimal.
///
/// - Throws: `InputError` when the file cannot be read, is no ordinary one, or changes meanwhile.
public func fileDigest(_ place: URL) throws -> String {
    let file = try StableFile(place, expected: "a file"), context = EVP_MD_CTX_new()
    defer { EVP_MD_CTX_free(context) }
    var digest = [UInt8](repeating: 0, count: 32), isDone = EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1
    try file.forEachPiece(from: 0, count: file.size) {
        isDone = isDone && EVP_DigestUpdate(context, $0.baseAddress, $0.count) == 1
    }
    try file.requireUnchanged()
    precondition(
        isDone && EVP_DigestFinal_ex(context, &digest, nil) == 1,
        "libcrypto has no SHA-256: its configuration forbids it")
    return hexadecimal(digest)
}

private func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
