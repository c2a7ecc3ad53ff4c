import WickDomain

/// The two clocks of a feed: one for deadlines, which only rises, and the wall's, for records. Both are injected.
public struct FeedClock: Sendable {
    private let read: @Sendable () -> Duration
    private let wait: @Sendable (Duration) async throws -> Void
    private let readWall: @Sendable () -> Int64
    /// What keeps the records' time in order; nil where the wall's is taken as it is.
    public let run: RunClock?

    /// - Parameter wallNanoseconds: nanoseconds since 1970.
    public init(_ clock: any Clock<Duration>, wallNanoseconds: @escaping @Sendable () -> Int64) {
        self.init(opened: clock, wallNanoseconds, nil)
    }

    /// Records go by the time of a run.
    public init(_ clock: any Clock<Duration>, run: RunClock) {
        self.init(opened: clock, { run.nanoseconds }, run)
    }

    private init<Opened: Clock>(
        opened clock: Opened, _ wallNanoseconds: @escaping @Sendable () -> Int64, _ run: RunClock?
    ) where Opened.Duration == Duration {
        self.run = run
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
