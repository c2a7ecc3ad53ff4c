public import WickDomain

/// Picks decisions whose outcomes share no minute: the first, then always the next that is made when the last one's
/// outcome is known. Neighbouring five-minute returns are four fifths the same, and counting each would make chance
/// look certain.
public struct NonOverlapping: Sendable {
    private let horizon: Duration
    private var free: Timestamp?

    public init(horizon: Duration) { self.horizon = horizon }

    /// Whether a decision counts; they come ascending.
    public mutating func takes(_ decision: Timestamp) -> Bool {
        if let free, decision < free { return false }
        free = decision + horizon
        return true
    }
}
