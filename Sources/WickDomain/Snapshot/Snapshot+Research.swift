extension Snapshot {
    /// How wrong the predictions of one instrument were over a rolling window.
    public struct ErrorWindow: Equatable, Sendable {
        /// A part, 0 to 1, or a skill, with the interval that holds it.
        public struct Estimate: Equatable, Sendable {
            public let value: Double
            public let low: Double
            public let high: Double

            public init(value: Double, low: Double, high: Double) {
                self.value = value
                self.low = low
                self.high = high
            }
        }

        public let instrument: Instrument
        /// Such as "24 h".
        public let name: String
        /// Scored predictions in it.
        public let count: Int
        /// Mean absolute error of log returns; of the prediction "no change" for comparison.
        public let error: Double
        public let persistenceError: Double
        public let skill: Estimate
        public let hitRate: Estimate
        public let coverage: Double
        /// The two errors along the window, oldest first, of equal length.
        public let errorHistory: [Double]
        public let persistenceHistory: [Double]

        public init(
            instrument: Instrument, name: String, count: Int, error: Double, persistenceError: Double,
            skill: Estimate, hitRate: Estimate, coverage: Double, errorHistory: [Double] = [],
            persistenceHistory: [Double] = []
        ) {
            precondition(errorHistory.count == persistenceHistory.count, "histories of two lengths")
            self.instrument = instrument
            self.name = name
            self.count = count
            self.error = error
            self.persistenceError = persistenceError
            self.skill = skill
            self.hitRate = hitRate
            self.coverage = coverage
            self.errorHistory = errorHistory
            self.persistenceHistory = persistenceHistory
        }
    }

    /// How often intervals of one nominal coverage held what came.
    public struct CalibrationPoint: Equatable, Sendable {
        /// 0 to 1.
        public let nominal: Double
        /// 0 to 1.
        public let observed: Double
        public let count: Int

        public init(nominal: Double, observed: Double, count: Int) {
            self.nominal = nominal
            self.observed = observed
            self.count = count
        }
    }

    /// How far a feature has moved from what the champion was trained on.
    public struct Drift: Equatable, Sendable {
        /// How sure it is that it has moved, at this sample size.
        public enum Level: Sendable {
            case stable
            case suspect
            case drifted
        }

        public let feature: String
        /// Population stability index, 0 or above.
        public let index: Double
        public let level: Level

        public init(feature: String, index: Double, level: Level) {
            self.feature = feature
            self.index = index
            self.level = level
        }
    }
}
