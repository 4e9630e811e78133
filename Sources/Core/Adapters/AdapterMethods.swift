import Synchronization

/// The registry: the one list of methods.
extension AdapterMethod {
    /// The project's own, in the order of tables: from all values to none.
    public static let builtIn: [AdapterMethod] = [
        .full, .lora, .pissa, .dora, .mica, .loraXS, .loraSB, .psoft, .psoftFree, .vera, .uniLoRA, .edora, .directions,
        .magnitude, .head,
    ]

    /// What commands and examples take where nobody names a method.
    public static let standard = edora

    /// The project's own, then those that were registered, in their order.
    public static var all: [AdapterMethod] { builtIn + registered.withLock { $0 } }

    /// The method of an id.
    public static func named(_ id: String) -> AdapterMethod? { all.first { $0.id == id } }

    /// Adds a method of one's own; files that name it can be read from then on. Call it before anything reads or
    /// trains.
    ///
    /// - Throws: `InputError` when another method has the id already, or its parts do not fit: see `validate`.
    public static func register(_ method: AdapterMethod) throws {
        try registered.withLock { methods in
            try method.validate(beside: builtIn + methods)
            methods.append(method)
        }
    }

    private static let registered = Mutex<[AdapterMethod]>([])
}
