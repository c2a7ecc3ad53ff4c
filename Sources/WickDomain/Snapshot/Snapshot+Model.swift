extension Snapshot {
    /// The registry, and the training that runs.
    public struct Models: Sendable {
        /// Newest first.
        public var versions: [ModelVersion] = []
        /// The running one, or the last that ran.
        public var training: TrainingRun?

        public init() {}

        /// The newest version of an instrument that has a role; nil where there is none.
        public func version(_ role: ModelVersion.Role, of instrument: Instrument?) -> ModelVersion? {
            versions.first { $0.role == role && $0.instrument == instrument }
        }
    }

    /// One version in the registry.
    public struct ModelVersion: Equatable, Sendable {
        public enum Role: String, Sendable {
            case champion
            case challenger
            case none
        }

        public struct Gain: Equatable, Sendable {
            public let feature: String
            /// Part of the sum of all, 0 to 1.
            public let share: Double

            public init(feature: String, share: Double) {
                self.feature = feature
                self.share = share
            }
        }

        public let version: Int
        /// What it forecasts; nil where a newer wick has registered it.
        public let instrument: Instrument?
        public var role: Role
        public let trainedTime: Timestamp
        public let rows: Int
        /// Mean absolute errors of log returns on blocks that were not trained on.
        public let error: Double
        public let persistenceError: Double
        /// "edge" or "no edge found".
        public let verdict: String
        /// Largest first.
        public let gains: [Gain]

        public init(
            version: Int, instrument: Instrument?, role: Role, trainedTime: Timestamp, rows: Int, error: Double,
            persistenceError: Double, verdict: String, gains: [Gain] = []
        ) {
            self.version = version
            self.instrument = instrument
            self.role = role
            self.trainedTime = trainedTime
            self.rows = rows
            self.error = error
            self.persistenceError = persistenceError
            self.verdict = verdict
            self.gains = gains
        }

        /// Above 0 where it beats "no change"; NaN where that made no error at all.
        public var skill: Double { persistenceError > 0 ? 1 - error / persistenceError : .nan }
    }

    public struct TrainingRun: Equatable, Sendable {
        public enum State: Equatable, Sendable {
            case running
            case finished
            case cancelled
            case failed(String)
        }

        /// The version that it is to become.
        public let version: Int
        public let startTime: Timestamp
        public var state: State
        /// Such as "fold 3 of 8".
        public var stage: String
        /// 0 to 1.
        public var fraction: Double
        /// A value a round.
        public var trainLoss: [Double]
        public var validationLoss: [Double]

        public init(
            version: Int, startTime: Timestamp, state: State = .running, stage: String = "", fraction: Double = 0,
            trainLoss: [Double] = [], validationLoss: [Double] = []
        ) {
            self.version = version
            self.startTime = startTime
            self.state = state
            self.stage = stage
            self.fraction = fraction
            self.trainLoss = trainLoss
            self.validationLoss = validationLoss
        }
    }
}
