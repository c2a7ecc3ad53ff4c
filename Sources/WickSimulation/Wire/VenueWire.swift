public import WickDomain

/// Writes one venue's frames as its socket would send them. One value is one connection: it numbers what the venue
/// numbers. Every frame is handed to `send` whole.
public protocol VenueWire: Sendable {
    var venue: Venue { get }
    /// For how long the venue collects an asset's trades before it sends them; zero sends each order at once.
    var batchInterval: Duration { get }
    var heartbeatRule: HeartbeatRule { get }

    /// What comes on connecting and subscribing to the trades of both assets.
    mutating func open(at time: Timestamp, send: ([UInt8]) -> Void)
    /// The executions of one asset's orders, in the order of their ids.
    mutating func trades(_ orders: [TakerOrder], at time: Timestamp, send: ([UInt8]) -> Void)
    mutating func heartbeat(at time: Timestamp, send: ([UInt8]) -> Void)
}

/// When a venue sends heartbeats that are frames.
public enum HeartbeatRule: Equatable, Sendable {
    /// Binance: it pings below the level of frames.
    case never
    /// Kraken: after this long without any other frame.
    case whenQuiet(Duration)
    /// Coinbase: whatever else is sent.
    case always(every: Duration)

    var interval: Duration? {
        switch self {
        case .never: nil
        case .whenQuiet(let interval), .always(let interval): interval
        }
    }
}
