public import WickDomain

/// Owns the snapshot: stages bring what they have, and the newest snapshot goes to whoever watches, at most so often. Views never make it
/// wait, because publishing only replaces what they have not looked at.
public actor Workstation {
    /// Seven snapshots a second are more than numbers can be read. What comes after a pause is shown at once.
    public static let interval: Duration = .milliseconds(150)

    private var fold: SnapshotFold
    private let elapsed: @Sendable () -> Duration
    private let publish: @Sendable (Snapshot) -> Void
    private var lastPublished: Duration?
    private var isDirty = true
    /// Whether what waits to be published is worth a frame of its own.
    private var isVisible = true

    /// - Parameters:
    ///   - elapsed: a clock that only rises.
    ///   - publish: is given each snapshot; must not block.
    public init(
        _ fold: SnapshotFold, elapsed: @escaping @Sendable () -> Duration,
        publish: @escaping @Sendable (Snapshot) -> Void
    ) {
        self.fold = fold
        self.elapsed = elapsed
        self.publish = publish
    }

    /// Changes the snapshot, and publishes it unless the last one is too fresh.
    ///
    /// - Parameter isVisible: whether a view has to draw because of it. What only moves the age of the data need not: views draw
    ///   with the clock anyway.
    public func update(isVisible: Bool = true, _ change: @Sendable (inout SnapshotFold) -> Void) {
        change(&fold)
        isDirty = true
        self.isVisible = self.isVisible || isVisible
        let now = elapsed()
        if lastPublished.map({ now - $0 >= Self.interval }) ?? true { send(now) }
    }

    /// Takes what a step of a pipeline brings, however little that is.
    public func apply(_ change: SnapshotChange) {
        let isVisible = fold.isChanged(by: change)
        update(isVisible: isVisible) { $0.apply(change) }
    }

    /// Publishes what has changed since the last time, if anything.
    ///
    /// - Returns: whether a view has to draw because of it.
    @discardableResult
    public func flush() -> Bool {
        guard isDirty else { return false }
        let isVisible = isVisible
        send(elapsed())
        return isVisible
    }

    /// Shows how fast a replay goes, and what has not been shown yet.
    public func show(_ pace: TransportClock.Pace) {
        if fold.setPace(pace) { (isDirty, isVisible) = (true, true) }
        flush()
    }

    /// Starts anew, for a replay that goes back: nothing is kept but the log.
    public func restart(_ fold: SnapshotFold) {
        let log = self.fold.snapshot.log
        let revision = self.fold.snapshot.revision
        self.fold = fold
        self.fold.carry(log: log, revision: revision)
        (isDirty, isVisible) = (true, true)
    }

    public var snapshot: Snapshot { fold.snapshot }

    private func send(_ now: Duration) {
        lastPublished = now
        publish(fold.next(isRevision: isVisible))
        (isDirty, isVisible) = (false, false)
    }
}
