/// The mean of each value with those before it, `window` in all (fewer at the start).
public func movingAverage(_ values: [Double], over window: Int) -> [Double] {
    values.indices.map { i in
        let slice = values[max(0, i - window + 1) ... i]
        return slice.reduce(0, +) / Double(slice.count)
    }
}
