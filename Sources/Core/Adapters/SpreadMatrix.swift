/// A matrix whose every entry is a scaled entry of one vector: Mₖᵢ = cₖᵢ·θ[pₖᵢ].
final class SpreadMatrix {
    /// Where such a matrix belongs, and which tensors keep its p and c.
    struct Place {
        let path: String
        let indices, scales: TensorRole
        let rows, columns: Int

        init(_ path: String, _ indices: TensorRole, _ scales: TensorRole, _ rows: Int, _ columns: Int) {
            (self.path, self.indices, self.scales) = (path, indices, scales)
            (self.rows, self.columns) = (rows, columns)
        }
    }

    /// p and c, which stay as they are.  Both [rows, columns]
    let tensors: [Parameter]
    /// M as of the last `fill`.
    let value: Matrix
    private let places: [Int32]
    private let scales: Matrix

    /// For a θ of `length` values; p and c are the file's, or those that `SharedSite.spread` drew.
    ///
    /// - Throws: `InputError` when the file lacks them, and for places that θ does not have.
    init(_ place: Place, of length: Int, _ site: inout AdapterSite) throws {
        func tensor(_ role: TensorRole) throws -> Matrix {
            let shared = site.shared
            return try site.frozen(role, place.rows, place.columns) { _ in shared.part(role, at: place.path) }
        }
        let (indices, scales) = (try tensor(place.indices), try tensor(place.scales))
        places = try indices.values.map { value in
            guard value >= 0, value < Float(length), value == value.rounded() else {
                throw InputError(
                    "tensor \(place.path).\(place.indices.rawValue)",
                    expected: "places in a vector of \(length) values, from 0", found: "\(value)")
            }
            return Int32(value)
        }
        self.scales = scales
        tensors = [
            Parameter(place.path, place.indices, indices), Parameter(place.path, place.scales, scales),
        ]
        value = Matrix(place.rows, place.columns)
    }

    /// Forms M.
    func fill(from theta: Matrix) {
        for (i, p) in places.enumerated() { value.base[i] = scales.base[i] * theta.base[Int(p)] }
    }

    /// ∂L/∂θ += Σ c·∂L/∂M over the entries of each place, in their order.
    func add(_ gradient: Matrix, to dtheta: Matrix) {
        for (i, p) in places.enumerated() { dtheta.base[Int(p)] += scales.base[i] * gradient.base[i] }
    }
}

extension SharedSite {
    /// θ ~ U(±bound) of d values, which trains, and the p and c by which it fills matrices of D entries in all: each
    /// value ⌊D/d⌋ or ⌈D/d⌉ of them, in random order, times one over the root of that number.
    ///
    /// Where d does not divide D, the first values fill one entry more. Nothing else tells them from the others.
    /// - Throws: `InputError` for a θ of more values than there are entries, or than a Float can count.
    mutating func spread(
        _ role: TensorRole, length d: Int, bound: Double, over matrices: [SpreadMatrix.Place]
    ) throws -> SharedTensors {
        let entries = matrices.reduce(0) { $0 + $1.rows * $1.columns }
        let most = isRead ? TensorRole.largestInteger : min(entries, TensorRole.largestInteger)
        guard (1 ... most).contains(d) else {
            throw InputError(
                "adapter.thetaLength", expected: "1 to \(most), as many as the entries that it fills", found: "\(d)")
        }
        guard !isRead else { return SharedTensors(parameters: [Parameter(shared: role, Matrix(1, d))]) }
        let theta = Matrix(1, d, (0 ..< d).map { _ in Float(bound * (2 * random.uniform() - 1)) })
        let places = random.permutation(entries).map { $0 % d }
        let (few, rest) = entries.quotientAndRemainder(dividingBy: d)
        var parts: [String: Matrix] = [:], start = 0
        for matrix in matrices {
            let own = places[start ..< start + matrix.rows * matrix.columns]
            start += own.count
            parts[SharedTensors.key(matrix.indices, matrix.path)] = Matrix(
                matrix.rows, matrix.columns, own.map { Float($0) })
            parts[SharedTensors.key(matrix.scales, matrix.path)] = Matrix(
                matrix.rows, matrix.columns, own.map { 1 / Float($0 < rest ? few + 1 : few).squareRoot() })
        }
        return SharedTensors(parameters: [Parameter(shared: role, theta)], parts: parts)
    }
}
