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
        var listeners: [(id: Int, listener: any StreamListener)] = []
        var nextListener = 0
    }

    private let contents: Mutex<Contents>

    public init(_ state: ServedState) { contents = Mutex(Contents(state: state)) }

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
            guard !contents.listeners.isEmpty else { return }
            let numbered = events.enumerated().map { NumberedEvent($1, sequence: first + UInt64($0)) }
            for (_, listener) in contents.listeners { listener.take(numbered) }
        }
    }

    /// The state and the sequence of the last event that is in it.
    var sequenced: (sequence: UInt64, state: ServedState) { contents.withLock { ($0.sequence, $0.state) } }

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
