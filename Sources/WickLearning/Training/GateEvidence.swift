import WickDomain

/// How a challenger and the champion did on rows that neither was fitted to or chosen by; errors are log returns.
public struct GateEvidence: Codable, Equatable, Sendable {
    /// Rows that both predicted.
    public let n: Int
    /// The first and the last decision, ISO 8601; empty without rows.
    public let from: String
    public let to: String
    public let maePersistence: Double
    public let maeChallenger: Double
    /// Nil without a champion.
    public let maeChampion: Double?
    /// Diebold-Mariano of the challenger against persistence; above 0 where it errs less. Nil where nothing can be
    /// told.
    public let statistic: Double?
    public let pValue: Double?

    public init(
        n: Int, from: String, to: String, maePersistence: Double, maeChallenger: Double, maeChampion: Double?,
        statistic: Double?, pValue: Double?
    ) {
        self.n = n
        self.from = from
        self.to = to
        self.maePersistence = maePersistence
        self.maeChallenger = maeChallenger
        self.maeChampion = maeChampion
        self.statistic = statistic
        self.pValue = pValue
    }

    /// - Parameters:
    ///   - seenUntil: The last moment that either model knows anything of; only later decisions count.
    init(
        _ dataset: Dataset, after seenUntil: Timestamp, challenger: Booster, champion: Booster?
    ) throws(LearningError) {
        let rows = dataset.firstRow(from: seenUntil)..<dataset.count
        let returns = dataset.returns(rows)
        let errors = Forecasts(
            times: Array(dataset.decisionTimes[rows]),
            predictions: try challenger.predict(dataset.features, rows: rows), returns: returns)
        let championErrors: [Double]? = try champion.map { champion throws(LearningError) in
            let predictions = try champion.predict(dataset.features, rows: rows)
            return zip(predictions, returns).map { ($0 - $1).magnitude }
        }
        let steps = Int(dataset.horizon.microseconds / LabelMaker.minute.microseconds)
        let test = DieboldMariano(
            differences: zip(errors.persistenceErrors, errors.absoluteErrors).map { $0 - $1 }, steps: steps)
        self.init(
            n: rows.count, from: rows.isEmpty ? "" : dataset.decisionTimes[rows.lowerBound].description,
            to: rows.isEmpty ? "" : dataset.decisionTimes[rows.upperBound - 1].description,
            maePersistence: Mean.of(errors.persistenceErrors), maeChallenger: Mean.of(errors.absoluteErrors),
            maeChampion: championErrors.map(Mean.of), statistic: test?.statistic, pValue: test?.pValue)
    }
}
