/// The loss that trees are grown against, as gradient and curvature of each row.
///
/// XGBoost has both losses too. But the absolute error of 1.7.4 applies every tree in full, whatever the learning rate,
/// and float sums depend on the order in which threads add them. So they are computed here, and rounded to a grid on
/// which sums in double precision are exact: any number of threads then grows the same trees, to the last bit.
struct LossGradients {
    /// Below this share of the mean absolute label the absolute error is rounded off to a parabola (Huber, 1964).
    private static let kneeShare = 0.25
    /// Gradients keep so many bits: 2^31 rows of the largest sum without rounding in a double's 53.
    private static let bits = 22
    /// Added and taken away, it leaves a float below 2^22 rounded to a whole number, at a tenth of a call's cost.
    private static let rounder: Float = 12_582_912

    private let objective: BoosterParameters.Objective
    private let labels: ArraySlice<Float>
    private let weights: [Float]?
    /// In basis points.
    private let knee: Float
    private(set) var gradients: [Float]
    private(set) var curvatures: [Float]

    init(_ objective: BoosterParameters.Objective, labels: ArraySlice<Float>, weights: [Float]?) {
        precondition(weights?.count ?? labels.count == labels.count, "one weight a row")
        self.objective = objective
        self.labels = labels
        self.weights = weights
        let mean = labels.reduce(0.0) { $0 + Double($1.magnitude) } / Double(max(1, labels.count))
        knee = Float(max(mean * Self.kneeShare, 1e-6))
        gradients = [Float](repeating: 0, count: labels.count)
        curvatures = [Float](repeating: 0, count: labels.count)
    }

    /// - Parameter predictions: One a row, in basis points.
    mutating func update(_ predictions: UnsafeBufferPointer<Float>) {
        switch objective {
        case .squaredError: fill(predictions) { (error: Float) in (error, 1) }
        case .absoluteError:
            // The curvature of the parabola that touches the loss from above: its step never goes past the minimum.
            fill(predictions) { [knee] (error: Float) in
                let share = knee / max(knee, error.magnitude)
                return (error * share, share)
            }
        }
        normalise()
    }

    private mutating func fill(
        _ predictions: UnsafeBufferPointer<Float>, _ loss: (Float) -> (gradient: Float, curvature: Float)
    ) {
        labels.withUnsafeBufferPointer { labels in
            for row in 0..<labels.count {
                let parts = loss(predictions[row] - labels[row])
                let weight = weights?[row] ?? 1
                gradients[row] = weight * parts.gradient
                curvatures[row] = weight * parts.curvature
            }
        }
    }

    /// Makes the mean curvature 1, so that a leaf's weight is counted in rows whatever the loss, and rounds to the
    /// grid.
    private mutating func normalise() {
        let total = curvatures.reduce(0.0) { $0 + Double($1) }
        let scale = total > 0 ? Float(Double(curvatures.count) / total) : 1
        Self.round(&gradients, scaledBy: scale)
        Self.round(&curvatures, scaledBy: scale)
    }

    private static func round(_ values: inout [Float], scaledBy scale: Float) {
        var largest: Float = 0
        for index in values.indices {
            values[index] *= scale
            largest = max(largest, values[index].magnitude)
        }
        guard largest > 0, largest.isFinite else { return }
        // The grid is a power of two, so that scaling to and from it loses nothing.
        let grid = Float(sign: .plus, exponent: Int(largest.exponent) + 1 - bits, significand: 1)
        guard grid.isNormal, (1 / grid).isNormal else { return }
        let inverse = 1 / grid
        for index in values.indices { values[index] = (values[index] * inverse + rounder - rounder) * grid }
    }
}
