import WickDomain

/// Says how far a start is with the features, where they take longer than a moment. Owned by one start.
struct StartProgress {
    /// Nothing is said before, and nothing again so soon.
    private static let interval: Duration = .seconds(2)

    private var last = ContinuousClock.now

    /// - Returns: nil while there is nothing to be said.
    mutating func text(_ fraction: Double, _ time: Timestamp) -> String? {
        let now = ContinuousClock.now
        guard now - last >= Self.interval else { return nil }
        last = now
        let percent = Int(min(max(fraction, 0), 1) * 100)
        return "the features to be brought up to date: \(percent) %, \(time.description.prefix(10))"
    }
}
