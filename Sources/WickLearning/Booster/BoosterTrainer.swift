import CXGBoost

/// Grows trees round by round, watches the loss on a validation block, and keeps the rounds up to its best.
struct BoosterTrainer {
    /// What a round came to; losses are mean absolute or root mean squared errors in basis points, as the objective
    /// says.
    struct Round: Equatable, Sendable {
        /// From 1.
        let number: Int
        let trainingLoss: Double
        /// Nil without a validation block.
        let validationLoss: Double?
    }

    /// Rows of one dataset, with labels in basis points.
    struct Block {
        let matrix: BoosterMatrix
        let labels: ArraySlice<Float>
        let weights: [Float]?

        init(_ dataset: Dataset, rows: Range<Int>, weights: [Float]? = nil, threads: Int) throws(LearningError) {
            labels = dataset.basisPoints[rows]
            self.weights = weights
            matrix = try BoosterMatrix(dataset.features, rows: rows, threads: threads)
        }
    }

    let parameters: BoosterParameters

    /// - Parameters:
    ///   - validation: Never trained on; chooses the number of rounds. Without it all rounds are grown and kept.
    ///   - onRound: Called after each round, with its losses; throws to stop.
    func train(
        on fit: Block, validation: Block?, featureCount: Int, onRound: (Round) throws(LearningError) -> Void
    ) throws(LearningError) -> Booster {
        try parameters.validate()
        let growing = Booster(
            taking: try Booster.create(caching: [fit.matrix] + (validation.map { [$0.matrix] } ?? [])),
            featureCount: featureCount)
        for (name, value) in parameters.settings(rowCount: fit.matrix.rowCount) {
            try XGBoostCall.check("setting \(name) to \(value)", XGBoosterSetParam(growing.handle, name, value))
        }
        var best = (round: 0, loss: validation.map { meanLoss(of: nil, $0.labels) } ?? .infinity)
        var loss = LossGradients(parameters.objective, labels: fit.labels, weights: fit.weights)
        for number in 1...parameters.rounds {
            loss.update(try growing.predictBasisPoints(fit.matrix))
            try grow(growing, on: fit.matrix, loss, number)
            let round = Round(
                number: number, trainingLoss: try meanLoss(growing, fit),
                validationLoss: try validation.map { block throws(LearningError) in try meanLoss(growing, block) })
            try onRound(round)
            guard let validationLoss = round.validationLoss else { continue }
            if validationLoss < best.loss { best = (number, validationLoss) }
            if let patience = parameters.patience, number - best.round >= patience { break }
        }
        guard validation != nil else { return growing }
        return try keep(max(1, best.round), of: growing)
    }

    private func grow(
        _ booster: Booster, on matrix: BoosterMatrix, _ loss: LossGradients, _ number: Int
    ) throws(LearningError) {
        // XGBoost reads them only; its signature is older than const.
        var gradients = loss.gradients
        var curvatures = loss.curvatures
        let result = XGBoosterBoostOneIter(
            booster.handle, matrix.handle, &gradients, &curvatures, bst_ulong(gradients.count))
        try XGBoostCall.check("growing tree \(number)", result)
    }

    /// The first rounds only. At least one, because XGBoost takes no model without trees.
    private func keep(_ rounds: Int, of booster: Booster) throws(LearningError) -> Booster {
        guard rounds < (try booster.roundCount) else { return booster }
        var kept: BoosterHandle?
        try XGBoostCall.check(
            "keeping \(rounds) rounds", XGBoosterSlice(booster.handle, 0, Int32(rounds), 1, &kept))
        guard let kept else { preconditionFailure("XGBoost gave no model and no error") }
        return Booster(taking: kept, featureCount: booster.featureCount)
    }

    private func meanLoss(_ booster: Booster, _ block: Block) throws(LearningError) -> Double {
        meanLoss(of: try booster.predictBasisPoints(block.matrix), block.labels)
    }

    /// In double precision: XGBoost prints six digits of it, which hides most rounds' progress on returns. Without
    /// predictions, that of the persistence baseline.
    private func meanLoss(of predictions: UnsafeBufferPointer<Float>?, _ labels: ArraySlice<Float>) -> Double {
        var sum = 0.0
        for (index, label) in labels.enumerated() {
            let error = Double(label - (predictions?[index] ?? 0))
            sum += parameters.objective == .squaredError ? error * error : error.magnitude
        }
        let mean = sum / Double(labels.count)
        return parameters.objective == .squaredError ? mean.squareRoot() : mean
    }
}
