import WickDomain

/// The two clocks of a feed: one for deadlines, which only rises, and the wall's, for records. Both are injected.
public struct FeedClock: Sendable {
    private let read: @Sendable () -> Duration
    private let wait: @Sendable (Duration) async throws -> Void
    private let readWall: @Sendable () -> Int64

    /// - Parameter wallNanoseconds: nanoseconds since 1970.
    public init(_ clock: any Clock<Duration>, wallNanoseconds: @escaping @Sendable () -> Int64) {
        self.init(opened: clock, wallNanoseconds)
    }

    private init<Opened: Clock>(opened clock: Opened, _ wallNanoseconds: @escaping @Sendable () -> Int64)
    where Opened.Duration == Duration {
        let start = clock.now
        read = { start.duration(to: clock.now) }
        wait = { try await clock.sleep(until: start.advanced(by: $0), tolerance: nil) }
        readWall = wallNanoseconds
    }

    public var wallNanoseconds: Int64 { readWall() }

    public var now: Moment { Moment(elapsed: read(), wall: Timestamp(nanoseconds: readWall())) }

    /// - Throws: `CancellationError`.
    public func sleep(for duration: Duration) async throws { try await wait(read() + duration) }
}
