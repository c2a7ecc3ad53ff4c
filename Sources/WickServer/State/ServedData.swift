import Synchronization
import WickDomain

/// Owns the served state, and tells subscribers what changed. The pipeline writes, the server reads; neither waits for
/// the other longer than a copy of a few references takes.
public final class ServedData: Sendable {
    struct Contents {
        var state: ServedState
        /// Rises with every change of the state.
        var revision: UInt64 = 0
        /// Of the newest event.
        var sequence: UInt64 = 0
        /// The newest events, for those who come back; older ones are forgotten.
        var recent: [StreamEvent] = []
        var recentBytes = 0
        var listeners: [(id: Int, listener: any StreamListener)] = []
        var nextListener = 0
    }

    /// Events that somebody who comes back can still have: some minutes of a busy market, in at most twice 4 MiB.
    static let maximumRecent = 4096
    static let maximumRecentBytes = 4 << 20

    /// Tells the sequence of this run from that of another, which begins at 0 as well.
    let run: String
    private let contents: Mutex<Contents>

    public init(_ state: ServedState) {
        run = "\(state.startTime)"
        contents = Mutex(Contents(state: state))
    }

    public var state: ServedState { contents.withLock { $0.state } }

    /// The state with its number: one number, one state.
    var numbered: (revision: UInt64, state: ServedState) { contents.withLock { ($0.revision, $0.state) } }

    /// Rises with every change of the state.
    var revision: UInt64 { contents.withLock { $0.revision } }

    /// Changes the state, then tells subscribers what changed.
    ///
    /// Both under one lock: a subscriber's first snapshot and the changes behind it are told apart by the sequence.
    public func update(_ change: (inout ServedState) -> [StreamEvent]) {
        contents.withLock { contents in
            let events = change(&contents.state)
            contents.revision += 1
            guard !events.isEmpty else { return }
            let first = contents.sequence + 1
            contents.sequence += UInt64(events.count)
            Self.remember(events, in: &contents)
            guard !contents.listeners.isEmpty else { return }
            let numbered = events.enumerated().map { NumberedEvent($1, sequence: first + UInt64($0)) }
            for (_, listener) in contents.listeners { listener.take(numbered) }
        }
    }

    /// The state and the sequence of the last event that is in it.
    var sequenced: (sequence: UInt64, state: ServedState) { contents.withLock { ($0.sequence, $0.state) } }

    /// What happened behind an event that somebody has, and how many events they cannot have any more.
    struct Missed {
        var events: [NumberedEvent] = []
        /// Nil where it cannot be told: the sequence is of another run.
        var lost: UInt64? = 0
    }

    /// The same, and what happened behind `sequence` of `run`.
    func sequenced(
        after sequence: UInt64, of run: String
    ) -> (sequence: UInt64, state: ServedState, missed: Missed) {
        contents.withLock { contents in
            var missed = Missed()
            if run != self.run || sequence > contents.sequence {
                missed.lost = nil
            } else {
                let count = contents.sequence - sequence
                let kept = UInt64(contents.recent.count)
                missed.lost = count > kept ? count - kept : 0
                if missed.lost == 0 {
                    let events = contents.recent.suffix(Int(count))
                    missed.events = zip(events, 1...).map { NumberedEvent($0, sequence: sequence + $1) }
                }
            }
            return (contents.sequence, contents.state, missed)
        }
    }

    private static func remember(_ events: [StreamEvent], in contents: inout Contents) {
        contents.recent += events
        contents.recentBytes += events.reduce(0) { $0 + $1.json.count }
        guard contents.recent.count > 2 * maximumRecent || contents.recentBytes > 2 * maximumRecentBytes else { return }
        // Dropped rarely, and many at once.
        var (kept, bytes) = (0, 0)
        for event in contents.recent.reversed() {
            bytes += event.json.count
            guard kept < maximumRecent, bytes <= maximumRecentBytes else { break }
            kept += 1
        }
        contents.recent.removeFirst(contents.recent.count - kept)
        contents.recentBytes = contents.recent.reduce(0) { $0 + $1.json.count }
    }

    func add(_ listener: any StreamListener) -> Int {
        contents.withLock { contents in
            contents.nextListener += 1
            contents.listeners.append((contents.nextListener, listener))
            return contents.nextListener
        }
    }

    func remove(listener id: Int) { contents.withLock { $0.listeners.removeAll { $0.id == id } } }
}

/// An event with its place in the sequence, and its message, which is written once for everybody.
struct NumberedEvent: Sendable {
    let event: StreamEvent
    let sequence: UInt64
    let message: [UInt8]

    init(_ event: StreamEvent, sequence: UInt64) {
        self.event = event
        self.sequence = sequence
        message = event.message(sequence: sequence)
    }
}

/// Takes events as they happen. Called under a lock: must hand them on at once.
protocol StreamListener: Sendable {
    func take(_ events: [NumberedEvent])
}
