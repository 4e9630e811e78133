import Synchronization

/// The registry: the one list of methods.
extension AdapterMethod {
    /// The project's own, in the order of tables: from all values to none.
    public static let builtIn: [AdapterMethod] = [.full, .lora, .dora, .loraXS, .edora, .magnitude, .head]

    /// What commands and examples take where nobody names a method.
    public static let standard = edora

    /// The project's own, then those that were registered, in their order.
    public static var all: [AdapterMethod] { builtIn + registered.withLock { $0 } }

    /// The method of an id.
    public static func named(_ id: String) -> AdapterMethod? { all.first { $0.id == id } }

    /// Adds a method of one's own; files that name it can be read from then on. Call it before anything reads or
    /// trains.
    ///
    /// - Throws: `InputError` when another method has the id already.
    public static func register(_ method: AdapterMethod) throws {
        let isNew = registered.withLock { methods in
            guard !(builtIn + methods).contains(method) else { return false }
            methods.append(method)
            return true
        }
        guard isNew else {
            throw InputError("the method \(method.id)", expected: "an id of its own", found: "one that is registered")
        }
    }

    private static let registered = Mutex<[AdapterMethod]>([])
}
