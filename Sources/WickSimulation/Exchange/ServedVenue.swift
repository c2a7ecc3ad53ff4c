import Synchronization

/// A venue that the exchange's thread moves and others look at.
final class ServedVenue: Sendable {
    private let venue: Mutex<SimulatedVenue>

    init(_ venue: SimulatedVenue) { self.venue = Mutex(venue) }

    func inspect<Result: Sendable>(_ body: (SimulatedVenue) -> Result) -> Result { venue.withLock { body($0) } }
    func change<Result: Sendable>(_ body: (inout SimulatedVenue) -> Result) -> Result { venue.withLock { body(&$0) } }
}
