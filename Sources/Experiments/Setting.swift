import Core

/// A row of a table: a method, and its rank where it has one.
public struct Setting: Hashable, Sendable {
    public let method: Method
    public let rank: Int

    public init(_ method: Method, rank: Int = 16) { (self.method, self.rank) = (method, rank) }

    /// The method as the paper describes it.
    public var adapter: AdapterConfiguration { .standard(method, rank: rank) }

    /// "EDoRA, r = 16"; methods without a rank have their name alone.
    public var title: String { method.isLowRank ? "\(method.title), r = \(rank)" : method.title }
}
