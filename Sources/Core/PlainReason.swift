import Foundation

/// Why something failed, in plain words: of an error of Foundation's or of a decoder's, without its wrapping.
public func plainReason(of error: any Error) -> String {
    if let error = error as? DecodingError { return plainReason(of: error) }
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? (error as NSError)
    if underlying.domain == NSPOSIXErrorDomain { return String(cString: strerror(Int32(underlying.code))) }
    switch (underlying.domain, underlying.code) {
    case (NSCocoaErrorDomain, 256): return "it cannot be read; a folder, perhaps"
    case (NSCocoaErrorDomain, 512): return "it cannot be written; a file is where a folder should be, perhaps"
    case (NSCocoaErrorDomain, 516): return "there is a file of that name"
    default: return underlying.localizedDescription
    }
}

private func plainReason(of error: DecodingError) -> String {
    let (context, what): (DecodingError.Context, String) =
        switch error {
        case .typeMismatch(let type, let context): (context, "no \(type)")
        case .valueNotFound(let type, let context): (context, "null for \(type)")
        case .keyNotFound(let key, let context): (context, "no key \"\(key.stringValue)\"")
        // Foundation says the same of both, and no key.
        case .dataCorrupted(let context) where context.codingPath.isEmpty:
            (context, "no valid JSON, or a number that its key cannot have: a fraction, one below zero or too large")
        case .dataCorrupted(let context): (context, context.debugDescription)
        @unknown default: (.init(codingPath: [], debugDescription: ""), "\(error)")
        }
    let path = context.codingPath.map(\.stringValue).joined(separator: ".")
    return path.isEmpty ? what : "\(what) at \(path)"
}
