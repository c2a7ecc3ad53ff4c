import WickDomain

/// Predicts each test block with a model that saw only what came before it, and before its outcomes began.
struct WalkForward {
    /// One test block, and what the models made of it.
    struct FoldForecast: Sendable {
        let fold: WalkForwardPlan.Fold
        let forecasts: Forecasts
        let ridge: [Double]
        /// Half the width of each interval, as a log return.
        let halfWidths: [Double]
        /// For each of the configuration's fees, chosen on the validation block.
        let rules: [ThresholdRule]
        let rounds: Int
        let gains: [(feature: Int, gain: Double)]
    }

    let configuration: TrainingConfiguration

    /// - Parameters:
    ///   - scales: The volatility at each row of the dataset.
    ///   - onRound: Called after each round; throws to stop.
    func forecast(
        _ dataset: Dataset, _ fold: WalkForwardPlan.Fold, scales: [Double],
        onRound: (BoosterTrainer.Round) throws(LearningError) -> Void = { _ in }
    ) throws(LearningError) -> FoldForecast {
        let model = try FittedModel(
            dataset, fit: fold.fit, validation: fold.validation, scales: scales, configuration, onRound: onRound)
        return try forecast(dataset, fold, model, scales)
    }

    private func forecast(
        _ dataset: Dataset, _ fold: WalkForwardPlan.Fold, _ model: FittedModel, _ scales: [Double]
    ) throws(LearningError) -> FoldForecast {
        let predictions = try model.booster.predict(dataset.features, rows: fold.test)
        var conformal = model.conformal
        let halfWidths = FittedModel.intervals(
            dataset, rows: fold.test, predictions: predictions, scales: scales, conformal: &conformal)
        let ridge = RidgeRegression.choosing(dataset, fit: fold.fit, validation: fold.validation)
        return FoldForecast(
            fold: fold,
            forecasts: Forecasts(
                times: Array(dataset.decisionTimes[fold.test]), predictions: predictions,
                returns: dataset.returns(fold.test)),
            ridge: ridge.predictBasisPoints(dataset.features, rows: fold.test).map {
                Double($0) / Booster.basisPoints
            },
            halfWidths: halfWidths, rules: model.rules, rounds: try model.booster.roundCount,
            gains: try model.booster.gains())
    }
}
