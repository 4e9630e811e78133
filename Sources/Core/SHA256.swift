import CLibcrypto
import Foundation

/// SHA-256 (FIPS 180-4) of the bytes, in hexadecimal: 64 digits, small letters.
///
/// By OpenSSL's libcrypto, which uses what instructions the processor has for it.
package func sha256(_ data: Data) -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    let status = data.withUnsafeBytes { EVP_Digest($0.baseAddress, $0.count, &digest, nil, EVP_sha256(), nil) }
    precondition(status == 1, "libcrypto has no SHA-256: its configuration forbids it")
    return digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
