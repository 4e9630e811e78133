import Foundation

/// The tokenizer of a checkpoint folder.
///
/// - Throws: `InputError` when there is none or it is of a kind that is not supported.
public func loadTokenizer(_ directory: URL) throws -> any Tokenizer { try WordPieceTokenizer(directory: directory) }
