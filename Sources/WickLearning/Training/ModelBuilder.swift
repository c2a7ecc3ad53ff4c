import WickDomain

/// Puts a fitted model together with what is known about it.
struct ModelBuilder {
    private let dataset: Dataset
    private let split: TrainingSplit
    private let configuration: TrainingConfiguration
    private let champion: ModelArtifact?

    init(
        _ dataset: Dataset, _ split: TrainingSplit, _ configuration: TrainingConfiguration, _ champion: ModelArtifact?
    ) {
        self.dataset = dataset
        self.split = split
        self.configuration = configuration
        self.champion = champion
    }

    func artifact(_ model: FittedModel) throws(LearningError) -> ModelArtifact {
        let times = dataset.decisionTimes
        let seenUntil = times[split.validation.upperBound - 1] + dataset.horizon
        var volatility = VolatilityScale(halfLife: configuration.volatilityHalfLife)
        for basisPoints in dataset.basisPoints { volatility.update(Double(basisPoints) / Booster.basisPoints) }
        let description = ModelArtifact.Description(
            schemaHash: dataset.schema.hash, featureNames: dataset.schema.names,
            horizonSeconds: Int(dataset.horizon.components.seconds), configuration: configuration,
            fitFromMicroseconds: times[split.fit.lowerBound].microseconds,
            fitToMicroseconds: times[split.fit.upperBound - 1].microseconds, fitRows: split.fit.count,
            seenUntilMicroseconds: seenUntil.microseconds, rounds: try model.booster.roundCount,
            gains: try model.booster.gains().map {
                Evaluation.FeatureGain(name: dataset.schema.names[$0.feature], gain: $0.gain)
            },
            conformal: model.conformal, volatility: volatility, rules: model.rules,
            drift: DriftReference(dataset, rows: split.fit), evidence: try evidence(model.booster, seenUntil),
            constantFeatures: dataset.constantFeatures(split.fit))
        return ModelArtifact(description: description, trees: try model.booster.bytes(as: .ubjson))
    }

    /// Nil where no row is left that neither has seen.
    private func evidence(_ challenger: Booster, _ seenUntil: Timestamp) throws(LearningError) -> GateEvidence? {
        let rival = champion.flatMap { $0.description.suits(dataset) ? $0 : nil }
        let start = max(seenUntil, rival?.description.seenUntil ?? seenUntil)
        guard dataset.firstRow(from: start) < dataset.count else { return nil }
        let rivalBooster = try rival.map { artifact throws(LearningError) in try Booster(bytes: artifact.trees) }
        return try GateEvidence(dataset, after: start, challenger: challenger, champion: rivalBooster)
    }
}

extension ModelArtifact.Description {
    /// Whether it predicts what the dataset's labels are, from the dataset's columns.
    func suits(_ dataset: Dataset) -> Bool {
        schemaHash == dataset.schema.hash && horizonSeconds == Int(dataset.horizon.components.seconds)
    }
}
