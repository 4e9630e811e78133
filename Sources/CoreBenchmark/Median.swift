extension [Double] {
    /// The middle one of the values by size, the mean of the two middle ones where their number is even; NaN without
    /// any.
    public var median: Double {
        guard !isEmpty else { return .nan }
        let sorted = sorted(), middle = count / 2
        return count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}
