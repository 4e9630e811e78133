extension PEFTForm {
    /// What stock PEFT would compute from the adapter's folder must be the adapter's W(θ); else the folder means one
    /// model here and another there.
    ///
    /// - Parameters:
    ///   - adapter: on one matrix.
    ///   - W0: the matrix, [out, in], as it was.
    ///   - rank: the method's rank there.
    ///   - scale: s there.
    ///   - place: for the error, such as the method and the layer.
    /// - Throws: `InputError` for factors of another rank, magnitudes that are missing, and a weight that differs by
    ///   more than a share of 1e-5.
    public func requireWeight(of adapter: any Adapter, on W0: Matrix, rank: Int, scale: Double, _ place: String) throws
    {
        func refuse(_ found: String) -> InputError {
            InputError(place, expected: "a form in PEFT that computes its weight", found: found)
        }
        let rank = self.rank(rank), own = adapter.tensors
        let tensors = own.merging(factors(of: own, outputs: W0.rows, inputs: W0.columns)) { own, _ in own }
        guard let A = tensors[.loraA], let B = tensors[.loraB], A.rows == rank, B.columns == rank else {
            throw refuse("lora_A and lora_B of another rank than \(rank)")
        }
        var W = W0.copy()
        W.setProduct(B, A, scale: Float(scale), accumulating: true)
        if usesDoRA {
            guard let m = tensors[TensorRole.magnitude] else { throw refuse("no magnitudes") }
            let ratio = Matrix(1, W.rows)
            ratio.setRatio(m, over: W.rowNorms)
            W = W.scalingRows(by: ratio)
        }
        let weight = adapter.weight(), difference = (W - weight).norm, size = weight.norm
        // A matrix of zeros has no share.
        guard difference <= 1e-5 * size else { throw refuse("another weight, by \(difference) of \(size)") }
    }
}
