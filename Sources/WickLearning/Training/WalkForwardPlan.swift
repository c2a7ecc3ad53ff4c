import WickDomain

/// Which rows train, which choose the number of rounds, and which are predicted, fold by fold in time.
///
/// Every outcome of a training row is known, and the embargo has passed, before the first decision of the block that
/// follows: `decision + horizon + embargo <= first decision`. So no label, whole or in part, is in two blocks.
///
/// ```
/// |---------- fit ----------|  purge  |-- validation --|  purge  |---- test ----|
/// ```
public struct WalkForwardPlan: Sendable {
    public enum Schedule: Codable, Equatable, Sendable {
        /// So many test blocks of one size; the first training span has the size of one too.
        case folds(Int)
        /// One test block a calendar month (UTC), from the second month on.
        case monthly

        /// As JSON a number of folds, or "monthly".
        public init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            // A number comes as one; anything else must be the word.
            if let count = try? value.decode(Int.self) {
                self = .folds(count)
            } else if try value.decode(String.self) == "monthly" {
                self = .monthly
            } else {
                throw DecodingError.dataCorruptedError(in: value, debugDescription: "neither a number nor 'monthly'")
            }
        }

        public func encode(to encoder: any Encoder) throws {
            var value = encoder.singleValueContainer()
            switch self {
            case .folds(let count): try value.encode(count)
            case .monthly: try value.encode("monthly")
            }
        }
    }

    public struct Configuration: Codable, Equatable, Sendable {
        public var schedule: Schedule
        /// Train on no more than so many seconds before a test block; nil: on all that came before.
        public var windowSeconds: Int?
        public var embargoSeconds: Int
        /// The last part of each training span, which is not trained on but chooses the number of rounds, the trading
        /// threshold and the ridge penalty, and calibrates the interval; above 0, at most 0.5.
        public var validationShare: Double

        public init(
            schedule: Schedule = .folds(6), windowSeconds: Int? = nil, embargoSeconds: Int = 0,
            validationShare: Double = 0.15
        ) {
            self.schedule = schedule
            self.windowSeconds = windowSeconds
            self.embargoSeconds = embargoSeconds
            self.validationShare = validationShare
        }

        func validate() throws(LearningError) {
            if case .folds(let count) = schedule, !(1...1000).contains(count) {
                throw .badParameter(name: "folds", value: "\(count)", allowed: "1 to 1000")
            }
            if let windowSeconds, windowSeconds <= 0 {
                throw .badParameter(name: "window", value: "\(windowSeconds) s", allowed: "above 0")
            }
            guard embargoSeconds >= 0 else {
                throw .badParameter(name: "embargo", value: "\(embargoSeconds) s", allowed: "0 or more")
            }
            guard validationShare > 0, validationShare <= 0.5 else {
                throw .badParameter(
                    name: "validation share", value: "\(validationShare)", allowed: "above 0, at most 0.5")
            }
        }
    }

    /// Row numbers of the dataset.
    public struct Fold: Equatable, Sendable {
        public let fit: Range<Int>
        public let validation: Range<Int>
        public let test: Range<Int>
    }

    public let folds: [Fold]

    /// - Throws: `tooFewRows` where not one fold has enough to train on.
    public init(_ dataset: Dataset, _ configuration: Configuration) throws(LearningError) {
        try configuration.validate()
        let blocks = try Self.testBlocks(dataset, configuration.schedule)
        folds = blocks.compactMap { test in
            let split = TrainingSplit(dataset, before: dataset.decisionTimes[test.lowerBound], configuration)
            guard split.fit.count >= Dataset.minimumTrainingRows, !split.validation.isEmpty else { return nil }
            return Fold(fit: split.fit, validation: split.validation, test: test)
        }
        guard !folds.isEmpty else {
            throw .tooFewRows(
                doing: "walk-forward evaluation", found: dataset.count,
                needed: Self.neededRows(dataset.horizon, configuration))
        }
    }

    private static func testBlocks(_ dataset: Dataset, _ schedule: Schedule) throws(LearningError) -> [Range<Int>] {
        guard dataset.count > 1 else { return [] }
        switch schedule {
        case .folds(let count):
            return (1...count).map {
                dataset.count * $0 / (count + 1)..<dataset.count * ($0 + 1) / (count + 1)
            }.filter { !$0.isEmpty }
        case .monthly:
            let starts = monthStarts(from: dataset.decisionTimes[0], to: dataset.decisionTimes[dataset.count - 1])
            let rows = starts.map { dataset.firstRow(from: $0) } + [dataset.count]
            return zip(rows, rows.dropFirst()).map { $0..<$1 }.filter { !$0.isEmpty }
        }
    }

    /// Enough that the last fold has a fit, a validation block and a test block, where no minute is missing.
    private static func neededRows(_ horizon: Duration, _ configuration: Configuration) -> Int {
        let purge = Double((horizon + .seconds(configuration.embargoSeconds)).microseconds) / 60e6
        let fit = Double(Dataset.minimumTrainingRows) + purge + 1
        let span = fit / (1 - configuration.validationShare) + purge + 1
        switch configuration.schedule {
        case .folds(let count): return Int((span * Double(count + 1) / Double(count)).rounded(.up)) + count
        case .monthly: return Int((span * 2).rounded(.up))
        }
    }

    /// The starts of the calendar months after the first moment's, up to the last moment.
    private static func monthStarts(from first: Timestamp, to last: Timestamp) -> [Timestamp] {
        let days = first.floored(to: .seconds(86_400))
        var starts: [Timestamp] = []
        var day = days + .seconds(86_400)
        while day <= last {
            // "2018-02-01T..." is the first of a month.
            if day.description.dropFirst(8).prefix(2) == "01" { starts.append(day) }
            day = day + .seconds(86_400)
        }
        return starts
    }
}

/// The rows before a moment, cut into those that are fitted and those that validate.
struct TrainingSplit {
    let fit: Range<Int>
    let validation: Range<Int>

    init(_ dataset: Dataset, before moment: Timestamp, _ configuration: WalkForwardPlan.Configuration) {
        let purge = dataset.horizon + .seconds(configuration.embargoSeconds)
        let start = configuration.windowSeconds.map { dataset.firstRow(from: moment - .seconds($0)) } ?? 0
        let end = max(start, dataset.rowsKnown(before: moment, purge: purge))
        let first = end - Int((Double(end - start) * configuration.validationShare).rounded())
        guard first < end else {
            fit = start..<end
            validation = end..<end
            return
        }
        validation = first..<end
        fit = start..<max(start, dataset.rowsKnown(before: dataset.decisionTimes[first], purge: purge))
    }
}

extension Dataset {
    /// How many rows, from the first on, have `decision + purge <= moment`.
    func rowsKnown(before moment: Timestamp, purge: Duration) -> Int {
        firstRow(from: moment - purge + .microseconds(1))
    }
}
