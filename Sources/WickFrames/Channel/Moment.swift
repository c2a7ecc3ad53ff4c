public import WickDomain

/// One reading of both clocks: deadlines go by the first, which only rises, records by the second.
public struct Moment: Equatable, Sendable {
    /// Since the feed began.
    public let elapsed: Duration
    public let wall: Timestamp

    public init(elapsed: Duration, wall: Timestamp) {
        self.elapsed = elapsed
        self.wall = wall
    }
}
