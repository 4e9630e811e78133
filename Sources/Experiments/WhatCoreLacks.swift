/// What R alone lacks beside EDoRA, by where R with the lengths kept stands, which has EDoRA's norm and not its trained
/// m: a sentence for a page. A tie decides nothing, so it names nothing.
///
/// - Parameters:
///   - toEDoRA: on which side of EDoRA R with the lengths kept lies.
///   - toCore: on which side of R alone.
public func whatCoreLacks(toEDoRA: Relation, toCore: Relation) -> String {
    switch (toEDoRA, toCore) {
    case (.below, .above): "*R alone* lacks both, the trained $`m`$ and the norm."
    case (.below, _): "*R alone* lacks the trained $`m`$; that the norm helps is not seen."
    case (_, .above): "*R alone* lacks the norm; that training $`m`$ helps is not seen."
    default: "These runs do not say which of the two *R alone* lacks."
    }
}
