import WickDomain

/// Trees, and all that is chosen or calibrated on the validation block that they were not fitted to.
struct FittedModel {
    let booster: Booster
    let conformal: ConformalInterval
    /// For each of the configuration's fees.
    let rules: [ThresholdRule]
    /// The validation block's loss after each round, and the training rows'.
    let losses: [BoosterTrainer.Round]

    /// - Parameters:
    ///   - scales: The volatility at each row of the dataset.
    ///   - onRound: Throws to stop.
    init(
        _ dataset: Dataset, fit: Range<Int>, validation: Range<Int>, scales: [Double],
        _ configuration: TrainingConfiguration, onRound: (BoosterTrainer.Round) throws(LearningError) -> Void
    ) throws(LearningError) {
        let threads = configuration.booster.threads
        let weights = dataset.recencyWeights(fit, halfLife: configuration.halfLifeSeconds.map { .seconds($0) })
        let fitBlock = try BoosterTrainer.Block(dataset, rows: fit, weights: weights, threads: threads)
        let validationBlock = try BoosterTrainer.Block(dataset, rows: validation, threads: threads)
        var rounds: [BoosterTrainer.Round] = []
        booster = try BoosterTrainer(parameters: configuration.booster).train(
            on: fitBlock, validation: validationBlock, featureCount: dataset.features.columnCount
        ) { round throws(LearningError) in
            rounds.append(round)
            try onRound(round)
        }
        losses = rounds
        let predictions = try booster.predict(dataset.features, rows: validation)
        let returns = dataset.returns(validation)
        conformal = try ConformalInterval(
            scores: zip(zip(predictions, returns), scales[validation]).map { ($0.0 - $0.1).magnitude / $1 },
            coverage: configuration.coverage, gamma: configuration.gamma)
        let times = dataset.decisionTimes[validation]
        rules = configuration.feesBasisPoints.map { fee in
            ThresholdRule.choosing(
                Forecasts(times: Array(times), predictions: predictions, returns: returns),
                horizon: dataset.horizon, feeBasisPoints: fee)
        }
    }

    /// Intervals of forecasts in order of time; each outcome adapts those that are issued after it is known, and no
    /// others.
    static func intervals(
        _ dataset: Dataset, rows: Range<Int>, predictions: [Double], scales: [Double],
        conformal: inout ConformalInterval
    ) -> [Double] {
        var known = rows.lowerBound
        var halfWidths: [Double] = []
        halfWidths.reserveCapacity(rows.count)
        for row in rows {
            while known < row, dataset.decisionTimes[known] + dataset.horizon <= dataset.decisionTimes[row] {
                let index = known - rows.lowerBound
                let error = Double(dataset.basisPoints[known]) / Booster.basisPoints - predictions[index]
                conformal.update(
                    error: error, scale: scales[known], isCovered: error.magnitude <= halfWidths[index])
                known += 1
            }
            halfWidths.append(conformal.halfWidth(scale: scales[row]))
        }
        return halfWidths
    }
}
