public import WickDomain

/// A trade that happened at a simulated venue, whoever was told of it.
public struct TrueTrade: Equatable, Sendable {
    /// Its known time is its event time.
    public let trade: Trade
    /// Nobody is told: neither any connection nor REST. The venue's ids have a hole there.
    public let isHidden: Bool
}
