extension Tokenizer {
    /// Encodes rows on several threads, in the order given; `maxLength` as for one of them.
    public func encodings(of rows: [TextTask.Row], maxLength: Int, threads: Int) -> [Encoding] {
        let chunk = 256, count = (rows.count + chunk - 1) / chunk
        let work = WorkProgress.begin("rows made into tokens", of: rows.count)
        defer { work.end() }
        return Parallel.map(count, threads: threads) { number in
            defer { work.advance(by: chunk) }
            return rows[number * chunk ..< min((number + 1) * chunk, rows.count)].map {
                encode($0.first, $0.second, maxLength: maxLength)
            }
        }.flatMap(\.self)
    }
}
