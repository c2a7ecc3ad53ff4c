/// What a rule can watch. Each kind finds numbers, one a subject, and compares them with the rule's limit.
public enum AlertKind: String, CaseIterable, Sendable {
    case feedStale = "feed_stale"
    case gapOpen = "gap_open"
    case errorRatio = "error_ratio"
    case coverage
    case drift
    case priceMove = "price_move"
    case forecast
    case trainingFailed = "training_failed"
    case diskLow = "disk_low"
    case storeFailing = "store_failing"

    /// What the limit counts.
    public var unit: String {
        switch self {
        case .feedStale: "seconds without a message of a venue"
        case .gapOpen: "minutes of the last day that are incomplete or were not watched"
        case .errorRatio: "times the error of predicting no change"
        case .coverage: "percentage points between promised and observed coverage"
        case .drift: "features of a champion that have drifted"
        case .priceMove: "percent, up or down, from any price within the window"
        case .forecast: "percent, up or down, that is predicted"
        case .trainingFailed: "trainings in a row that failed"
        case .diskLow: "MiB that are free where the database is"
        case .storeFailing: "seconds since the database takes no rows"
        }
    }

    /// What a limit may be. Percentages and ratios beyond these could never be seen, or always.
    public var limits: ClosedRange<Double> {
        switch self {
        case .feedStale: 1...86_400
        case .gapOpen: 1...1440
        case .errorRatio: 0.5...100
        case .coverage: 1...100
        case .drift: 1...1000
        case .priceMove: 0.01...1000
        case .forecast: 0.001...100
        case .trainingFailed: 1...100
        case .diskLow: 1...1_048_576
        case .storeFailing: 1...86_400
        }
    }

    /// Whether a value below the limit is the trouble.
    public var firesBelow: Bool { self == .diskLow }

    /// The windows that it can look at, in minutes; nil where it has none.
    public var windows: [Int]? {
        switch self {
        case .priceMove: Array(1...PriceWindow.maximumMinutes)
        case .errorRatio, .coverage: [60, 360, 1440, 10_080]
        default: nil
        }
    }

    /// What may be said about windows, for messages.
    var windowWords: String {
        self == .priceMove ? "1 to \(PriceWindow.maximumMinutes)" : "60, 360, 1440 or 10080"
    }

    /// The rule that holds where the configuration says nothing.
    var usual: AlertRule.Settings {
        switch self {
        case .feedStale: AlertRule.Settings(limit: 60, clear: 15, forSeconds: 0, cooldownSeconds: 600)
        // A repair takes seconds; ten minutes are more than one whose venue is slow.
        case .gapOpen: AlertRule.Settings(limit: 1, clear: 0, forSeconds: 600, cooldownSeconds: 3600)
        case .errorRatio:
            AlertRule.Settings(
                limit: 1.25, clear: 1.05, forSeconds: 1800, cooldownSeconds: 21_600, windowMinutes: 60)
        case .coverage:
            AlertRule.Settings(limit: 15, clear: 10, forSeconds: 1800, cooldownSeconds: 21_600, windowMinutes: 1440)
        // As many as make the dashboard train again.
        case .drift: AlertRule.Settings(limit: 3, clear: 1, forSeconds: 900, cooldownSeconds: 21_600)
        case .priceMove:
            AlertRule.Settings(limit: 3, clear: 1.5, forSeconds: 0, cooldownSeconds: 900, windowMinutes: 15)
        case .forecast: AlertRule.Settings(limit: 0.5, clear: 0.4, forSeconds: 0, cooldownSeconds: 900)
        case .trainingFailed: AlertRule.Settings(limit: 1, clear: 0, forSeconds: 0, cooldownSeconds: 3600)
        case .diskLow: AlertRule.Settings(limit: 1024, clear: 1536, forSeconds: 60, cooldownSeconds: 21_600)
        case .storeFailing: AlertRule.Settings(limit: 60, clear: 0, forSeconds: 0, cooldownSeconds: 600)
        }
    }
}
