import WickDomain

/// How busy an hour of the day is, relative to the day's mean: a quiet Asian night, London, the overlap with New York.
enum IntradayShape {
    /// By the hour in UTC; the mean is 1.
    private static let activity: [Double] = [
        0.85, 0.80, 0.70, 0.60, 0.55, 0.55, 0.65, 0.85, 1.05, 1.05, 1.00, 1.00,
        1.10, 1.45, 1.75, 1.70, 1.50, 1.30, 1.15, 1.05, 1.00, 0.85, 0.75, 0.75,
    ]

    /// The square root of the activity, scaled so that the mean of its square is 1: volume grows with variance.
    static func volatility(at time: Timestamp) -> Double { activity(at: time).squareRoot() }

    /// Linear between hours.
    static func activity(at time: Timestamp) -> Double {
        let second = (time - time.floored(to: .seconds(86_400))).microseconds / 1_000_000
        let hour = Int(second / 3600)
        let part = Double(second % 3600) / 3600
        return activity[hour] * (1 - part) + activity[(hour + 1) % 24] * part
    }
}
